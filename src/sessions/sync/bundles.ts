import { dirname } from 'node:path';
import { type Found, keyOf } from './sources.ts';

/** A bundle is at most this part of all bytes, so that threads end at about the same time; or so few that it does not matter. */
const [PART, FEW_BYTES] = [1 / 16, 1_000_000];

/**
 * Sources in bundles, the largest first: those of one folder stay together while they are few, since a session is mostly
 * forked from one beside it.
 *
 * @param due sorted by path, as they were found
 */
export function bundlesOf(due: readonly Found[], bytesOf: (one: Found) => number): Found[][] {
  const all = due.reduce((sum, one) => sum + bytesOf(one), 0);
  const most = Math.max(all * PART, FEW_BYTES);
  const bundles: Array<{ folder: string; bytes: number; sources: Found[] }> = [];
  for (const one of due) {
    const [folder, bytes] = [`${one.source.harness} ${dirname(keyOf(one))}`, bytesOf(one)];
    const last = bundles.at(-1);
    if (last?.folder === folder && last.bytes + bytes <= most) {
      last.sources.push(one);
      last.bytes += bytes;
    } else bundles.push({ folder, bytes, sources: [one] });
  }
  return bundles.sort((a, b) => b.bytes - a.bytes).map(({ sources }) => sources);
}
