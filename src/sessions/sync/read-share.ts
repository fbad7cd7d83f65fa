import type { Source } from '../../harnesses/transcripts.ts';
import type { ReadSource } from './read-source.ts';
import { isUnique } from './replays.ts';
import type { Replays } from './settle-replays.ts';
import { type ReadingSetup, type ReadOne, sourceReader } from './source-reader.ts';
import { readerOf } from './sources.ts';

/** Sources to read, of which several threads each take the next bundle that is left. */
export interface Share {
  setup: ReadingSetup;
  bundles: ReadonlyArray<readonly Source[]>;
  replayed: Replays;
  /** One 32-bit number: how many bundles were taken. */
  taken: SharedArrayBuffer;
}

/** What was read, by the place of its source among all; a sentence for one that could not be read. */
export type Piece = [place: number, read: ReadSource | string];

/**
 * Reads sources until none is left. Of those in one bundle each later one is told which replies the earlier ones hold.
 *
 * @param give called with what was read of each
 * @param onTaken called before each with how many were taken, here and elsewhere
 */
export async function readShare(
  { setup, bundles, replayed, taken }: Share,
  give: (piece: Piece) => void,
  read: ReadOne = sourceReader(setup),
  onTaken: (count: number) => void = () => {},
): Promise<void> {
  const count = new Int32Array(taken);
  const starts: number[] = [];
  for (let sum = 0, n = 0; n < bundles.length; sum += bundles[n++]!.length) starts.push(sum);
  for (let n = Atomics.add(count, 0, 1); n < bundles.length; n = Atomics.add(count, 0, 1)) {
    const earlier = new Set<string>();
    for (const [nth, source] of bundles[n]!.entries()) {
      const at = starts[n]! + nth;
      onTaken(at);
      try {
        const one = await read({ source, reader: await readerOf(source.harness) }, replayed, earlier);
        addReplies(earlier, one);
        give([at, one]);
      } catch (error) {
        give([at, error instanceof Error ? error.message : String(error)]);
      }
    }
  }
}

/** Adds what its sessions themselves replied, by ids that are unique everywhere. */
function addReplies(to: Set<string>, { sessions }: ReadSource): void {
  for (const { replies } of sessions) for (const { id, copied } of replies) if (!copied && isUnique(id)) to.add(id);
}
