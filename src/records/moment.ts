import type { Ctx } from '../lib/context.ts';
import { parseTime } from '../lib/time.ts';
import type { Project } from '../store/project.ts';
import type { Kind, Need } from './contract.ts';
import { idSecond } from './ids.ts';
import { readKinds } from './kinds.ts';
import { readFile, recordFiles } from './read.ts';

const needsOf = ({ needs, gates, promote }: Kind): readonly Need[] => [
  ...needs,
  ...gates.flatMap((gate) => gate.needs),
  ...(promote?.needs ?? []),
];

/**
 * When a new record is made, in milliseconds. Where the newest of a kind counts, as of verdicts, it is later than those that
 * this clone made in the same second, so that two of one millisecond have an order. The caller holds the lock (`withRecords`).
 */
export function momentFor(project: Project, ctx: Ctx, kind: Kind): number {
  const now = ctx.now();
  const asked = [...readKinds(project, ctx).values()].flatMap(needsOf);
  if (!asked.some(({ linked, newest }) => linked === kind.kind && newest === true)) return now;
  const start = `${kind.prefix}_${idSecond(now)}_`;
  const others = recordFiles(project, kind).filter((name) => name.startsWith(start));
  return Math.max(now, ...others.map((name) => madeAt(project, kind, name) + 1));
}

function madeAt(project: Project, kind: Kind, name: string): number {
  try {
    return parseTime(readFile(project, kind, name)?.created ?? '') ?? 0;
  } catch {
    // What cannot be read counts nowhere, and `ka record verify` names it.
    return 0;
  }
}
