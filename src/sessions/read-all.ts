import type { Ctx } from '../lib/context.ts';
import { readPrices } from '../models/prices.ts';
import { readConfigOrDefaults } from '../store/config.ts';
import type { Project } from '../store/project.ts';
import { correctionKey } from './correction-key.ts';
import { type ReadSource, readSource } from './read-source.ts';
import { readingMeter } from './reading-meter.ts';
import type { ReplyIndex } from './reply-index.ts';
import { knownReplays, type Replays, settleReplays } from './settle-replays.ts';
import { type Found, keyOf, sourceAt } from './sources.ts';
import type { stateOf } from './stamps.ts';
import { addReading, type SyncReport } from './sync-report.ts';
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
export async function readAll(
  project: Project,
  ctx: Ctx,
  { found, due, index, states, whose, allProjects }: Reading,
  report: SyncReport,
): Promise<Results> {
  const { config } = readConfigOrDefaults(project, ctx);
  const settings = {
    prices: readPrices(ctx),
    overrides: config.prices.overrides,
    rootOf: whose.rootOf,
    correctionKey: correctionKey(project, ctx),
  };
  const results: Results = new Map();
  const read = async (one: Found, replayed: Replays): Promise<void> => {
    try {
      await one.reader.prepare?.(one.source);
      results.set(
        keyOf(one),
        readSource(one, { ...settings, replayed }, (place) => allProjects || whose.isOwn(place)),
      );
    } catch (error) {
      report.unread.push({ path: keyOf(one), why: error instanceof Error ? error.message : String(error) });
    }
  };
  const meter = readingMeter(ctx, due.length);
  const before = knownReplays(index);
  for (const one of due) {
    await read(one, before);
    meter.add(states.get(keyOf(one))?.bytes ?? 0);
  }
  const byKey = new Map(found.map((one) => [keyOf(one), one]));
  await settleReplays(results, index, async (harness, path, replays) => {
    const one = byKey.get(path) ?? (await sourceAt(harness, path));
    if (one) await read(one, replays);
    if (one) byKey.set(path, one);
  });
  meter.end();
  for (const [path, result] of results) addReading(report, byKey.get(path)!, result);
  return results;
}
