const ascending = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

/**
 * Quantile of values that are sorted already, by linear interpolation between the two nearest ranks.
 *
 * @param sorted ascending, at least one value
 * @param p 0..1
 */
export function quantileSorted(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw new RangeError('a quantile needs at least one value');
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a quantile's share lies in 0..1, got ${p}`);
  const at = (sorted.length - 1) * p;
  const below = Math.floor(at);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low === high ? low : low + (high - low) * (at - below);
}

/**
 * The value below which a share `p` of the values lies. Assumes nothing of their distribution.
 *
 * Source: Hyndman & Fan (1996) type 7, the default of R `quantile` and `numpy.quantile`. (simple-statistics' `quantile`
 * is another type, and would weigh on the hot path.)
 *
 * @param values at least one finite number, in any order; left as they are
 * @param p 0..1
 * @returns `quantile([1, 2, 3, 4], 0.9)` is 3.7
 * @throws RangeError on empty input or p outside 0..1
 */
export function quantile(values: readonly number[], p: number): number {
  return quantileSorted(ascending(values), p);
}

/**
 * The middle value: half of the runs lie below. Unlike the mean it is not moved by a few huge ones.
 *
 * @throws RangeError on empty input
 * @returns `median([3, 1, 2, 10])` is 2.5
 */
export function median(values: readonly number[]): number {
  return quantileSorted(ascending(values), 0.5);
}
