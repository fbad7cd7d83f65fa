import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo } from '../repo.ts';

const AGENT = `---
name: tdd-workflow
description: Test first.
metrics:
  primary: {name: test-pass-rate, target: 1}
  secondary: [{name: cycle-time, direction: min}]
---
Work.
`;
const FILES = { 'agents/tdd-workflow.md': AGENT, '.kaizen/.gitignore': 'local/\n' };
const record = (...args: string[]): string[] => ['metrics', 'record', ...args];

test('a misspelt agent is told with the command that takes the record back, and then nothing shows it', () => {
  const { ka } = repo(FILES);
  expect(ka(record('tdd-workflow', '--success')).err).toBe('');
  const { out, err, code } = ka(record('tdd-workflo', '--success'));
  expect([code, err]).toEqual([0, expect.stringContaining('did you mean "tdd-workflow"?\n')]);
  expect(out).toMatch(/^recorded x_[0-9a-f]{20} of tdd-workflo, which no file defines \(1 execution, /);
  const command = /^ka: it was recorded all the same\. To take it back: ka (metrics void x_[0-9a-f]{20})$/m.exec(
    err,
  )![1]!;
  expect(ka(command.split(' ')).code).toBe(0);
  expect(
    ka(['metrics', 'list', '--json'])
      .json()
      .agents.map(({ agent }: any) => agent),
  ).toEqual(['tdd-workflow']);
  expect(ka(['metrics', 'list']).out).not.toContain('tdd-workflo ');
  expect(ka(['metrics', 'optimize', '--json']).json().agents).toMatchObject([{ agent: 'tdd-workflow', n: 1 }]);
});

test('near an agent that only has records; the way back once, whatever it is near to', () => {
  const { ka } = repo(FILES);
  expect(ka(record('release-notes', '--success')).err).toMatch(
    /^ka: no agent "release-notes" is defined here\.\nka: it was recorded all the same\. To take it back: ka metrics void x_[0-9a-f]{20}\n$/,
  );
  expect(ka(record('release-notes', '--success')).err).toBe('ka: no agent "release-notes" is defined here.\n');
  expect(ka(record('release-note', '--success')).err).toMatch(
    /did you mean "release-notes"\?\nka: it was recorded all the same\. To take it back/,
  );
  expect(ka(record('release-note', '--success')).err).not.toContain('take it back');
  expect(ka(record('release-notse', '--success', '--dry-run')).err).not.toContain('take it back');
});

test('a field that no record has is told with the one that was meant', () => {
  const { ka } = repo(FILES);
  const input = '{"sucess":true,"tokens":{"outptu":3},"success":true,"ticket":"T-1"}';
  const { err, out } = ka(record('tdd-workflow', '--json'), { input });
  expect(err).toContain('no field "sucess", it is kept as it is; did you mean "success"?');
  expect(err).toContain('no field "tokens.outptu", it is kept as it is; did you mean "output"?');
  expect(err).toContain('no field "ticket", it is kept as it is.');
  expect(JSON.parse(out).record).toMatchObject({ sucess: true, ticket: 'T-1' });
});

test('a metric that the agent does not declare is told', () => {
  const { ka } = repo(FILES);
  const given = ['--metric', 'test-pas-rate=1', '--metric', 'cycle-time=3', '--metric', 'coverage=0.8'];
  expect(ka(record('tdd-workflow', '--success', ...given)).err).toBe(
    'ka: agents/tdd-workflow.md declares no metric "test-pas-rate"; did you mean "test-pass-rate"?\n' +
      'ka: agents/tdd-workflow.md declares no metric "coverage".\n',
  );
  expect(ka(record('main', '--success', '--metric', 'anything=1')).err).toBe('');
});

test('an outcome that nobody told is unknown, and it is said how to tell it', () => {
  const { ka } = repo(FILES);
  const alone = ka(record('tdd-workflow', '--time', '3')).err;
  const [, undo] = /is unknown\. To say it now: ka (metrics void x_[0-9a-f]{20}), then once more with --success/.exec(
    alone,
  )!;
  expect(alone).toContain('With --session ID a later call could tell it');
  expect(ka(undo!.split(' ')).code).toBe(0);
  expect(ka(record('tdd-workflow', '--time', '3', '--success')).out).toContain('(1 execution, 100 % of 1 succeeded)');
  expect(ka(record('tdd-workflow', '--dry-run')).err).not.toContain('metrics void');
  const { err } = ka(record('tdd-workflow', '--time', '3', '--session', 's1'));
  expect(err).toContain('ka metrics record tdd-workflow --success --session "s1" (or --failure) tells it');
  expect(ka(record('tdd-workflow', '--success', '--session', 's1')).err).toBe('');
  expect(ka(record('tdd-workflow', '--time', '4', '--session', 's1')).err).toBe('');
});

test('a ratio beyond 0 to 1 is refused, as primary or not, by flag or on stdin; nothing is written', () => {
  const text = AGENT.replace('target: 1}', 'target: 1, unit: ratio}').replace(
    '{name: cycle',
    '{name: kept, unit: ratio}, {name: cycle',
  );
  const { ka, root } = repo({ 'agents/tdd-workflow.md': text });
  const refused = ka(record('tdd-workflow', '--success', '--metric', 'test-pass-rate=97'));
  expect(refused).toMatchObject({
    code: 2,
    out: '',
    err: 'ka: test-pass-rate: 97 is not within 0 to 1, and agents/tdd-workflow.md says that it is a ratio.\ntry: ka metrics record tdd-workflow --metric test-pass-rate=0.97\n',
  });
  const given = ['--metric', 'test-pass-rate=1', '--metric', 'cycle-time=97'];
  expect(ka(record('tdd-workflow', ...given, '--metric', 'kept=-0.1')).err).toContain('kept: -0.1 is not within');
  const input = '{"success":true,"primary_metric":{"name":"test-pass-rate","value":1.01}}';
  expect(ka(record('tdd-workflow', '--json'), { input })).toMatchObject({ code: 2 });
  expect(existsSync(join(root, '.kaizen'))).toBe(false);
  expect(ka(record('tdd-workflow', '--success', ...given, '--metric', 'kept=0')).code).toBe(0);
});

test('a run that is still to come is refused; a clock that is ahead by hours is not', () => {
  const { ka } = repo(FILES);
  const env = { KA_NOW: '2026-11-20T12:00:00.000Z' };
  const at = (time: string) => ka(record('tdd-workflow', '--success', '--at', time), { env });
  const refused = at('2030-01-01');
  expect([refused.code, refused.err]).toEqual([
    2,
    expect.stringContaining('2030-01-01 is more than a day ahead of now'),
  ]);
  expect(at('2026-11-21T12:00:01Z').code).toBe(2);
  expect(at('2026-11-21T12:00:00Z').code).toBe(0);
  const input = '{"success":true,"timestamp":"2027-01-01T00:00:00.000Z"}';
  expect(ka(record('tdd-workflow', '--json'), { input, env }).json().error).toMatchObject({ code: 'bad-value' });
});
