import { sampleStandardDeviation } from 'simple-statistics';

/** Normal quantiles of a two-sided 5 % test with 80 % power: 1.96 + 0.84. */
const POWER = 2.8015852;
/** Efficiency of rank tests against the t-test under normality, 3/π. */
const EFFICIENCY = 0.9549297;

/**
 * The smallest increase (as a ratio above 1) that two groups of these sizes would show in four of five cases, given how
 * much the logarithms scatter. Smaller changes cannot be seen: "no change found" then says nothing.
 *
 * Source: the normal sample size formula on logs with the rank test's efficiency: exp(2.80 sd sqrt(1/m + 1/n) / sqrt(3/π)).
 * For a decrease take 1/ratio: with sd 1 and 2 x 40 values it is 0.53, that is -47 %.
 *
 * @param first positive values, at least two
 * @param second positive values, at least two
 * @throws RangeError on fewer than two values or values that are not positive
 */
export function detectableRatio(first: readonly number[], second: readonly number[]): number {
  const [m, n] = [first.length, second.length];
  if (m < 2 || n < 2) throw new RangeError('a detectable ratio needs at least two values in each group');
  if (![...first, ...second].every((value) => value > 0))
    throw new RangeError('a detectable ratio needs positive values');
  const [sd1, sd2] = [first, second].map((group) => sampleStandardDeviation(group.map(Math.log))) as [number, number];
  const pooled = Math.sqrt(((m - 1) * sd1 ** 2 + (n - 1) * sd2 ** 2) / (m + n - 2));
  return Math.exp((POWER * pooled * Math.sqrt(1 / m + 1 / n)) / Math.sqrt(EFFICIENCY));
}

/** The same for values that may be zero or negative, as a difference in their unit. */
export function detectableShift(first: readonly number[], second: readonly number[]): number {
  const [m, n] = [first.length, second.length];
  if (m < 2 || n < 2) throw new RangeError('a detectable shift needs at least two values in each group');
  const [sd1, sd2] = [first, second].map((group) => sampleStandardDeviation([...group])) as [number, number];
  const pooled = Math.sqrt(((m - 1) * sd1 ** 2 + (n - 1) * sd2 ** 2) / (m + n - 2));
  return (POWER * pooled * Math.sqrt(1 / m + 1 / n)) / Math.sqrt(EFFICIENCY);
}

/**
 * The smallest difference of two success rates that groups of these sizes would show in four of five cases, around a
 * common rate. Source: normal approximation 2.80 sqrt(p (1 - p) (1/m + 1/n)); a rate of 0 or 1 counts as half a run
 * away from it.
 *
 * @returns 0..1; `detectableDifference(0.85, 200, 200)` is 0.100
 * @throws RangeError on empty groups
 */
export function detectableDifference(rate: number, m: number, n: number): number {
  if (!(m >= 1 && n >= 1)) throw new RangeError('a detectable difference needs at least one run in each group');
  const edge = 0.5 / (m + n);
  const p = Math.min(1 - edge, Math.max(edge, rate));
  return Math.min(1, POWER * Math.sqrt(p * (1 - p) * (1 / m + 1 / n)));
}
