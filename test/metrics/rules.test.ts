import { expect, test } from 'vitest';
import { around, exampleInput, runs } from '../../src/metrics/optimizer/example.ts';
import { judge } from '../../src/metrics/optimizer/judge.ts';
import type { Rule } from '../../src/metrics/optimizer/rule.ts';
import { rules as table } from '../../src/metrics/rules/index.ts';

const rules: Rule[] = await Promise.all(Object.values(table).map(async (load) => (await load()).default));
const rule = (name: string): Rule => rules.find((one) => one.name === name)!;
const findings = (name: string, ...input: Parameters<typeof exampleInput>) =>
  judge(exampleInput(...input), [rule(name)]);

test('the table of contents names each rule by its own name', () => {
  expect(rules.map(({ name }) => name)).toEqual(Object.keys(table));
});

for (const one of rules) {
  const { fires, quiet } = one.examples;
  test(`${one.name} fires: ${fires.says}`, () => {
    const { recommendations } = judge(fires.input(), [one]);
    expect(recommendations.length).toBeGreaterThan(0);
    for (const found of recommendations) {
      expect(found.evidence.length).toBeGreaterThan(0);
      for (const { text, n } of found.evidence) expect(text + n).not.toMatch(/NaN|undefined|null|Infinity/);
      expect(found.evidence[0]!.interval).not.toBeNull();
      expect(found.apply.some((step) => step.includes('agents/example.md'))).toBe(true);
      expect(found.title.startsWith('example: ')).toBe(true);
      expect(found.score).toBeGreaterThan(0);
      expect(found.past).toEqual([]);
    }
  });
  test(`${one.name} is quiet: ${quiet.says}`, () => {
    expect(judge(quiet.input(), [one]).recommendations).toEqual([]);
  });
  test(`${one.name} says nothing of no records, and nothing of nine`, () => {
    expect(one.test(exampleInput([]))).toEqual([]);
    const nine = one.test({ ...fires.input(), records: fires.input().records.slice(0, 9) });
    expect(nine.filter(({ state }) => state === 'fires')).toEqual([]);
  });
  test(`${one.name} gives the same answer twice, with the same id whatever the numbers`, () => {
    const [a, b] = [judge(fires.input(), [one]), judge(fires.input(), [one])];
    expect(JSON.stringify(a.recommendations)).toBe(JSON.stringify(b.recommendations));
    expect(a.recommendations[0]!.id).toMatch(/^r_[0-9a-f]{12}$/);
  });
}

test('the gate counts known values of the metric, not records', () => {
  const list = runs(40, (i) => ({ success: i < 8 ? false : null, quality_score: i < 6 ? 0.1 : null }));
  expect(findings('success-rate-below-target', list).notes).toEqual(['success: 8 known outcomes, 2 more needed.']);
  expect(findings('quality-below-target', list).notes).toEqual(['quality: 6 known values, 4 more needed.']);
});

test('a rate below target whose interval includes the target stays, marked undecided', () => {
  const [found] = findings(
    'success-rate-below-target',
    runs(10, (i) => ({ success: i < 7 })),
  ).recommendations;
  expect(found).toMatchObject({ confidence: 'low', subject: 'example', estimated: true });
  expect(found!.title).toContain('undecided');
  // scipy: binomtest(7, 10).proportion_ci(method='wilson').
  expect(found!.evidence[0]).toMatchObject({ n: 10, value: 0.7, interval: [0.396778, 0.892209] });
});

test('a rate that is surely too low is said with confidence', () => {
  const [found] = findings(
    'success-rate-below-target',
    runs(40, (i) => ({ success: i % 2 === 0 })),
  ).recommendations;
  expect(found!.confidence).toBe('high');
  expect(found!.title).not.toContain('undecided');
});

test('savings come from the tokens of the records: 30 points of failure of 1,000,000 tokens a week', () => {
  const tokens = { input: 10_000, output: 5_000, cache_read: 20_714, cache_write: 0 };
  // 28 runs a week at 35,714 tokens each.
  const found = findings(
    'success-rate-below-target',
    runs(280, (i) => ({ success: i % 2 === 0, tokens })),
  ).recommendations[0]!;
  expect(found.estimated).toBe(false);
  expect(found.expected_tokens_saved).toBeGreaterThan(0.3 * 990_000);
  expect(found.expected_tokens_saved).toBeLessThan(0.3 * 1_010_000);
  expect(found.score).toBeCloseTo(found.expected_tokens_saved / 46, 2);
});

test('a fall in success saves its points: 50 of 1,000,000 tokens a week, whatever the rate before', () => {
  const tokens = { input: 10_000, output: 5_000, cache_read: 20_714, cache_write: 0 };
  const [found] = findings(
    'regressed-against-before',
    runs(280, (i) => ({ success: i < 230 ? i % 5 !== 0 : i % 10 < 3, tokens })),
  ).recommendations;
  expect(found!.title).toContain('success fell from 80 % to 30 %');
  expect(found!.expected_tokens_saved).toBeGreaterThan(0.5 * 990_000);
  expect(found!.expected_tokens_saved).toBeLessThan(0.5 * 1_010_000);
});

test('an absolute limit on time counts only where it is declared', () => {
  const list = runs(20, (i) => ({ execution_time_s: around(2000, 1.2, i) }));
  expect(findings('slow-execution', list).recommendations).toEqual([]);
  const thresholds = { success_rate: null, execution_time_s: 900, quality_score: null };
  expect(findings('slow-execution', list, { thresholds }).recommendations[0]).toMatchObject({
    subject: 'example/limit',
    confidence: 'high',
  });
});

test.each([
  ['model', { model: 'a' }, { model: 'b' }],
  ['harness version', { harness: 'claude', harness_version: '1' }, { harness: 'claude', harness_version: '2' }],
  ['price table', { price: 'table:2026-01-01' }, { price: 'table:2026-06-01' }],
])('a changed %s between the arms is called confounded, without verdict', (name, old, now) => {
  const list = runs(60, (i) => ({
    cost_usd: around(i < 40 ? 0.2 : 0.8, 1.3, i),
    definition: (i < 40 ? 'a' : 'b').repeat(64),
    ...(i < 40 ? old : now),
  }));
  const { recommendations, notes, tests } = findings('regressed-since-definition', list);
  expect(recommendations).toEqual([]);
  expect(tests).toBe(0);
  expect(notes.join()).toContain(`confounded, the ${name}`);
});

test('a changed price table does not stand in the way of other metrics', () => {
  const list = runs(80, (i) => ({
    success: i < 50 ? i % 10 !== 0 : i % 3 === 0,
    price: i < 50 ? 'table:2026-01-01' : 'table:2026-06-01',
    definition: (i < 50 ? 'a' : 'b').repeat(64),
  }));
  expect(findings('regressed-since-definition', list).recommendations[0]).toMatchObject({ subject: 'example/success' });
});

test('5 to 9 runs under a new definition: a direction, no verdict', () => {
  const list = runs(28, (i) => ({ execution_time_s: i < 20 ? 100 : 900, definition: (i < 20 ? 'a' : 'b').repeat(64) }));
  const { recommendations, notes } = findings('regressed-since-definition', list);
  expect(recommendations).toEqual([]);
  expect(notes).toEqual([
    'working time: 20 values before, 8 after; a verdict needs 10 on each side (so far 100 s -> 900 s), since its definition changed.',
  ]);
});

test('a definition that made things worse: the edit to look at and the hash to go back to', () => {
  const git = (commit: string) => ({ start: commit.repeat(40), end: commit.repeat(40), branch: 'main', dirty: null });
  const list = runs(60, (i) => ({
    success: i < 40 ? i % 20 !== 0 : i % 2 === 0,
    definition: (i < 40 ? 'a' : 'b').repeat(64),
    git: git(i < 40 ? 'c' : 'd'),
  }));
  const [found] = findings('regressed-since-definition', list).recommendations;
  expect(found!.apply[0]).toContain('`git diff cccccccccccc dddddddddddd -- agents/example.md`');
  expect(found!.apply[1]).toContain('aaaaaaaaaaaa');
  // statsmodels: confint_proportions_2indep(10, 20, 38, 40, method='newcomb').
  expect(found!.evidence[0]).toMatchObject({ n: 60, value: -0.45, interval: [-0.653937, -0.218666] });
  expect(found!.evidence[0]!.text).toContain('visible from');
});

test('an error kind: the tool, its share and where to look', () => {
  const [found] = findings(
    'dominant-error',
    runs(20, (i) => ({ errors: { 'Bash\u001b[31m': 2 }, session_id: `s${i}` })),
  ).recommendations;
  expect(found!.subject).toBe('example/Bash [31m');
  expect(found!.apply.join(' ')).toMatch(/x_0{20}, x_0{19}1, x_0{19}2/);
});

test('the cheaper model keeps its warning while few runs are known', () => {
  const [found] = judge(rule('cheaper-model').examples.fires.input(), [rule('cheaper-model')]).recommendations;
  expect(found!.apply[0]).toContain('model: small');
  expect(found!.apply[1]).toContain('cannot be ruled out');
  expect(found!.evidence[0]!.value).toBeCloseTo(1 / 3, 1);
});

test('values of zero are no ratio: named, not judged', () => {
  const list = runs(60, (i) => ({ cost_usd: i === 3 ? 0 : 1, definition: (i < 40 ? 'a' : 'b').repeat(64) }));
  expect(findings('regressed-since-definition', list).notes.join()).toContain('some values are zero');
});

test('an arm is cut to its newest 1,000 values, and the evidence says so', () => {
  const list = runs(2600, (i) => ({
    cost_usd: around(i < 1500 ? 1 : 2, 1.5, i),
    definition: (i < 1500 ? 'a' : 'b').repeat(64),
  }));
  const [found] = findings('regressed-since-definition', list).recommendations;
  expect(found!.evidence[0]).toMatchObject({ n: 2000 });
  expect(found!.evidence[0]!.text).toContain('the newest 1,000 an arm');
});
