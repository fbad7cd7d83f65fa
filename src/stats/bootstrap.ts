import { mulberry32, seedOf } from './mulberry32.ts';
import { quantileSorted } from './quantile.ts';

export const RESAMPLES = 10_000;

/** Draws with replacement from sorted values, in order again: counts per value instead of a sort per draw. */
function resampler(sorted: Float64Array, random: () => number): () => Float64Array {
  const n = sorted.length;
  const counts = new Uint32Array(n);
  const drawn = new Float64Array(n);
  return () => {
    counts.fill(0);
    for (let i = 0; i < n; i++) counts[(random() * n) | 0]!++;
    for (let i = 0, at = 0; i < n; i++) for (let c = counts[i]!; c > 0; c--) drawn[at++] = sorted[i]!;
    return drawn;
  };
}

const ascending = (values: readonly number[]): Float64Array => Float64Array.from(values).sort();

/**
 * Interval of any statistic by percentile bootstrap: the statistic of 10,000 samples drawn with replacement, and the
 * middle 95 % of them. Seeded from the values (in sorted order), so that a rerun prints the same bytes.
 *
 * Assumes independent values. Safe for medians and quantiles; too narrow for means of skewed values (our simulation
 * in the statistics page), hence never used for those. Source: Efron & Tibshirani (1993), chapter 13.
 *
 * @param groups one sample or several independent ones, each with at least one value
 * @param statistic of the samples, each of them sorted ascending and only valid during the call
 * @throws RangeError on empty input
 */
export function bootstrap(
  groups: ReadonlyArray<readonly number[]>,
  statistic: (...sorted: Float64Array[]) => number,
  { level = 0.95, resamples = RESAMPLES }: { level?: number; resamples?: number } = {},
): { value: number; interval: [number, number] } {
  if (groups.length === 0 || groups.some((group) => group.length === 0))
    throw new RangeError('a bootstrap needs at least one value in each group');
  const sorted = groups.map(ascending);
  const random = mulberry32(seedOf(...sorted.map((group) => Array.from(group))));
  const draws = sorted.map((group) => resampler(group, random));
  const values = new Float64Array(resamples);
  for (let i = 0; i < resamples; i++) values[i] = statistic(...draws.map((draw) => draw()));
  values.sort();
  const tail = (1 - level) / 2;
  return { value: statistic(...sorted), interval: [quantileSorted(values, tail), quantileSorted(values, 1 - tail)] };
}

/** The medians of samples drawn with replacement: counts per value, walked to the middle only. */
function medianDraws(sorted: Float64Array, random: () => number): () => number {
  const n = sorted.length;
  const counts = new Uint32Array(n);
  const [lower, upper] = [(n - 1) >> 1, n >> 1];
  return () => {
    counts.fill(0);
    for (let i = 0; i < n; i++) counts[(random() * n) | 0]!++;
    let at = 0;
    let seen = counts[0]!;
    while (seen <= lower) seen += counts[++at]!;
    const first = sorted[at]!;
    while (seen <= upper) seen += counts[++at]!;
    return (first + sorted[at]!) / 2;
  };
}

/**
 * By how much the median of the second group lies above that of the first, with a bootstrap interval. The plain number
 * beside Hodges-Lehmann's shift. The same as `bootstrap` over two medians, in a third of the time.
 *
 * @returns in the unit of the values; `medianDifference([1, 2, 3], [3, 4, 5, 6]).value` is 2.5
 * @throws RangeError on empty input
 */
export function medianDifference(
  first: readonly number[],
  second: readonly number[],
): { value: number; interval: [number, number] } {
  if (first.length === 0 || second.length === 0) throw new RangeError('a median needs at least one value');
  const [x, y] = [ascending(first), ascending(second)];
  const random = mulberry32(seedOf(Array.from(x), Array.from(y)));
  const [before, after] = [medianDraws(x, random), medianDraws(y, random)];
  const values = new Float64Array(RESAMPLES);
  for (let i = 0; i < RESAMPLES; i++) {
    const low = before();
    values[i] = after() - low;
  }
  values.sort();
  return {
    value: quantileSorted(y, 0.5) - quantileSorted(x, 0.5),
    interval: [quantileSorted(values, 0.025), quantileSorted(values, 0.975)],
  };
}
