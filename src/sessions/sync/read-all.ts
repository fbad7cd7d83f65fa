import { join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { readConfigOrDefaults } from '../../store/config.ts';
import { cores, runThread } from '../../store/process/threads.ts';
import type { Project } from '../../store/project.ts';
import { correctionKey } from '../fold/correction-key.ts';
import { bundlesOf } from './bundles.ts';
import { type Piece, readShare, type Share } from './read-share.ts';
import type { ReadSource } from './read-source.ts';
import { readingMeter } from './reading-meter.ts';
import type { ReplyIndex } from './reply-index.ts';
import { addReading, type SyncReport } from './report.ts';
import { knownReplays, settleReplays } from './settle-replays.ts';
import { type ReadingSetup, type ReadOne, sourceReader } from './source-reader.ts';
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
  /** Of the project in all work trees, those that are gone too. */
  roots: readonly string[];
  allProjects: boolean;
}

/** A second thread costs some 50 ms to start: with less than this to read it would not pay. */
const MANY_BYTES = 30_000_000;

/** Reads what is due, and what that says something new of. */
export async function readAll(project: Project, ctx: Ctx, reading: Reading, report: SyncReport): Promise<Results> {
  const { found, index, whose, roots, allProjects } = reading;
  const { config } = readConfigOrDefaults(project, ctx);
  const setup: ReadingSetup = {
    project,
    home: ctx.home,
    dist: ctx.dist,
    overrides: config.prices.overrides,
    correctionKey: correctionKey(project, ctx),
    roots,
    allProjects,
  };
  const readOne = sourceReader(setup, whose);
  const results: Results = new Map();
  const take = (key: string, read: ReadSource | string): void => {
    if (typeof read === 'string') report.unread.push({ path: key, why: read });
    else results.set(key, read);
  };
  for (const [one, read] of await readDue(ctx, setup, reading, readOne)) take(keyOf(one), read);
  const byKey = new Map(found.map((one) => [keyOf(one), one]));
  await settleReplays(results, index, async (harness, path, replays) => {
    const one = byKey.get(path) ?? (await sourceAt(harness, path));
    if (!one) return;
    byKey.set(path, one);
    take(path, await readOne(one, replays).catch((error) => (error instanceof Error ? error.message : String(error))));
  });
  for (const [path, result] of results) addReading(report, byKey.get(path)!, result);
  return results;
}

/** Reads what is due, the largest bundles first, in two threads if it is much. In the order in which it was found. */
async function readDue(
  ctx: Ctx,
  setup: ReadingSetup,
  { due, index, states }: Reading,
  readOne: ReadOne,
): Promise<Array<[Found, ReadSource | string]>> {
  const bytesOf = (one: Found): number => states.get(keyOf(one))?.bytes ?? 0;
  const bundles = bundlesOf(due, bytesOf);
  const sorted = bundles.flat();
  const share: Share = {
    setup,
    bundles: bundles.map((bundle) => bundle.map(({ source }) => source)),
    replayed: knownReplays(index),
    taken: new SharedArrayBuffer(4),
  };
  const meter = readingMeter(ctx, due.length);
  let shown = 0;
  const showUntil = (count: number): void => {
    for (; shown < count; shown++) meter.add(bytesOf(sorted[shown]!));
  };
  const isMany = cores() > 1 && due.length > 1 && due.reduce((sum, one) => sum + bytesOf(one), 0) > MANY_BYTES;
  const reads = new Map<number, ReadSource | string>();
  const give = ([at, read]: Piece): void => void reads.set(at, read);
  const other = isMany ? runThread<Piece>(join(ctx.dist, 'read-thread.mjs'), share, give) : null;
  await readShare(share, give, readOne, showUntil);
  await other;
  // What a thread took that failed.
  const left = sorted.flatMap((_, at) => (reads.has(at) ? [] : [at]));
  const rest = { ...share, bundles: left.map((at) => [sorted[at]!.source]), taken: new SharedArrayBuffer(4) };
  await readShare(rest, ([at, read]) => give([left[at]!, read]), readOne);
  meter.end();
  const places = new Map(sorted.map((one, at) => [one, at]));
  return due.map((one) => [one, reads.get(places.get(one)!)!]);
}
