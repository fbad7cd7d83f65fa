import type { Source } from '../../harnesses/transcripts.ts';
import type { ReadSource } from './read-source.ts';
import type { Replays } from './settle-replays.ts';
import { type ReadingSetup, type ReadOne, sourceReader } from './source-reader.ts';
import { readerOf } from './sources.ts';

/** Sources to read, of which several threads each take the next one that is left. */
export interface Share {
  setup: ReadingSetup;
  sources: readonly Source[];
  replayed: Replays;
  /** One 32-bit number: how many sources were taken. */
  taken: SharedArrayBuffer;
}

/** What was read, by the place of its source; a sentence for one that could not be read. */
export type ShareRead = Array<[place: number, read: ReadSource | string]>;

/**
 * Reads sources until none is left.
 *
 * @param onTaken called before each with how many were taken, here and elsewhere
 */
export async function readShare(
  { setup, sources, replayed, taken }: Share,
  read: ReadOne = sourceReader(setup),
  onTaken: (count: number) => void = () => {},
): Promise<ShareRead> {
  const count = new Int32Array(taken);
  const results: ShareRead = [];
  for (let at = Atomics.add(count, 0, 1); at < sources.length; at = Atomics.add(count, 0, 1)) {
    onTaken(at);
    const source = sources[at]!;
    try {
      results.push([at, await read({ source, reader: await readerOf(source.harness) }, replayed)]);
    } catch (error) {
      results.push([at, error instanceof Error ? error.message : String(error)]);
    }
  }
  return results;
}
