import type { Ctx } from '../lib/context.ts';
import { parseTime } from '../lib/time.ts';
import type { Project } from '../store/project.ts';
import type { Kind, ManagedRecord, Need } from './contract.ts';
import { idSecond } from './ids.ts';
import { readKinds } from './kinds.ts';
import { linkedTo } from './needs/linked.ts';
import { readFile, recordFiles } from './read.ts';

const needsOf = ({ needs, gates, promote }: Kind): readonly Need[] => [
  ...needs,
  ...gates.flatMap((gate) => gate.needs),
  ...(promote?.needs ?? []),
];

/**
 * When a new record is made, in milliseconds. Where the newest of a kind counts, as of verdicts, it is later than all that
 * stand here for the same record: two of one millisecond have an order, and after a clock was set back the last one still
 * counts. The caller holds the lock (`withRecords`).
 *
 * @param fields of the new record, links as whole ids
 */
export function momentFor(project: Project, ctx: Ctx, kind: Kind, fields: ManagedRecord['fields']): number {
  const now = ctx.now();
  const asked = [...readKinds(project, ctx).values()].flatMap(needsOf);
  const counts = asked.filter(({ linked, newest }) => linked === kind.kind && newest === true);
  const named = [...new Set(counts.map(({ by }) => String(by)))].flatMap((by) =>
    [fields[by] ?? []].flat().map((id) => ({ by, id: String(id) })),
  );
  if (named.length === 0) return now;
  // What was made in an earlier second is older as it is.
  const start = `${kind.prefix}_${idSecond(now)}`;
  const others = recordFiles(project, kind)
    .filter((name) => name.startsWith(`${kind.prefix}_`) && name >= start)
    .flatMap((name) => readable(project, kind, name) ?? []);
  const rivals = named.flatMap(({ by, id }) => linkedTo(others, by, id));
  return Math.max(now, ...rivals.map(({ created }) => (parseTime(created ?? '') ?? 0) + 1));
}

/** Null for what cannot be read: it counts nowhere, and `ka record verify` names it. */
function readable(project: Project, kind: Kind, name: string): ManagedRecord | null {
  try {
    return readFile(project, kind, name);
  } catch {
    return null;
  }
}
