// Simulated agents in which nothing changes: how often does an analysis claim something? Seeded, hence the same at each run.
import { expect, test } from 'vitest';
import type { ExecutionRecord } from '../../src/metrics/contract.ts';
import { exampleInput, runs } from '../../src/metrics/optimizer/example.ts';
import { judge } from '../../src/metrics/optimizer/judge.ts';
import type { Rule } from '../../src/metrics/optimizer/rule.ts';
import { rules as table } from '../../src/metrics/rules/index.ts';
import { hodgesLehmann } from '../../src/stats/hodges-lehmann.ts';
import { mulberry32 } from '../../src/stats/mulberry32.ts';
import { newcombe } from '../../src/stats/newcombe.ts';
import { wilson95 } from '../../src/stats/wilson.ts';

const SOAK = Number(process.env.KA_SOAK ?? 1);
const rules: Rule[] = await Promise.all(Object.values(table).map(async (load) => (await load()).default));

const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Skewed times and costs (log-sd 1, a twelfth in a heavy tail), success in eight or nine of ten, scattered quality. */
function agent(
  random: () => number,
  count: number,
  change: (i: number) => number = () => 1,
): Partial<ExecutionRecord>[] {
  return runs(count, (i) => {
    const tail = random() < 0.08 ? (1 - random()) ** -0.5 : 1;
    return {
      success: random() < 0.88,
      execution_time_s: 300 * Math.exp(normal(random)) * tail * change(i),
      cost_usd: 0.2 * Math.exp(normal(random)) * tail * change(i),
      quality_score: Math.min(1, Math.max(0, 0.85 + 0.08 * normal(random))),
      primary_metric: { name: 'pass-rate', value: random() < 0.7 ? 1 : 0.9, target: 1 },
      model: random() < 0.5 ? 'a' : 'b',
      definition: (i < count / 2 ? 'a' : 'b').repeat(64),
    };
  });
}

// The mix of models must not confound by chance, else nothing would be tested.
const steady = (list: Partial<ExecutionRecord>[]) => list.map((run, i) => ({ ...run, model: i % 2 ? 'a' : 'b' }));

test.each([20, 40, 120])('no effect, %i runs: at most one analysis in twenty claims anything', (count) => {
  const random = mulberry32(count);
  const rounds = 300 * SOAK;
  let claims = 0;
  let tests = 0;
  for (let i = 0; i < rounds; i++) {
    const result = judge(exampleInput(steady(agent(random, count))), rules);
    tests += result.tests;
    if (
      result.recommendations.some(
        ({ confidence, rule }) => confidence !== 'low' && rule !== 'unstable' && rule !== 'costly-outliers',
      )
    )
      claims++;
  }
  expect(tests / rounds).toBeGreaterThan(6);
  // 5 % plus three standard errors of this many rounds.
  expect(claims / rounds).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / rounds));
});

test('a true doubling of time and cost is found in most analyses of 200 runs', () => {
  const random = mulberry32(5);
  let found = 0;
  for (let i = 0; i < 30; i++) {
    const list = steady(agent(random, 200, (at) => (at < 100 ? 1 : 2)));
    const { recommendations } = judge(exampleInput(list), rules);
    if (
      recommendations.some(({ rule, subject }) => rule === 'regressed-since-definition' && subject.endsWith('cost_usd'))
    )
      found++;
  }
  expect(found).toBeGreaterThan(22);
});

test('Wilson covers 95 % on average over rates, where the textbook interval covers far less', () => {
  for (const n of [10, 40]) {
    const [random, rounds] = [mulberry32(n), 20_000];
    let [wilson, wald] = [0, 0];
    for (let i = 0; i < rounds; i++) {
      const p = random();
      let k = 0;
      for (let j = 0; j < n; j++) if (random() < p) k++;
      const [low, high] = wilson95(k, n);
      if (low <= p && p <= high) wilson++;
      if (Math.abs(k / n - p) <= 1.96 * Math.sqrt(((k / n) * (1 - k / n)) / n)) wald++;
    }
    expect(wilson / rounds).toBeGreaterThan(0.944);
    expect(wilson / rounds).toBeLessThan(0.965);
    expect(wald / rounds).toBeLessThan(0.94);
  }
});

test('Newcombe and Hodges-Lehmann hold their level for unequal arms', () => {
  const [random, rounds] = [mulberry32(11), 4000];
  let [shares, shifts] = [0, 0];
  for (let i = 0; i < rounds; i++) {
    const draw = (n: number, p: number) => Array.from({ length: n }, () => random() < p).filter(Boolean).length;
    const { interval } = newcombe([draw(30, 0.8), 30], [draw(12, 0.6), 12]);
    if (interval[0] <= -0.2 && -0.2 <= interval[1]) shares++;
    const x = Array.from({ length: 12 }, () => normal(random));
    const y = Array.from({ length: 30 }, () => normal(random) + 0.5);
    const shift = hodgesLehmann(x, y).interval!;
    if (shift[0] <= 0.5 && 0.5 <= shift[1]) shifts++;
  }
  expect(shares / rounds).toBeGreaterThan(0.935);
  expect(shifts / rounds).toBeGreaterThan(0.94);
  expect(shifts / rounds).toBeLessThan(0.965);
});
