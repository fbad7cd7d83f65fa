import { wilson95, Z95 } from './wilson.ts';

/**
 * Interval for the difference of two shares, `second - first`, built from the two Wilson intervals.
 *
 * Assumes two independent groups of independent runs. Source: Newcombe (1998), method 10; R
 * `DescTools::BinomDiffCI(method = "score")`, statsmodels `confint_proportions_2indep(method='newcomb')`.
 *
 * @param first [successes, n] before, n at least 1
 * @param second [successes, n] after
 * @param z normal quantile of the level, default 95 %
 * @returns `newcombe([48, 80], [56, 70])` is { difference: 0.2, interval: [0.0524, 0.3339] } (Newcombe's case a)
 * @throws RangeError as `wilson95`
 */
export function newcombe(
  first: readonly [number, number],
  second: readonly [number, number],
  z = Z95,
): { difference: number; interval: [number, number] } {
  const [low1, high1] = wilson95(first[0], first[1], z);
  const [low2, high2] = wilson95(second[0], second[1], z);
  const p1 = first[0] / first[1];
  const p2 = second[0] / second[1];
  const difference = p2 - p1;
  return {
    difference,
    interval: [difference - Math.hypot(p2 - low2, high1 - p1), difference + Math.hypot(high2 - p2, p1 - low1)],
  };
}
