/**
 * Fisher's exact test: how often would two groups with one common success rate split the successes at least as
 * unevenly, both margins given? Two-sided: all tables that are no likelier than the seen one.
 *
 * Source: Fisher (1935); R `fisher.test`, scipy `fisher_exact`. The weights run outwards from the mode by their ratios,
 * so that no factorial overflows.
 *
 * @param first [successes, n], n at least 1
 * @param second [successes, n]
 * @returns p, `fisher([8, 10], [1, 6])` is 0.0350
 * @throws RangeError on empty groups or successes outside 0..n
 */
export function fisher(first: readonly [number, number], second: readonly [number, number]): number {
  const [a, n1] = first;
  const [b, n2] = second;
  for (const [k, n] of [first, second])
    if (!(n >= 1 && k >= 0 && k <= n))
      throw new RangeError(`fisher needs 0 <= successes <= n and n >= 1, got ${k} of ${n}`);
  const successes = a + b;
  const low = Math.max(0, successes - n2);
  const high = Math.min(n1, successes);
  const mode = Math.min(high, Math.max(low, Math.floor(((n1 + 1) * (successes + 1)) / (n1 + n2 + 2))));
  const weights = new Float64Array(high - low + 1);
  weights[mode - low] = 1;
  for (let k = mode; k < high; k++)
    weights[k + 1 - low] = (weights[k - low]! * ((n1 - k) * (successes - k))) / ((k + 1) * (n2 - successes + k + 1));
  for (let k = mode; k > low; k--)
    weights[k - 1 - low] = (weights[k - low]! * (k * (n2 - successes + k))) / ((n1 - k + 1) * (successes - k + 1));
  // Equally likely tables differ by rounding only; the tolerance is R's.
  const seen = weights[a - low]! * (1 + 1e-7);
  let total = 0;
  let extreme = 0;
  for (const weight of weights) {
    total += weight;
    if (weight <= seen) extreme += weight;
  }
  return Math.min(1, extreme / total);
}
