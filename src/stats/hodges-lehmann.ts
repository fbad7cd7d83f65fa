import { outerRank } from './mann-whitney.ts';

const ascending = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

/** How many of the differences second - first are at most `limit`; both sorted, O(m + n). */
function countUpTo(first: Float64Array, second: Float64Array, limit: number): number {
  let count = 0;
  let j = 0;
  for (const value of second) {
    while (j < first.length && value - first[j]! > limit) j++;
    count += first.length - j;
  }
  return count;
}

/** The smallest difference above `limit`. */
function nextAbove(first: Float64Array, second: Float64Array, limit: number): number {
  let best = Infinity;
  let j = 0;
  for (const value of second) {
    while (j < first.length && value - first[j]! > limit) j++;
    if (j > 0) best = Math.min(best, value - first[j - 1]!);
  }
  return best;
}

/** The k-th smallest (from 1) of the m·n differences by bisection, without building or sorting them. */
function kthDifference(first: Float64Array, second: Float64Array, k: number): number {
  let low = second[0]! - first.at(-1)!;
  if (countUpTo(first, second, low) >= k) return low;
  let high = second.at(-1)! - first[0]!;
  for (let i = 0; i < 80 && low < high; i++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (countUpTo(first, second, middle) >= k) high = middle;
    else low = middle;
  }
  return nextAbove(first, second, low);
}

/** A shift between two groups: its estimate and its interval; the interval is null where the groups are too small. */
export interface Shift {
  shift: number;
  interval: [number, number] | null;
}

/**
 * By how much the second group lies above the first: the median of all differences second - first (Hodges & Lehmann
 * 1963), with the interval that inverts Mann-Whitney's test by exact, conservative ranks.
 *
 * Assumes independent values and that one group is the other one shifted; no normality. On logarithms the shift is a
 * ratio: see `ratioShift`. R `wilcox.test(conf.int = TRUE)`. With ties the closed interval covers at least its level.
 *
 * @param first at least one value; cost grows with (m + n) log range, not with m·n
 * @param second at least one value
 * @param level of the interval
 * @returns `hodgesLehmann([1, 2, 3], [4, 6, 8, 9])`: shift 5 (the differences 1…8 counted out)
 * @throws RangeError on empty input
 */
export function hodgesLehmann(first: readonly number[], second: readonly number[], level = 0.95): Shift {
  if (first.length === 0 || second.length === 0) throw new RangeError('a shift needs at least one value in each group');
  const [x, y] = [ascending(first), ascending(second)];
  const pairs = x.length * y.length;
  const upper = kthDifference(x, y, Math.floor(pairs / 2) + 1);
  const shift = pairs % 2 === 1 ? upper : (kthDifference(x, y, pairs / 2) + upper) / 2;
  const c = outerRank(x.length, y.length, level);
  return { shift, interval: c < 1 ? null : [kthDifference(x, y, c), kthDifference(x, y, pairs - c + 1)] };
}

/**
 * The same for values that grow by factors (time, cost, tokens): a shift of 0.82 means 18 % less.
 *
 * @param first positive numbers, at least one
 * @param second positive numbers, at least one
 * @throws RangeError on empty input, zero or negative values
 */
export function ratioShift(first: readonly number[], second: readonly number[], level = 0.95): Shift {
  for (const value of [...first, ...second])
    if (!(value > 0)) throw new RangeError(`a ratio needs positive values, got ${value}`);
  const logs = hodgesLehmann(first.map(Math.log), second.map(Math.log), level);
  const interval = logs.interval;
  return { shift: Math.exp(logs.shift), interval: interval && [Math.exp(interval[0]), Math.exp(interval[1])] };
}
