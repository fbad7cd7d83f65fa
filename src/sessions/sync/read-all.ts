import type { Ctx } from '../../lib/context.ts';
import { readConfigOrDefaults } from '../../store/config.ts';
import type { Project } from '../../store/project.ts';
import { correctionKey } from '../fold/correction-key.ts';
import { readDue } from './read-due.ts';
import type { ReadSource } from './read-source.ts';
import { readingMeter } from './reading-meter.ts';
import type { ReplyIndex } from './reply-index.ts';
import { addReading, type SyncReport } from './report.ts';
import { knownReplays, settleReplays } from './settle-replays.ts';
import { sourceReader } from './source-reader.ts';
import { type Found, keyOf, sourceAt } from './sources.ts';
import type { stateOf } from './stamps.ts';
import type { Whose } from './whose.ts';

/** What was read, by source. */
export type Results = Map<string, ReadSource>;

/** What a reading needs to know. */
export interface Reading {
  found: readonly Found[];
  due: readonly Found[];
  index: ReplyIndex;
  states: ReadonlyMap<string, ReturnType<typeof stateOf>>;
  whose: Whose;
  allProjects: boolean;
}

/** Reads what is due, and what that says something new of. */
export async function readAll(project: Project, ctx: Ctx, reading: Reading, report: SyncReport): Promise<Results> {
  const { found, due, index, states, whose, allProjects } = reading;
  const { overrides } = readConfigOrDefaults(project, ctx).config.prices;
  const read = sourceReader({
    dist: ctx.dist,
    overrides,
    correctionKey: correctionKey(project, ctx),
    whose,
    allProjects,
  });
  const results: Results = new Map();
  const take = (key: string, result: ReadSource | string): void => {
    if (typeof result === 'string') report.unread.push({ path: key, why: result });
    else results.set(key, result);
  };
  const bytesOf = (one: Found): number => states.get(keyOf(one))?.bytes ?? 0;
  const meter = readingMeter(ctx, due.length);
  const reads = await readDue(due, ctx.dist, read, knownReplays(index), bytesOf, meter.add);
  meter.end();
  for (const [one, result] of reads) take(keyOf(one), result);
  const byKey = new Map(found.map((one) => [keyOf(one), one]));
  await settleReplays(results, index, async (harness, path, replayed) => {
    const one = byKey.get(path) ?? (await sourceAt(harness, path));
    if (!one) return;
    byKey.set(path, one);
    take(
      path,
      await read(one, { replayed }).catch((error) => (error instanceof Error ? error.message : String(error))),
    );
  });
  for (const [path, result] of results) addReading(report, byKey.get(path)!, result);
  return results;
}
