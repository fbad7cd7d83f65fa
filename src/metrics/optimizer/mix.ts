import { fisher } from '../../stats/fisher.ts';
import { percent, plain } from './say.ts';

/** How many runs of an arm have each value (a model, a version); runs without one are left out. */
export type Counts = ReadonlyMap<string, number>;

/** A mix may differ by this share of the runs before it counts as changed at all. */
const MOVED = 0.1;
/** From here on it has changed whatever chance could do: half of the runs have another value. */
const OTHER = 0.5;
/** Between the two it has changed if the same mix would rarely give such shares. */
const CHANCE = 0.05;

const sum = (counts: Counts): number => [...counts.values()].reduce((total, count) => total + count, 0);

/**
 * Did the mix of values change from one arm to the other? Measured by the total variation distance of the shares: no at
 * 10 % or less, yes from 50 % on, and between them yes if Fisher's exact test (Bonferroni over the values) rules chance
 * out at 5 %. A mix that stays the same hence rarely counts as changed, however few runs there are.
 *
 * @returns the change in words: `the model (a -> b)` where each had more than half of its arm, else the value that
 *   moved most: `the mix of models (b from 20 % to 70 %)`; null if there is none or an arm tells nothing
 */
export function changedMix(before: Counts, after: Counts, name: string): string | null {
  const [m, n] = [sum(before), sum(after)];
  if (m === 0 || n === 0) return null;
  const moves = [...new Set([...before.keys(), ...after.keys()])].map((value) => {
    const [old, now] = [before.get(value) ?? 0, after.get(value) ?? 0];
    return { value, old, now, moved: now / n - old / m };
  });
  const distance = moves.reduce((total, { moved }) => total + Math.abs(moved) / 2, 0);
  if (distance <= MOVED) return null;
  // Of two values the one says what the other does.
  const level = CHANCE / Math.max(1, moves.length - 1);
  if (distance < OTHER && moves.every(({ old, now }) => fisher([old, m], [now, n]) > level)) return null;
  const main = (counts: Counts, total: number): string | undefined =>
    [...counts].find(([, count]) => count * 2 > total)?.[0];
  const say = (value: string): string => plain(value).slice(0, 40);
  const [first, last] = [main(before, m), main(after, n)];
  if (first !== undefined && last !== undefined && first !== last) return `the ${name} (${say(first)} -> ${say(last)})`;
  const [most] = moves.sort((a, b) => Math.abs(b.moved) - Math.abs(a.moved) || (a.value < b.value ? -1 : 1));
  return `the mix of ${name}s (${say(most!.value)} from ${percent(most!.old / m)} to ${percent(most!.now / n)})`;
}
