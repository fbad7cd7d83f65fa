// Reference values: scipy 1.17.1 and statsmodels 0.14 unless a line says otherwise.
import { expect, test } from 'vitest';
import { benjaminiHochberg } from '../../src/stats/benjamini-hochberg.ts';
import { atMost } from '../../src/stats/binomial.ts';
import { bootstrap, medianDifference } from '../../src/stats/bootstrap.ts';
import { detectableDifference, detectableRatio, detectableShift } from '../../src/stats/detectable.ts';
import { fisher } from '../../src/stats/fisher.ts';
import { hodgesLehmann, ratioShift } from '../../src/stats/hodges-lehmann.ts';
import { mannWhitney, normalQuantile, outerRank } from '../../src/stats/mann-whitney.ts';
import { medianInterval } from '../../src/stats/median-interval.ts';
import { mulberry32, seedOf } from '../../src/stats/mulberry32.ts';
import { newcombe } from '../../src/stats/newcombe.ts';
import { highOutliers } from '../../src/stats/outliers.ts';
import { median, quantile } from '../../src/stats/quantile.ts';
import { wilson95 } from '../../src/stats/wilson.ts';
import { cpuTimeOf } from '../cpu-time.ts';

const A = [12.1, 15.3, 9.8, 22.0, 30.5, 11.2, 14.9, 18.4, 10.1, 25.7];
const B = [20.2, 31.5, 18.8, 44.0, 27.5, 39.2, 16.9, 52.4, 23.3, 35.1, 29.9, 41.0];

const near = (seen: readonly number[], wanted: readonly number[], digits = 10): void => {
  expect(seen).toHaveLength(wanted.length);
  for (const [i, value] of seen.entries()) expect(value).toBeCloseTo(wanted[i]!, digits);
};

test('wilson95: binomtest(k, n).proportion_ci(method="wilson")', () => {
  near(wilson95(34, 40), [0.709276756335103, 0.9293881228267964]);
  near(wilson95(10, 10), [0.7224672001371109, 1]);
  near(wilson95(0, 7), [0, 0.35433043506668743]);
  near(wilson95(1, 3), [0.06149194472039626, 0.7923403991979523]);
  near(wilson95(90, 100), [0.8256343384950865, 0.9447708629393249]);
});

test('quantile: numpy.quantile (type 7), and the input keeps its order', () => {
  near(
    [0.9, 0.5, 0.25].map((p) => quantile([1, 2, 3, 4], p)),
    [3.7, 2.5, 1.75],
  );
  const values = [5, 1, 9, 7, 3.5];
  near(
    [0.1, 0.33, 0.9].map((p) => quantile(values, p)),
    [2, 3.98, 8.2],
  );
  expect(values).toEqual([5, 1, 9, 7, 3.5]);
  expect(median([3, 1, 2, 10])).toBe(2.5);
  expect(median([7])).toBe(7);
});

test('newcombe: confint_proportions_2indep(method="newcomb"), unequal sizes', () => {
  near(newcombe([48, 80], [56, 70]).interval, [0.05243147240236498, 0.33387265403690614]);
  near(newcombe([3, 10], [9, 10]).interval, [0.1705227239345029, 0.809017973535488]);
  near(newcombe([180, 200], [30, 40]).interval, [-0.3057695877254605, -0.031118653125754306]);
  expect(newcombe([48, 80], [56, 70]).difference).toBeCloseTo(0.2, 12);
});

test('fisher: fisher_exact, two-sided, unequal sizes and both margins extreme', () => {
  near(
    [fisher([8, 10], [1, 6]), fisher([10, 10], [7, 10]), fisher([30, 40], [180, 200]), fisher([3, 5], [3, 5])],
    [0.034965034965034975, 0.21052631578947367, 0.016010722598613428, 1],
  );
  near([fisher([0, 4], [9, 12]), fisher([900, 1000], [850, 1000])], [0.01923076923076923, 0.0008950875386906894]);
  expect(fisher([0, 5], [0, 50])).toBe(1);
  expect(fisher([99_000, 100_000], [98_000, 100_000])).toBeLessThan(1e-60);
});

test('atMost: binom.cdf', () => {
  near(
    [atMost(5, 10, 0.8), atMost(0, 3, 0.5), atMost(70, 100, 0.8), atMost(2, 7, 0.3)],
    [0.03279349759999997, 0.125, 0.011248978720991664, 0.6470695000000001],
  );
  expect(atMost(7000, 10_000, 0.72) / 5.077872114123207e-6).toBeCloseTo(1, 8);
  expect([atMost(0, 5, 0), atMost(4, 5, 1), atMost(5, 5, 1)]).toEqual([1, 0, 1]);
});

test('mannWhitney: exact where it can be, else with ties and continuity', () => {
  near([mannWhitney([1, 2, 3], [4, 5, 6, 7])], [2 / 35]);
  near([mannWhitney([1, 4, 6, 7.5], [2, 3, 8, 9, 10, 11, 12])], [0.16363636363636364]);
  near([mannWhitney(A, B)], [0.0015186052337755125]);
  near([mannWhitney([1, 2, 2, 3, 5], [2, 3, 4, 4, 5, 6, 7, 8])], [0.06465083609016463], 6);
  const a = Array.from({ length: 60 }, (_, i) => ((i * 37) % 101) + 1);
  const b = Array.from({ length: 90 }, (_, i) => ((i * 53) % 103) + 9.5);
  near([mannWhitney(a, b)], [0.12349977065291275], 6);
  expect(mannWhitney([5, 5], [5, 5, 5])).toBe(1);
});

/** Every way to give `m` of the m + n ranks to the first group, counted by Mann-Whitney's U. */
function enumerate(m: number, n: number): number[] {
  const counts = new Array<number>(m * n + 1).fill(0);
  for (let mask = 0; mask < 1 << (m + n); mask++) {
    let [own, u] = [0, 0];
    for (let i = 0; i < m + n; i++) {
      if (mask & (1 << i)) own++;
      else u += own;
    }
    if (own === m) counts[u]!++;
  }
  return counts;
}

test('outerRank agrees with the enumeration of all arrangements', () => {
  for (const [m, n] of [
    [2, 9],
    [3, 3],
    [4, 6],
    [5, 5],
    [7, 5],
  ] as const) {
    const counts = enumerate(m, n);
    const all = counts.reduce((a, b) => a + b);
    for (const level of [0.8, 0.95, 0.9842]) {
      const c = outerRank(m, n, level);
      const outside = (k: number) => (2 * counts.slice(0, k).reduce((a, b) => a + b, 0)) / all;
      expect(outside(c)).toBeLessThanOrEqual(1 - level + 1e-9);
      expect(outside(c + 1)).toBeGreaterThan(1 - level);
    }
  }
});

test('outerRank: the same counts from scipy; where it approximates, it is never less careful', () => {
  expect(outerRank(5, 5, 0.95)).toBe(3);
  expect(outerRank(10, 10, 0.95)).toBe(24);
  expect(outerRank(10, 10, 0.9842)).toBe(19);
  expect(outerRank(4, 9, 0.95)).toBe(5);
  expect(outerRank(3, 3, 0.95)).toBe(0);
  expect(outerRank(20, 35, 0.9842)).toBe(213);
  const exact: [number, number, number, number][] = [
    [60, 60, 0.95, 1427],
    [10, 300, 0.9842, 837],
    [10, 1000, 0.9842, 2817],
  ];
  for (const [m, n, level, c] of exact) {
    expect(outerRank(m, n, level)).toBeLessThanOrEqual(c);
    expect(outerRank(m, n, level)).toBeGreaterThan(c * 0.98);
  }
});

test('normalQuantile: norm.ppf', () =>
  near([normalQuantile(0.975), normalQuantile(0.9921)], [1.95996398, 2.41350295], 5));

test('hodgesLehmann: medians and ranks of all differences', () => {
  expect(hodgesLehmann([1, 2, 3], [4, 6, 8, 9])).toEqual({ shift: 5, interval: null });
  const { shift, interval } = ratioShift(A, B);
  near([shift, ...interval!], [1.9129804579439902, 1.3202614379084967, 2.8125], 9);
});

test('hodgesLehmann finds the same order statistics as sorting all differences', () => {
  const random = mulberry32(7);
  for (const [m, n] of [
    [1, 1],
    [1, 6],
    [9, 4],
    [12, 31],
    [40, 55],
  ] as const) {
    // Rounded, so that there are ties.
    const x = Array.from({ length: m }, () => Math.round(random() * 40) / 4);
    const y = Array.from({ length: n }, () => Math.round(random() * 60) / 4);
    const all = x.flatMap((a) => y.map((b) => b - a)).sort((a, b) => a - b);
    const seen = hodgesLehmann(x, y, 0.9);
    expect(seen.shift).toBeCloseTo(median(all), 12);
    const c = outerRank(m, n, 0.9);
    if (c > 0) expect(seen.interval).toEqual([all[c - 1], all[all.length - c]]);
    else expect(seen.interval).toBeNull();
  }
});

test('a shift of 1,000 against 1,000 values takes no million differences', () => {
  const random = mulberry32(3);
  const x = Array.from({ length: 1000 }, () => Math.exp(random()));
  const y = Array.from({ length: 1000 }, () => 1.3 * Math.exp(random()));
  let told: ReturnType<typeof ratioShift>;
  expect(
    cpuTimeOf(() => {
      told = ratioShift(x, y, 0.9842);
    }),
  ).toBeLessThan(200);
  const { shift, interval } = told!;
  expect(shift).toBeGreaterThan(interval![0]);
  expect(interval![0]).toBeGreaterThan(1.2);
  expect(interval![1]).toBeLessThan(1.4);
});

test('medianDifference: the difference is exact, the interval that of scipy.stats.bootstrap with 200,000 draws', () => {
  const { value, interval } = medianDifference(A, B);
  expect(value).toBeCloseTo(15.6, 10);
  expect(Math.abs(interval[0] - 4.85)).toBeLessThan(1);
  expect(Math.abs(interval[1] - 25.95)).toBeLessThan(1);
  expect(medianDifference([...A].reverse(), B)).toEqual({ value, interval });
  expect(medianDifference([1, 2, 3], [3, 4, 5, 6]).value).toBe(2.5);
  expect(bootstrap([A, B], (x, y) => median([...y!]) - median([...x!]))).toEqual({ value, interval });
});

test('bootstrap of two values: the four possible samples have their shares', () => {
  // A median of a resample of {0, 2} is 0, 1 or 2 with 1/4, 1/2, 1/4.
  const { interval } = bootstrap([[0, 2]], (x) => median([...x]), { level: 0.4 });
  expect(interval).toEqual([1, 1]);
  expect(bootstrap([[0, 2]], (x) => median([...x])).interval).toEqual([0, 2]);
});

test('mulberry32 is the published sequence; the seed hangs on values and groups', () => {
  const random = mulberry32(1);
  near([random(), random()], [0.6270739405881613, 0.002735721180215478]);
  expect(seedOf([1, 2], [3])).not.toBe(seedOf([1], [2, 3]));
  expect(seedOf([1, 2], [3])).toBe(seedOf([1, 2], [3]));
});

test('benjaminiHochberg: false_discovery_control', () => {
  near(benjaminiHochberg([0.01, 0.04, 0.03, 0.5]), [0.04, 0.16 / 3, 0.16 / 3, 0.5]);
  const p = [0.212, 0.001, 0.041, 0.039, 0.008, 0.06, 0.042, 0.074, 0.216, 0.205];
  near(benjaminiHochberg(p), [0.216, 0.01, 0.084, 0.084, 0.04, 0.1, 0.084, 0.74 / 7, 0.216, 0.216]);
});

test('medianInterval: ranks from binom.cdf', () => {
  const values = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];
  expect(medianInterval(values)).toEqual([2, 9]);
  expect(medianInterval(values, 0.9842)).toEqual([1, 10]);
  expect(medianInterval([1, 2, 3, 4, 5])).toBeNull();
  expect(medianInterval([1, 2, 3, 4, 5, 6])).toEqual([1, 6]);
});

test('detectable effects: the formula by numpy, and the table of the statistics page', () => {
  expect(detectableRatio(A, B)).toBeCloseTo(1.5899368129326512, 5);
  // log-sd 1, 40 values an arm: -47 %.
  const logs = Array.from({ length: 40 }, (_, i) => (i % 2 ? 1 : -1) * Math.sqrt(39 / 40));
  const values = logs.map(Math.exp);
  expect(1 / detectableRatio(values, values) - 1).toBeCloseTo(-0.473, 2);
  expect(detectableShift(logs, logs)).toBeCloseTo(0.641, 3);
  expect(detectableDifference(0.85, 200, 200)).toBeCloseTo(0.1, 3);
  expect(detectableDifference(1, 10, 30)).toBeGreaterThan(0.05);
});

test('highOutliers: scores by median_abs_deviation', () => {
  expect(highOutliers([1, 2, 3, 2, 1, 2, 900])).toEqual([6]);
  expect(highOutliers([0.001, 1, 2, 3, 2, 1])).toEqual([]);
  expect(highOutliers([2, 2, 2, 2, 50])).toEqual([]);
});

test('empty input throws, everywhere', () => {
  const calls: (() => unknown)[] = [
    () => wilson95(0, 0),
    () => quantile([], 0.5),
    () => median([]),
    () => newcombe([0, 0], [1, 2]),
    () => fisher([1, 2], [0, 0]),
    () => atMost(0, 0, 0.5),
    () => mannWhitney([], [1]),
    () => outerRank(0, 3, 0.95),
    () => hodgesLehmann([1], []),
    () => ratioShift([0], [1]),
    () => bootstrap([], () => 0),
    () => bootstrap([[]], () => 0),
    () => medianDifference([1], []),
    () => benjaminiHochberg([]),
    () => medianInterval([]),
    () => detectableRatio([1], [1, 2]),
    () => detectableShift([], [1, 2]),
    () => detectableDifference(0.5, 0, 3),
    () => highOutliers([]),
    () => highOutliers([0]),
  ];
  for (const call of calls) expect(call).toThrow(RangeError);
});
