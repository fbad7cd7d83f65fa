import { dirname } from 'node:path';
import { cores } from '../../store/process/threads.ts';
import { readAhead } from '../../store/transcripts/read-ahead.ts';
import { skimLines } from '../../store/transcripts/skim-lines.ts';
import type { ReadSource } from './read-source.ts';
import { isUnique } from './replays.ts';
import type { Replays } from './settle-replays.ts';
import type { ReadOne } from './source-reader.ts';
import { type Found, keyOf } from './sources.ts';

/** A second thread costs some 50 ms to start: with less than this to read it would not pay. */
const MANY_BYTES = 30_000_000;

/**
 * Reads sources one after another, in two threads if it is much. Of those in one folder each later one is told which
 * replies the earlier ones hold: a session is mostly forked from one beside it.
 *
 * @param due sorted by path, as they were found
 * @param dist folder of the built program
 * @param onRead called after each with its bytes
 * @returns what was read of each; a sentence for one that could not be
 */
export async function readDue(
  due: readonly Found[],
  dist: string,
  read: ReadOne,
  replayed: Replays,
  bytesOf: (one: Found) => number,
  onRead: (bytes: number) => void,
): Promise<Array<[Found, ReadSource | string]>> {
  const isMany = cores() > 1 && due.reduce((sum, one) => sum + bytesOf(one), 0) > MANY_BYTES;
  const files = isMany ? due.flatMap(({ source, reader }) => reader.ahead?.(source) ?? []) : [];
  const { lines, end } = files.length > 0 ? readAhead(dist, files) : { lines: skimLines, end: () => {} };
  const reads: Array<[Found, ReadSource | string]> = [];
  let [folder, earlier] = ['', new Set<string>()];
  for (const one of due) {
    const own = `${one.source.harness} ${dirname(keyOf(one))}`;
    if (own !== folder) [folder, earlier] = [own, new Set()];
    try {
      const result = await read(one, { replayed, earlier, lines });
      addReplies(earlier, result);
      reads.push([one, result]);
    } catch (error) {
      reads.push([one, error instanceof Error ? error.message : String(error)]);
    }
    onRead(bytesOf(one));
  }
  end();
  return reads;
}

/** Adds what its sessions themselves replied, by ids that are unique everywhere. */
function addReplies(to: Set<string>, { sessions }: ReadSource): void {
  for (const { replies } of sessions) for (const { id, copied } of replies) if (!copied && isUnique(id)) to.add(id);
}
