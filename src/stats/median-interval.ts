import { atMost } from './binomial.ts';

/**
 * Interval for a median from two of the sorted values themselves: exact for any continuous distribution, conservative
 * with ties. Source: the sign test inverted (Thompson 1936); the interval that Go's benchstat prints. Below 6 values
 * no 95 % interval exists.
 *
 * @param values at least one
 * @param level 0..1
 * @returns null where there are too few; of ten values [2nd, 9th] at 95 % (it covers 97.9 %)
 * @throws RangeError on empty input
 */
export function medianInterval(values: readonly number[], level = 0.95): [number, number] | null {
  const n = values.length;
  if (n === 0) throw new RangeError('a median needs at least one value');
  const sorted = Float64Array.from(values).sort();
  let outside = 0;
  while (outside < n / 2 && atMost(outside, n, 0.5) <= (1 - level) / 2) outside++;
  return outside < 1 ? null : [sorted[outside - 1]!, sorted[n - outside]!];
}
