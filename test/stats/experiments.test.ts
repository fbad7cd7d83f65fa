// Reference values: scipy 1.17.1, numpy and statsmodels 0.15.0 on Python 3.11, by the formulas that the sources name.
import { expect, test } from 'vitest';
import { holm } from '../../src/stats/holm.ts';
import { intraclass } from '../../src/stats/intraclass.ts';
import { levelBeyondPlan, levelOfLooks } from '../../src/stats/looks.ts';
import { normalQuantile } from '../../src/stats/mann-whitney.ts';
import { mulberry32 } from '../../src/stats/mulberry32.ts';
import { differenceSeenBy, neededForRates, neededPerArm, shiftSeenBy } from '../../src/stats/needed.ts';

const near = (seen: readonly number[], wanted: readonly number[], digits = 10): void => {
  expect(seen).toHaveLength(wanted.length);
  for (const [i, value] of seen.entries()) expect(value).toBeCloseTo(wanted[i]!, digits);
};

test('holm: multipletests(method="holm")', () => {
  near(holm([0.01, 0.04, 0.03]), [0.03, 0.06, 0.06]);
  near(holm([0.01, 0.02, 0.03, 0.04, 0.05]), [0.05, 0.08, 0.09, 0.09, 0.09]);
  near(holm([0.2, 0.001, 0.5, 0.013]), [0.4, 0.004, 0.5, 0.039]);
  near(holm([0.9]), [0.9]);
});

test('neededPerArm and shiftSeenBy: norm.ppf in the formula, unequal groups', () => {
  expect(neededPerArm(1, Math.log(0.8), 0.95)).toBe(331);
  expect(neededPerArm(0.5, Math.log(0.8), 0.984186)).toBe(112);
  expect(neededPerArm(12, 5, 0.95)).toBe(95);
  expect(neededPerArm(1, Math.log(1.5), 0.984186)).toBe(135);
  near([shiftSeenBy(1, 40, 40, 0.95), shiftSeenBy(0.7, 12, 55, 0.984186)], [0.6410665831521666, 0.7428519509677822], 5);
  const shift = shiftSeenBy(0.8, 70, 70, 0.95);
  expect(neededPerArm(0.8, shift * 1.0001, 0.95)).toBe(70);
});

test('neededForRates and differenceSeenBy: norm.ppf in the formula', () => {
  expect([neededForRates(0.85, 0.1, 0.95), neededForRates(0.5, 0.2, 0.984186)]).toEqual([201, 133]);
  near(
    [differenceSeenBy(0.85, 200, 200, 0.95), differenceSeenBy(0.6, 30, 12, 0.984186)],
    [0.10003660160808688, 0.5446324463992743],
    5,
  );
  expect(Number.isFinite(neededForRates(1, 0.1, 0.95))).toBe(true);
});

test('intraclass: the ANOVA estimate with n0 of unequal groups', () => {
  const alike = [
    [1, 2, 1.5],
    [4, 5, 4.2, 4.6],
    [2.2, 2.9],
    [7, 6.1, 6.6],
  ];
  expect(intraclass(alike)!.value).toBeCloseTo(0.9570074682883019, 10);
  expect(intraclass(alike)!.p).toBeLessThan(0.01);
  const loose = [
    [6, 1, 3],
    [5, 2, 4, 1],
    [9, 4],
    [8, 6, 2, 3, 5],
  ];
  expect(intraclass(loose)!.value).toBeCloseTo(0.04855513600986362, 10);
  // Below zero: days are less alike than chance.
  expect(
    intraclass([
      [1, 5, 3],
      [2, 4],
      [3, 3.5, 2.5, 1],
    ])!.value,
  ).toBe(0);
  expect([intraclass([[1, 2, 3]]), intraclass([[1], [2]]), intraclass([])]).toEqual([null, null, null]);
});

test('intraclass: p agrees with the enumeration of all splits', () => {
  const groups = [
    [1, 2.5],
    [4, 3.3, 7],
  ];
  const all = groups.flat();
  const estimate = (first: number[], second: number[]): number => {
    const n = 5;
    const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    const squares = (values: number[], centre: number): number =>
      values.reduce((sum, one) => sum + (one - centre) ** 2, 0);
    const total = mean(all);
    const between = 2 * (mean(first) - total) ** 2 + 3 * (mean(second) - total) ** 2;
    const within = (squares(first, mean(first)) + squares(second, mean(second))) / (n - 2);
    const m = n - (4 + 9) / n;
    return (between - within) / (between + (m - 1) * within);
  };
  const seen = estimate(groups[0]!, groups[1]!);
  let [extreme, splits] = [0, 0];
  for (let i = 0; i < 5; i++) {
    for (let j = i + 1; j < 5; j++) {
      const first = [all[i]!, all[j]!];
      const second = all.filter((_, k) => k !== i && k !== j);
      splits++;
      if (estimate(first, second) >= seen - 1e-12) extreme++;
    }
  }
  expect(Math.abs(intraclass(groups)!.p - extreme / splits)).toBeLessThan(0.05);
});

test('intraclass: days that mean nothing seem to in about one of twenty', () => {
  const random = mulberry32(4);
  let found = 0;
  for (let i = 0; i < 400; i++) {
    const groups = [3, 5, 1, 4, 7].map((size) => Array.from({ length: size }, () => Math.log(1 - random())));
    if (intraclass(groups)!.p < 0.05) found++;
  }
  expect(found / 400).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 400));
});

test('levelOfLooks: five looks by simulation of the path, and the published constants', () => {
  // Pocock (1977), table 1: 1.960, 2.178, 2.289, 2.361, 2.413.
  near(
    [1, 2, 3, 4, 5].map((k) => normalQuantile((1 + levelOfLooks(k)) / 2)),
    [1.96, 2.178, 2.289, 2.361, 2.413],
    2,
  );
  const random = mulberry32(12);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  for (const k of [2, 5, 10]) {
    const bound = normalQuantile((1 + levelOfLooks(k)) / 2);
    let crossed = 0;
    const rounds = 20_000;
    for (let i = 0; i < rounds; i++) {
      let sum = 0;
      for (let look = 1; look <= k; look++) {
        sum += normal();
        if (Math.abs(sum) / Math.sqrt(look) > bound) {
          crossed++;
          break;
        }
      }
    }
    expect(Math.abs(crossed / rounds - 0.05)).toBeLessThan(0.005);
  }
  expect(() => levelOfLooks(11)).toThrow(RangeError);
});

test('levelBeyondPlan: whatever the last look sees, all of them together keep the five percent', () => {
  const random = mulberry32(13);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const [early, last] = [levelOfLooks(5), levelBeyondPlan(5)].map((level) => normalQuantile((1 + level) / 2));
  for (const total of [6, 20, 1000]) {
    const rounds = 20_000;
    let crossed = 0;
    for (let i = 0; i < rounds; i++) {
      let [sum, hit] = [0, false];
      for (let look = 1; look < 5 && !hit; look++) {
        sum += normal();
        hit = Math.abs(sum) / Math.sqrt(look) > early!;
      }
      if (!hit) hit = Math.abs(sum + Math.sqrt(total - 4) * normal()) / Math.sqrt(total) > last!;
      if (hit) crossed++;
    }
    expect(crossed / rounds).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / rounds));
  }
});

test('empty input throws, everywhere', () => {
  const calls: (() => unknown)[] = [
    () => holm([]),
    () => neededPerArm(0, 1, 0.95),
    () => neededPerArm(1, 0, 0.95),
    () => shiftSeenBy(1, 0, 4, 0.95),
    () => neededForRates(0.5, 0, 0.95),
    () => differenceSeenBy(0.5, 3, 0, 0.95),
    () => levelOfLooks(0),
    () => levelBeyondPlan(11),
  ];
  for (const call of calls) expect(call).toThrow(RangeError);
});
