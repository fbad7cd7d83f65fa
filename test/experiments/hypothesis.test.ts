import { expect, test } from 'vitest';
import { EXAMPLES, readHypothesis } from '../../src/experiments/hypothesis.ts';
import { METRICS } from '../../src/experiments/measures.ts';
import { repo } from '../repo.ts';

test.each([
  ['split auth.py reduces tokens/session by 20%', 'tokens', 'less', 20, ['auth.py']],
  ['Splitting src/auth.py cuts tokens per session by 12.5 percent', 'tokens', 'less', 12.5, ['src/auth.py']],
  ['tokens per session fall by 15 % once docs/guide.md is short', 'tokens', 'less', 15, ['docs/guide.md']],
  ['a test-first rule raises success by 10 %', 'success', 'more', 10, []],
  ['a test-first rule improves the success rate', 'success', 'more', null, []],
  ['caching improves cost by 30%', 'cost', 'less', 30, []],
  ['a smaller model is cheaper by 40 %', 'cost', 'less', 40, []],
  ['the new skill makes sessions faster by 10%', 'duration', 'less', 10, []],
  ['fewer rules lower the cost per success by 5 %', 'cost_per_success', 'less', 5, []],
  ['an index reduces tokens per edited line by 25 per cent', 'tokens_per_edited_line', 'less', 25, []],
  ['a map of the files cuts re-reads by a third', 'rereads', 'less', 33.3, []],
  ['pinning the version of node halves tool errors', 'errors', 'less', 50, []],
  ['a script reduces tool calls by 1,5 %', 'tool_calls', 'less', 1.5, []],
  ['asking first lowers the fan-out by 10%', 'fan_out', 'less', 10, []],
  ['fewer tokens', 'tokens', 'less', null, []],
  // Names of files are no words: this speaks of time.
  [
    'split errors.ts and token-cost.go reduces working time by 10%',
    'duration',
    'less',
    10,
    ['errors.ts', 'token-cost.go'],
  ],
] as const)('%s', (sentence, metric, direction, target_pct, files) => {
  expect(readHypothesis(sentence)).toEqual({ metric, direction, target_pct, files });
});

test('the examples of the error are understood, and every metric but those of records has a word', () => {
  for (const text of EXAMPLES) expect(readHypothesis(text).target_pct).toBeGreaterThan(0);
  const words = [
    'tokens',
    'cost',
    'cost per success',
    'success',
    'time',
    'errors',
    're-reads',
    'fan-out',
    'tool calls',
    'tokens per edited line',
  ];
  expect(words.map((word) => readHypothesis(`it reduces ${word} by 5%`).metric).sort()).toEqual([...METRICS].sort());
});

test('flags count instead of the sentence', () => {
  expect(readHypothesis('we tidy up', { metric: 'pass-rate', direction: 'more', target: 3 })).toMatchObject({
    metric: 'pass-rate',
    direction: 'more',
    target_pct: 3,
  });
});

test.each([
  ['we tidy up', 'names no metric'],
  ['tokens matter', 'less or more'],
  ['reduces tokens by 120%', 'leave nothing'],
  ['raises success by 10 points', 'in points'],
  ['', 'names no metric'],
])('an unclear sentence (%s) is refused with examples, and nothing is written', (sentence, why) => {
  const { ka, git } = repo();
  const ran = ka(['exp', 'new', '--hypothesis', sentence]);
  expect(ran.code).toBe(2);
  expect(ran.err).toContain(why);
  expect(ran.err).toContain(EXAMPLES[0]);
  expect(ran.err).toContain('--metric');
  expect(git('status', '--porcelain')).toBe('');
});

test("an agent's own metrics are known in the sentence, and named where it has none", () => {
  const own =
    '{primary: {name: test-pass-rate, target: 1}, secondary: [{name: cycle-time, direction: min}, {name: test-pass-rate-strict}]}';
  const { ka } = repo({ 'agents/tdd.md': `---\nname: tdd\ndescription: d\nmetrics: ${own}\n---\nDo.\n` });
  ka(['metrics', 'record', 'tdd', '--success', '--metric', 'test-pass-rate=1', '--metric', 'flakes=2']);
  const plan = (sentence: string, ...words: string[]) =>
    ka(['exp', 'new', '--dry-run', '--json', '--hypothesis', sentence, ...words]).json();
  const seen = (sentence: string) => {
    const { metric, direction, target_pct } = plan(sentence, '--agent', 'tdd').experiment;
    return [metric, direction, target_pct];
  };
  expect(seen('the pytest rule raises test-pass-rate by 10%')).toEqual(['test-pass-rate', 'more', 10]);
  expect(seen('the pytest rule improves the test pass rate')).toEqual(['test-pass-rate', 'more', null]);
  expect(seen('the pytest rule improves the test pass rate strict')).toEqual(['test-pass-rate-strict', 'more', null]);
  expect(seen('a smaller brief improves cycle-time by 5%')).toEqual(['cycle-time', 'less', 5]);
  expect(seen('retries cut flakes by a half')).toEqual(['flakes', 'less', 50]);
  expect(seen('retries cut tokens by a half')).toEqual(['tokens', 'less', 50]);
  expect(plan('we tidy up', '--agent', 'tdd').error.message).toContain(
    'duration, test-pass-rate, cycle-time, test-pass-rate-strict, flakes)',
  );
  expect(plan('we tidy up').error.message).toContain('duration; with --agent those of the agent too)');
});

test('outside of git the next step is git init', () => {
  const { err } = repo({}, { git: false }).ka(['exp', 'new', '--hypothesis', EXAMPLES[0]]);
  expect(err).toMatch(/is in no git repository.*\ntry: git init && git commit --allow-empty -m start\n/);
});
