// Simulated experiments: how often does one claim something when nothing changed, and how often do intervals hold the truth?
// Seeded, hence the same at each run; a tenth of it in `npm test`, whole in `npm run test:soak`.
import { expect, test } from 'vitest';
import type { Sample } from '../../src/experiments/contract.ts';
import { decide } from '../../src/experiments/decide.ts';
import { effectOf } from '../../src/experiments/effect.ts';
import { medianDifference } from '../../src/stats/bootstrap.ts';
import { mulberry32 } from '../../src/stats/mulberry32.ts';
import { wilson95 } from '../../src/stats/wilson.ts';
import { at, DAY } from './simulated.ts';

const SOAK = Number(process.env.KA_SOAK ?? 1);
const ROUNDS = 200 * SOAK;

const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Tokens of a session: log-normal (sd 1), or a narrower body with a Pareto tail of 8 % (research/peers.md 5). */
const SKEWED = (random: () => number): number => 100_000 * Math.exp(normal(random));
const HEAVY = (random: () => number): number =>
  random() < 0.08 ? 100_000 * (1 - random()) ** (-1 / 1.5) : 60_000 * Math.exp(0.8 * normal(random));
const COUNT = (random: () => number): number => Math.floor(3 * Math.exp(normal(random)));

const PLAN = { looks: 5, per_arm: 50, direction: 'less', target_pct: 20 } as const;

/** Sessions an arm at the end: as planned, or five times as many. */
const [PLANNED, BEYOND] = [50, 250];

const arm = (random: () => number, n: number, draw: (random: () => number) => number, from: number): Sample[] =>
  Array.from({ length: n }, (_, i) => ({ id: `s${from + i}`, at: at((from + i) * (DAY / 8)), value: draw(random) }));

/** Share of experiments with a claim, and the lower end of its 95 % interval. */
function claims(
  draw: (random: () => number) => number,
  scale: 'ratio' | 'count' | 'share',
  seed: number,
  alternate: boolean,
  n: number,
): number {
  const random = mulberry32(seed);
  let claimed = 0;
  for (let i = 0; i < ROUNDS; i++) {
    const control = arm(random, n, draw, 0);
    // Before and after, or both arms at once.
    const treatment = arm(random, n, draw, alternate ? 0 : n);
    const { verdict, taken } = decide(control, treatment, { scale }, PLAN, true);
    expect(taken.length).toBeGreaterThan(0);
    if (verdict === 'met' || verdict === 'improved' || verdict === 'regressed') claimed++;
  }
  return wilson95(claimed, ROUNDS)[0];
}

test.each([
  ['skewed values', SKEWED, 'ratio', 1, false, PLANNED],
  ['heavy tails, five times as many sessions as planned', HEAVY, 'ratio', 8, true, BEYOND],
  ['heavy tails', HEAVY, 'ratio', 2, false, PLANNED],
  ['heavy tails, both arms at once', HEAVY, 'ratio', 3, true, PLANNED],
  ['skewed values, both arms at once', SKEWED, 'ratio', 4, true, PLANNED],
  ['counts with zeros', COUNT, 'count', 5, true, PLANNED],
  ['success of four in five', (random: () => number) => Number(random() < 0.8), 'share', 6, true, PLANNED],
] as const)(
  'nothing changed, five looks, false alarms stay below five percent: %s',
  (_, draw, scale, seed, alternate, n) => {
    expect(claims(draw, scale, seed, alternate, n)).toBeLessThanOrEqual(0.05);
  },
);

test('one look at every session would raise far more false alarms: the looks are needed', () => {
  const random = mulberry32(7);
  let claimed = 0;
  for (let i = 0; i < ROUNDS; i++) {
    const [control, treatment] = [arm(random, 50, SKEWED, 0), arm(random, 50, SKEWED, 50)];
    for (let n = 10; n <= 50; n++) {
      const { interval, change } = effectOf(
        control.map(({ value }) => value),
        treatment.slice(0, n).map(({ value }) => value),
        'ratio',
        0.95,
      );
      if (Math.abs(change) >= 0.1 && (interval![0] > 0 || interval![1] < 0)) {
        claimed++;
        break;
      }
    }
  }
  expect(claimed / ROUNDS).toBeGreaterThan(0.1);
});

/** Share of intervals that hold a planted ratio of 0.7. */
function coverage(draw: (random: () => number) => number, m: number, n: number, seed: number, rounds: number): number {
  const random = mulberry32(seed);
  let held = 0;
  for (let i = 0; i < rounds; i++) {
    const x = Array.from({ length: m }, () => draw(random));
    const y = Array.from({ length: n }, () => 0.7 * draw(random));
    const { interval } = effectOf(x, y, 'ratio', 0.95);
    if (interval![0] <= -0.3 && interval![1] >= -0.3) held++;
  }
  return held / rounds;
}

test.each([
  ['skewed, 30 and 30', SKEWED, 30, 30],
  ['skewed, 12 and 45', SKEWED, 12, 45],
  ['heavy tails, 30 and 30', HEAVY, 30, 30],
  ['heavy tails, 12 and 45', HEAVY, 12, 45],
] as const)('the interval of the effect holds the truth as often as it says: %s', (_, draw, m, n) => {
  // Cheap enough to be sure of a percent: 2,000 rounds have a standard error of half a point.
  const share = coverage(draw, m, n, m * 100 + n, Math.max(2000, ROUNDS));
  expect(share).toBeGreaterThanOrEqual(0.93);
  expect(share).toBeLessThanOrEqual(0.97);
});

test('the bootstrap of the medians beside it holds their difference', () => {
  const random = mulberry32(77);
  let held = 0;
  const rounds = ROUNDS;
  const truth = 100_000 * (0.7 - 1);
  for (let i = 0; i < rounds; i++) {
    const x = Array.from({ length: 40 }, () => SKEWED(random));
    const y = Array.from({ length: 40 }, () => 0.7 * SKEWED(random));
    const { interval } = medianDifference(x, y);
    if (interval[0] <= truth && truth <= interval[1]) held++;
  }
  expect(wilson95(held, rounds)[1]).toBeGreaterThanOrEqual(0.93);
  expect(wilson95(held, rounds)[0]).toBeLessThanOrEqual(0.97);
}, 300_000);

test('a planted change of the target is found in the share of experiments that the power formula says', () => {
  // sd of the logs 0.5, 20 % less, 50 an arm, level of five looks.
  const random = mulberry32(21);
  let [found, wrong] = [0, 0];
  for (let i = 0; i < ROUNDS; i++) {
    const draw = (factor: number) => (r: () => number) => factor * 1000 * Math.exp(0.3 * normal(r));
    const control = arm(random, 50, draw(1), 0);
    const treatment = arm(random, 50, draw(0.8), 50);
    const { verdict } = decide(control, treatment, { scale: 'ratio' }, PLAN, true);
    if (verdict === 'met' || verdict === 'improved') found++;
    if (verdict === 'regressed') wrong++;
  }
  expect(found / ROUNDS).toBeGreaterThan(0.8);
  expect(wrong).toBe(0);
});
