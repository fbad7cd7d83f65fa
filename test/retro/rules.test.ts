import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digests, exampleInput } from '../../src/retro/example.ts';
import { judgeRetro } from '../../src/retro/judge.ts';
import { loadRetroRules } from '../../src/retro/retro.ts';
import type { RetroInput } from '../../src/retro/rule.ts';
import { rules as table } from '../../src/retro/rules/index.ts';

const rules = await loadRetroRules();

/** The same input with every list the other way round. */
const reversed = (input: RetroInput): RetroInput => ({
  ...input,
  facts: input.facts && {
    ...input.facts,
    files: [...input.facts.files].reverse(),
    instructions: [...input.facts.instructions].reverse(),
  },
});

test('the table of contents names each rule by its own name', () => {
  expect(rules.map(({ name }) => name)).toEqual(Object.keys(table));
});

for (const rule of rules) {
  const { fires, quiet } = rule.examples;
  test(`${rule.name} fires: ${fires.says}`, () => {
    const { bets } = judgeRetro(fires.input(), [rule]);
    expect(bets.length).toBeGreaterThan(0);
    for (const bet of bets) {
      expect(bet.id).toMatch(/^r_[0-9a-f]{12}$/);
      expect(bet.evidence.length).toBeGreaterThan(0);
      expect(JSON.stringify([bet.title, bet.evidence, bet.apply])).not.toMatch(/NaN|undefined|Infinity|\[object/);
      expect(bet.apply.length).toBeGreaterThan(0);
      expect(bet.score).toBeGreaterThan(0);
      expect(bet.seen).toMatch(/^2026-11-\d\dT/);
      // Numbers of the week must not name it: the same bet has the same id next week.
      expect(bet.subject.replace(/claude:\d+|[0-9a-f]{16}/g, '')).not.toMatch(/\d{2,}/);
    }
  });
  test(`${rule.name} is quiet: ${quiet.says}`, () => {
    expect(judgeRetro(quiet.input(), [rule]).bets).toEqual([]);
  });
  test(`${rule.name} says nothing of nothing, and nothing without git beyond what sessions tell`, () => {
    expect(rule.find(exampleInput([])).findings).toEqual([]);
    const input = { ...fires.input(), facts: null };
    for (const { evidence } of rule.find(input).findings) expect(JSON.stringify(evidence)).not.toContain('undefined');
  });
  test(`${rule.name} resolves what it looked at and finds no more`, () => {
    const [bet] = judgeRetro(fires.input(), [rule]).bets;
    const later = judgeRetro(quiet.input(), [rule]);
    // An empty week tells nothing: what was open stays open.
    expect(judgeRetro(exampleInput([]), [rule]).quiet(rule.name, bet!.subject)).toBe(false);
    expect(judgeRetro(fires.input(), [rule]).quiet(rule.name, bet!.subject)).toBe(false);
    expect(typeof later.quiet(rule.name, bet!.subject)).toBe('boolean');
  });
  test(`${rule.name} gives the same bytes twice, and for facts in another order`, () => {
    const bytes = (input: RetroInput): string => JSON.stringify(judgeRetro(input, [rule]).bets);
    expect(bytes(fires.input())).toBe(bytes(fires.input()));
    expect(bytes(reversed(fires.input()))).toBe(bytes(fires.input()));
  });
}

test('a bet of low confidence says what evidence is missing, one of more confidence does not', () => {
  const bets = rules.flatMap((rule) => judgeRetro(rule.examples.fires.input(), [rule]).bets);
  expect(bets.filter(({ confidence }) => confidence === 'low').length).toBeGreaterThan(3);
  for (const { rule, confidence, missing } of bets)
    expect([rule, missing === null]).toEqual([rule, confidence !== 'low']);
  for (const { name, missing } of rules) {
    const source = readFileSync(join(import.meta.dirname, '../../src/retro/rules', `${name}.ts`), 'utf8');
    expect([name, missing !== undefined]).toEqual([name, /'low'/.test(source)]);
  }
});

test('a finding that a test does not bear out once all tests are counted is dropped, and counted', () => {
  const rule = rules.find(({ name }) => name === 'skill-without-effect')!;
  const input = exampleInput(
    digests(5, (i) => ({ skills: [{ name: 'review', fired: 1, contributed: i === 0 ? 1 : 0 }] })),
    { instructions: rule.examples.fires.input().facts!.instructions },
  );
  // 1 of 5 against a half: p = 0.1875 (R pbinom(1, 5, 0.5)).
  expect(rule.find(input).tests[0]!.p).toBeCloseTo(0.1875, 10);
  expect(judgeRetro(input, [rule])).toMatchObject({ bets: [], tests: 1, chance: [{ rule: rule.name, q: 0.1875 }] });
});

test('p-values of all rules are adjusted together', () => {
  const rule = rules.find(({ name }) => name === 'skill-without-effect')!;
  const input = rule.examples.fires.input();
  // 1 of 9: p = 0.0195; beside nine tests that find nothing it is 0.195.
  expect(judgeRetro(input, [rule]).bets[0]!.confidence).toBe('medium');
  const others = {
    ...rule,
    name: 'others',
    find: () => ({ ...NOTHING, tests: Array.from({ length: 9 }, (_, i) => ({ subject: `s${i}`, p: 0.9 })) }),
  };
  expect(judgeRetro(input, [rule, others])).toMatchObject({ bets: [], tests: 10, chance: [{ q: 0.195313 }] });
});

const NOTHING = { findings: [], tests: [], judged: () => false };

test('a past regression of the same subject halves the weight, and shows', () => {
  const rule = rules.find(({ name }) => name === 'split-file')!;
  const [plain] = judgeRetro(rule.examples.fires.input(), [rule]).bets;
  const verdict = {
    experiment: 'exp_1',
    hypothesis: 'h',
    metric: 'tokens',
    verdict: 'regressed',
    change_pct: 8,
    concluded: '2026-11-01T00:00:00.000Z',
  };
  const past = ({ subject }: { subject: string }) => (subject === 'file:src/auth.py' ? [verdict] : []);
  const [found] = judgeRetro(rule.examples.fires.input(), [rule], past).bets;
  expect(found!.past).toEqual([verdict]);
  expect(found!.score).toBeCloseTo(plain!.score / 2, 3);
});

test('the best comes first; of equals the one with newer evidence, then the smaller id', () => {
  const rule = rules.find(({ name }) => name === 'split-file')!;
  const input = rule.examples.fires.input();
  const [like] = rule.find(input).findings;
  const finding = (subject: string, tokens: number, seen: string) => ({
    ...like!,
    subject,
    saving: { tokens, how: 'estimated' as const },
    seen,
  });
  const [old, fresh] = ['2026-11-18T00:00:00.000Z', '2026-11-19T00:00:00.000Z'];
  const found = [
    finding('file:a', 500, old),
    finding('file:b', 500, fresh),
    finding('file:c', 900, old),
    finding('file:d', 500, old),
  ];
  const order = (findings: typeof found): string[] =>
    judgeRetro(input, [{ ...rule, find: () => ({ ...NOTHING, findings }) }]).bets.map(({ subject }) => subject);
  const [first, second, ...ties] = order(found);
  expect([first, second]).toEqual(['file:c', 'file:b']);
  expect(ties.sort()).toEqual(['file:a', 'file:d']);
  expect(order([...found].reverse())).toEqual(order(found));
});

test('savings are scaled to a week: 14 days with twice the reads save as much as 7', () => {
  const rule = rules.find(({ name }) => name === 'read-again')!;
  const week = rule.examples.fires.input();
  const [a] = judgeRetro(week, [rule]).bets;
  const [b] = judgeRetro({ ...week, days: 14 }, [rule]).bets;
  // Four reads too many of 900 lines at 40 bytes: 4 x 9,000 tokens.
  expect(a).toMatchObject({ expected_tokens_saved: 36_000, saving: 'estimated' });
  expect(b!.expected_tokens_saved).toBe(18_000);
});
