/**
 * The chance of at most `k` successes in `n` runs of rate `p`: the one-sided exact test of "the rate is below p".
 *
 * Assumes independent runs. Source: the binomial distribution summed outwards from its mode; R `pbinom`, scipy
 * `binom.cdf`.
 *
 * @param k 0..n
 * @param n at least 1
 * @param p 0..1
 * @returns `atMost(5, 10, 0.8)` is 0.0328
 * @throws RangeError on an empty sample or k outside 0..n
 */
export function atMost(k: number, n: number, p: number): number {
  if (!(n >= 1 && k >= 0 && k <= n)) throw new RangeError(`atMost needs 0 <= k <= n and n >= 1, got ${k} of ${n}`);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a rate lies in 0..1, got ${p}`);
  if (k === n || p === 0) return 1;
  if (p === 1) return 0;
  const odds = p / (1 - p);
  const mode = Math.min(n, Math.floor((n + 1) * p));
  let below = mode <= k ? 1 : 0;
  let total = 1;
  for (let i = mode, weight = 1; i < n && weight > 0; i++) {
    weight *= ((n - i) / (i + 1)) * odds;
    total += weight;
    if (i + 1 <= k) below += weight;
  }
  for (let i = mode, weight = 1; i > 0 && weight > 0; i--) {
    weight *= i / (n - i + 1) / odds;
    total += weight;
    if (i - 1 <= k) below += weight;
  }
  return Math.min(1, below / total);
}
