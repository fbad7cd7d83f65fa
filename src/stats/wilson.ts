/** Quantile of the standard normal at 0.975. */
export const Z95 = 1.959963984540054;

/**
 * Wilson's score interval for a share. It stays inside 0..1 and keeps its 95 % (on average over rates) even for few
 * runs and for rates near 0 or 1, where the textbook `p ± 1.96 se` collapses to a point.
 *
 * Assumes independent runs with one common rate.
 * Source: Wilson (1927), without continuity correction; R `prop.test(correct = FALSE)`,
 * scipy `binomtest(k, n).proportion_ci(method='wilson')`.
 *
 * @param successes 0..n
 * @param n number of known outcomes, at least 1
 * @returns [low, high]; `wilson95(34, 40)` is [0.709, 0.929]
 * @throws RangeError if n is below 1 or successes lies outside 0..n
 */
export function wilson95(successes: number, n: number, z = Z95): [number, number] {
  if (!(n >= 1) || !(successes >= 0) || successes > n)
    throw new RangeError(`wilson95 needs 0 <= successes <= n and n >= 1, got ${successes} of ${n}`);
  const p = successes / n;
  const scale = 1 + (z * z) / n;
  const centre = (p + (z * z) / (2 * n)) / scale;
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / scale;
  return [successes === 0 ? 0 : Math.max(0, centre - half), successes === n ? 1 : Math.min(1, centre + half)];
}
