import { normalQuantile } from './mann-whitney.ts';

/** Efficiency of rank tests against the t-test under normality, 3/π. */
const EFFICIENCY = 0.9549297;
const POWER = 0.8;

const quantiles = (level: number): number => normalQuantile((1 + level) / 2) + normalQuantile(POWER);

/**
 * How many values each of two groups needs, so that a shift shows in four of five cases: 2 ((z + z') sd / shift)² / (3/π).
 * On logarithms a shift is the logarithm of a ratio.
 *
 * Source: the normal sample size formula with the rank test's efficiency.
 *
 * @param scatter standard deviation within a group, above 0
 * @param shift not 0, in the same unit
 * @param level of the interval that decides
 * @returns `neededPerArm(1, Math.log(0.8), 0.95)` is 331
 * @throws RangeError on a shift or scatter of zero
 */
export function neededPerArm(scatter: number, shift: number, level: number): number {
  if (!(scatter > 0) || shift === 0) throw new RangeError('a sample size needs a scatter and a shift above zero');
  return Math.ceil((2 * ((quantiles(level) * scatter) / shift) ** 2) / EFFICIENCY);
}

/**
 * The other way round: the shift that groups of these sizes show in four of five cases.
 *
 * @param m size of one group
 * @param n size of the other
 * @returns above 0, in the unit of `scatter`; `shiftSeenBy(1, 40, 40, 0.95)` is 0.641
 * @throws RangeError on empty groups
 */
export function shiftSeenBy(scatter: number, m: number, n: number, level: number): number {
  if (!(m >= 1 && n >= 1)) throw new RangeError('a shift is seen by two groups with at least one value each');
  return quantiles(level) * scatter * Math.sqrt((1 / m + 1 / n) / EFFICIENCY);
}

/** Scatter of one run's success, a rate of 0 or 1 counting as 1 % away from it. */
const rateScatter = (rate: number): number => {
  const p = Math.min(0.99, Math.max(0.01, rate));
  return Math.sqrt(p * (1 - p));
};

/**
 * `neededPerArm` for a success rate and the difference that shall be seen: 2 p (1 - p) ((z + z') / d)².
 *
 * @returns `neededForRates(0.85, 0.1, 0.95)` is 201
 * @throws RangeError on a difference of zero
 */
export function neededForRates(rate: number, difference: number, level: number): number {
  if (difference === 0) throw new RangeError('a sample size needs a difference above zero');
  return Math.ceil(2 * ((rateScatter(rate) * quantiles(level)) / difference) ** 2);
}

/** `shiftSeenBy` for a success rate. @throws RangeError on empty groups */
export function differenceSeenBy(rate: number, m: number, n: number, level: number): number {
  if (!(m >= 1 && n >= 1)) throw new RangeError('a difference is seen by two groups with at least one run each');
  return quantiles(level) * rateScatter(rate) * Math.sqrt(1 / m + 1 / n);
}
