import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { isoTime } from '../lib/time.ts';
import type { Project } from '../store/project.ts';
import { callerOf } from './caller.ts';
import { prefixOf } from './ids.ts';
import { readKinds } from './kinds.ts';
import { tell } from './ledger.ts';
import { findRecord } from './read.ts';
import type { SealOptions } from './seal.ts';
import { REMOVED, readTold } from './told.ts';
import { withRecords } from './write.ts';

const isHere = (project: Project, ctx: Ctx, id: string): boolean => {
  try {
    findRecord(project, ctx, id);
    return true;
  } catch (error) {
    if (error instanceof KaError && error.code === 'no-record') return false;
    throw error;
  }
};

/**
 * Tells the ledger that a record which it knows, whole id, was taken away on purpose.
 *
 * @returns its id; null where that record is here, or the ledger never knew it
 * @throws KaError `several-records`, `busy`
 */
export function sealGone(project: Project, ctx: Ctx, id: string, options: SealOptions = {}): string | null {
  if (isHere(project, ctx, id)) return null;
  return withRecords(project, ctx, () => {
    const newest = readTold(project, ctx).get(id)?.at(-1);
    if (!newest) return null;
    const kind = [...readKinds(project, ctx).values()].find(({ prefix }) => prefix === prefixOf(id));
    const now = isoTime(ctx.now());
    const gone = { id, kind: kind?.kind ?? '', rev: newest.rev + 1, fields: {}, body: '', path: '', created: now };
    const record = { ...gone, by: options.by ?? callerOf(ctx) };
    if (newest.op !== REMOVED && !ctx.dryRun) tell(project, ctx, record, { op: REMOVED, note: options.reason });
    return id;
  });
}
