import { streamGit } from '../../store/git/git.ts';
import type { Place } from './place.ts';

/**
 * Hands over the contents of objects, in their order, in one process.
 *
 * Format: git-cat-file(1), "BATCH OUTPUT": `<oid> blob <size>`, the bytes, a line end.
 *
 * @param take decoded byte by byte (latin1); null for an object that is missing (a partial clone)
 */
export async function readContents(
  { top, env }: Place,
  objects: readonly string[],
  take: (at: number, text: string | null) => void,
): Promise<void> {
  if (objects.length === 0) return;
  let [held, length, at] = [[] as Buffer[], 0, 0];
  /** Bytes that the next step needs; below that pieces are only kept. */
  let wanted = 1;
  const step = (piece: Buffer): void => {
    held.push(piece);
    length += piece.length;
    if (length < wanted) return;
    let bytes = held.length === 1 ? held[0]! : Buffer.concat(held);
    for (;;) {
      const end = bytes.indexOf(10);
      if (end < 0) {
        wanted = bytes.length + 1;
        break;
      }
      const size = / (?:blob|tree|commit|tag) (\d+)$/.exec(bytes.toString('latin1', 0, end))?.[1];
      const until = end + 1 + (size === undefined ? 0 : Number(size) + 1);
      if (bytes.length < until) {
        wanted = until;
        break;
      }
      take(at++, size === undefined ? null : bytes.toString('latin1', end + 1, until - 1));
      bytes = bytes.subarray(until);
    }
    [held, length] = [bytes.length > 0 ? [bytes] : [], bytes.length];
  };
  await streamGit(top, ['cat-file', '--batch'], `${objects.join('\n')}\n`, step, env);
}
