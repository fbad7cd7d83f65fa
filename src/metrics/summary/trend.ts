import type { TrendWord } from '../contract.ts';

/** Below this many known values on a side a change is not worth a word (design.md 8). */
const LEAST = 5;
/** The practical threshold: a smaller change is `steady`. */
const SHARE = 0.1;
/** Two-sided level of 10 %: an arrow shows a direction, it is no verdict. */
const Z90 = 1.6448536269514722;

/**
 * How far two samples lie apart in rank: z of the Mann-Whitney U with tie correction and continuity. On 0/1 values it is
 * the test of two proportions. Positive: `after` is greater.
 *
 * Source: Mann & Whitney (1947); R `wilcox.test(exact = FALSE)`. Assumes independent runs.
 */
function rankZ(after: readonly number[], before: readonly number[]): number {
  const [n, m] = [after.length, before.length];
  let above = 0;
  for (const a of after) for (const b of before) above += a > b ? 1 : a === b ? 0.5 : 0;
  const tied = new Map<number, number>();
  for (const value of [...after, ...before]) tied.set(value, (tied.get(value) ?? 0) + 1);
  let ties = 0;
  for (const count of tied.values()) ties += count ** 3 - count;
  const all = n + m;
  const variance = ((n * m) / 12) * (all + 1 - ties / (all * (all - 1)));
  const off = above - (n * m) / 2;
  return variance === 0 ? 0 : (Math.sign(off) * Math.max(0, Math.abs(off) - 0.5)) / Math.sqrt(variance);
}

/**
 * The word for the change from `before` to `after`.
 *
 * @param values known values of the two windows
 * @param centres what the change is measured on: a rate or a median
 * @param better 1: more is better; -1: less is better
 */
export function trendOf(
  values: { after: readonly number[]; before: readonly number[] },
  centres: { after: number | null; before: number | null },
  better: number,
): TrendWord {
  const { after, before } = centres;
  if (values.after.length < LEAST || values.before.length < LEAST || after === null || before === null) {
    return 'too few';
  }
  const change = after - before;
  if (change === 0 || Math.abs(change) < SHARE * Math.abs(before)) return 'steady';
  if (Math.abs(rankZ(values.after, values.before)) < Z90) return 'steady';
  return Math.sign(change) === Math.sign(better) ? 'improving' : 'worsening';
}
