import type { Ctx } from '../../lib/context.ts';
import type { Project } from '../../store/project.ts';
import { byAge } from '../age.ts';
import type { ManagedRecord } from '../contract.ts';
import { readKinds } from '../kinds.ts';
import { readRecords } from '../read.ts';
import type { Everything } from './contract.ts';

/** The status that each record had at a time, as the ledger tells. */
function statusesAt(ledger: readonly ManagedRecord[]): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const { fields } of ledger) if (fields.status !== undefined) found.set(String(fields.of), fields.status);
  return found;
}

/**
 * All committed records. With a time: those made until then, each with the status that the ledger has for it by then, so
 * that last week's report comes out as it was. Private kinds are left out: reports may be committed.
 *
 * @param until ISO 8601, included; null: now
 * @returns and what could not be read, a sentence each
 */
export function readEverything(project: Project, ctx: Ctx, until: string | null): Everything & { problems: string[] } {
  const problems: string[] = [];
  const byKind = new Map<string, readonly ManagedRecord[]>();
  for (const kind of readKinds(project, ctx).values()) {
    if (kind.private) continue;
    const read = readRecords(project, kind);
    problems.push(...read.problems);
    byKind.set(kind.kind, until === null ? read.records : read.records.filter(({ created = '' }) => created <= until));
  }
  const ledger = byKind.get('ledger') ?? [];
  if (until !== null) {
    const statuses = statusesAt(ledger);
    for (const [kind, records] of byKind)
      byKind.set(
        kind,
        records.map((record) => asOf(record, until, statuses)),
      );
  }
  const all = [...byKind.values()].flat().sort(byAge);
  const later = (a: string, b: string): string => (a < b ? b : a);
  const newest = all.reduce((latest, { created = '', updated = '' }) => later(latest, later(created, updated)), '');
  return {
    as_of: until ?? (newest || null),
    of: (kind) => byKind.get(kind) ?? [],
    kinds: [...byKind.keys()],
    all: () => all,
    problems,
  };
}

/** What was changed later has the status of then. */
function asOf(record: ManagedRecord, until: string, statuses: ReadonlyMap<string, unknown>): ManagedRecord {
  const status = statuses.get(record.id);
  if ((record.updated ?? '') <= until || status === undefined || !('status' in record.fields)) return record;
  return { ...record, fields: { ...record.fields, status } };
}
