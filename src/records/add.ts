import type { Ctx } from '../lib/context.ts';
import { isoTime } from '../lib/time.ts';
import type { Project } from '../store/project.ts';
import { callerOf } from './caller.ts';
import type { Problem } from './check.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import type { Given } from './fields.ts';
import { keepReason } from './gate.ts';
import { keyTail, newId } from './ids.ts';
import { needNew, refuseNew } from './judge-new.ts';
import { momentFor } from './moment.ts';
import { readFile, readRecords, recordFiles } from './read.ts';
import { dueToSettle } from './settled.ts';
import { needsOf } from './surroundings.ts';
import { settleRecord } from './update.ts';
import { putRecord, withRecords } from './write.ts';

/** What is not a field: who, under which name it is known to the caller, and how strictly it is taken. */
export interface AddOptions {
  key?: string | undefined;
  by?: string | undefined;
  /** A missing heading is an error. */
  strict?: boolean | undefined;
  reason?: string | undefined;
  /** Fields that a dry run does not know yet: they may lack. */
  later?: readonly string[] | undefined;
  /** What the ledger calls it: a code, or `add`. */
  op?: string | undefined;
}

/** What adding gave: the record, whether it is new, what is odd about it, what it still needs. */
export interface Added {
  status: 'added' | 'unchanged';
  record: ManagedRecord;
  warnings: string[];
  needs: string[];
}

/**
 * Adds a record, once for each key of its caller or of its kind (`natural_key`).
 *
 * @throws KaError `bad-record` naming all that is wrong, `gate`, `unearned` and `settled` (exit 1), `secret`, `busy`
 */
export function addRecord(project: Project, ctx: Ctx, kind: Kind, given: Given, options: AddOptions = {}): Added {
  const { fields, body, headings } = needNew(project, ctx, kind, given, `ka record add ${kind.kind}`, options);
  const { settles, ...added } = withRecords(project, ctx, (): Added & { settles: string | null } => {
    const key = options.key ?? naturalKey(kind, fields);
    const tail = key === undefined ? undefined : keyTail(kind, key);
    const known = tail === undefined ? null : findByTail(project, kind, tail);
    if (known) {
      const settles = dueToSettle(project, ctx, kind, known, known.fields);
      return { settles, status: 'unchanged', record: known, warnings: [], needs: needsOf(project, ctx, kind, known) };
    }
    const ms = momentFor(project, ctx, kind, fields);
    const now = isoTime(ms);
    const id = newId(kind, ctx, ms, tail);
    const record: ManagedRecord = {
      id,
      kind: kind.kind,
      rev: 1,
      fields,
      body,
      path: `${kind.folder}/${id}.md`,
      ...(options.key === undefined ? {} : { key: options.key }),
      by: options.by ?? callerOf(ctx),
      created: now,
      ...(kind.store === 'log' ? {} : { updated: now }),
    };
    refuseNew(project, ctx, kind, record, options.reason);
    const settles = dueToSettle(project, ctx, kind, record);
    if (options.reason) keepReason(kind, record, options.reason);
    const note = String(fields.title ?? fields.summary ?? '');
    const written = putRecord(project, ctx, kind, record, { op: options.op ?? 'add', note });
    const warnings = headings.length > 0 ? [sayEmpty(id, headings)] : [];
    return { settles, status: 'added', record: written, warnings, needs: needsOf(project, ctx, kind, written) };
  });
  if (settles !== null) settleRecord(project, ctx, kind, added.record.id, settles, options);
  return added;
}

/** One sentence on the headings under which nothing stands. */
const sayEmpty = (id: string, headings: readonly Problem[]): string =>
  `${id} has nothing yet under ${headings.map(({ field, example }) => `"${field.slice(3)}"${example ? ` (${example.split(' ')[0]})` : ''}`).join(', ')}.`;

/** The values that make a record the same one; undefined where the kind names none, or one of them is unknown. */
function naturalKey(kind: Kind, fields: Readonly<Record<string, unknown>>): unknown {
  const values = (kind.natural_key ?? []).map((name) => fields[name] ?? null);
  return values.length === 0 || values.includes(null) ? undefined : values;
}

/** The record of a key, the caller's or the kind's own; null if there is none. */
export const findByKey = (project: Project, kind: Kind, key: unknown): ManagedRecord | null =>
  findByTail(project, kind, keyTail(kind, key));

function findByTail(project: Project, kind: Kind, tail: string): ManagedRecord | null {
  if (kind.store === 'log') return readRecords(project, kind).records.find(({ id }) => id.endsWith(`_${tail}`)) ?? null;
  const name = recordFiles(project, kind).find((file) => file.endsWith(`_${tail}.md`));
  return name === undefined ? null : readFile(project, kind, name);
}
