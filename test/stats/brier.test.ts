// Reference values: scikit-learn 1.5 `brier_score_loss` and by hand from the formulas that the sources name.
import { expect, test } from 'vitest';
import { brier, brierSkill, reliability } from '../../src/stats/brier.ts';

const pairs = (text: string) =>
  text.split(' ').map((pair) => {
    const [p, outcome] = pair.split(':').map(Number) as [number, number];
    return { p, outcome };
  });

test('brier: the example of its source, and by hand', () => {
  expect(brier(pairs('0.9:1 0.2:0'))).toBeCloseTo(0.025, 12);
  // brier_score_loss([0, 1, 1, 0], [0.1, 0.9, 0.8, 0.3])
  expect(brier(pairs('0.1:0 0.9:1 0.8:1 0.3:0'))).toBeCloseTo(0.0375, 12);
  expect(brier(pairs('0.5:0 0.5:1'))).toBe(0.25);
  expect(() => brier([])).toThrow(RangeError);
});

test('brierSkill: against the base rate; nothing to be better than where all outcomes are alike', () => {
  const { reference, skill } = brierSkill(pairs('0.1:0 0.9:1 0.8:1 0.3:0'));
  expect([reference, skill]).toEqual([0.25, expect.closeTo(0.85, 12)]);
  expect(brierSkill(pairs('0.9:1 0.6:1'))).toEqual({ reference: 0, skill: null });
  expect(brierSkill(pairs('0.9:0 0.1:1')).skill).toBeLessThan(0);
  // In part: (0.5 - 0.25)^2 = 0.0625 against the base rate of 0.25 and 0.75: 0.0625.
  expect(brierSkill(pairs('0.5:0.25 0.5:0.75'))).toEqual({ reference: 0.0625, skill: 0 });
});

test('reliability: edges belong to the bin above, 1 to the last', () => {
  expect(reliability(pairs('0:0 0.09:1 0.1:0 0.3:1 1:1')).map(({ from, n, observed }) => [from, n, observed])).toEqual([
    [0, 2, 0.5],
    [0.1, 1, 0],
    [0.3, 1, 1],
    [0.9, 1, 1],
  ]);
});
