import { expect, test } from 'vitest';
import { judge } from '../../src/metrics/optimizer/judge.ts';
import { rules as optimizer } from '../../src/metrics/rules/index.ts';
import { explainRule } from '../../src/retro/explain.ts';
import { loadRetroRules } from '../../src/retro/retro.ts';
import { repo } from '../repo.ts';
import { retroRepo } from './repository.ts';

const retro = await loadRetroRules();

test('every rule is listed with its title', () => {
  const { rules } = repo().ka(['explain', '--json']).json();
  const names = [...retro.map(({ name }) => name), ...Object.keys(optimizer)];
  expect(rules.map(({ name }: { name: string }) => name)).toEqual(names);
});

test.each(retro.map((rule) => [rule.name, rule] as const))(
  '%s is explained whole, with an example',
  async (_, rule) => {
    const { data, text } = await explainRule(rule.name, 10_000);
    const { fires, quiet } = rule.examples;
    for (const part of [
      rule.trigger,
      rule.why,
      rule.saving,
      `about ${rule.effort_minutes} min`,
      fires.says,
      quiet.says,
    ])
      expect(text).toContain(part);
    const bet = data.examples.fires.bet!;
    for (const part of [bet.title, ...bet.evidence.map((one) => one.text), ...bet.apply]) expect(text).toContain(part);
  },
);

test.each(Object.entries(optimizer))(
  '%s says when it speaks, and its saving where its findings tell one',
  async (name, load) => {
    const { default: rule } = await load();
    const { data, text } = await explainRule(name, 10_000);
    expect(text).toContain(`speaks when  ${rule.trigger}`);
    expect(text.includes('\nsaving       ')).toBe(rule.saving !== null);
    expect([data.trigger, data.saving]).toEqual([rule.trigger, rule.saving]);
    const input = rule.examples.fires.input();
    const tokens = { input: 1000, output: 1000, cache_read: 0, cache_write: 0 };
    const told = judge({ ...input, records: input.records.map((record) => ({ ...record, tokens })) }, [rule]);
    expect(told.recommendations.some(({ estimated }) => !estimated)).toBe(rule.saving !== null);
  },
);

test('a rule by name, by the id of a bet, or misspelt', () => {
  const r = retroRepo();
  const [bet] = r.ka(['retro', '--no-sync', '--json']).json().bets;
  const named = r.ka(['explain', bet.rule]);
  expect(named.out).toMatch(new RegExp(`^${bet.rule}: `));
  expect(r.ka(['explain', bet.id]).out).toBe(named.out);
  const near = r.ka(['explain', 'split-fil']);
  expect([near.code, near.err]).toEqual([2, expect.stringContaining('did you mean split-file?')]);
});
