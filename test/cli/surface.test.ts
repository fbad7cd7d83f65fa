import { expect, test } from 'vitest';
import { parseArgv } from '../../src/cli/argv.ts';
import { parseWords } from '../../src/cli/program.ts';
import { commands } from '../../src/commands/index.ts';
import { repo } from '../repo.ts';

test('ka --help lists every group and command', () => {
  const { out, code } = repo().ka(['--help']);
  expect(code).toBe(0);
  for (const key of Object.keys(commands)) expect(out).toContain(key.split(' ')[0]);
});

test('ka --version', () => {
  expect(repo().ka(['--version']).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each(Object.keys(commands))('ka %s --help shows an example that names it', (key) => {
  const { out, code } = repo().ka([...key.split(' '), '--help']);
  expect(code).toBe(0);
  expect(out).toContain('Examples:');
  expect(out).toContain(`ka ${key}`);
});

test('an unknown command names the nearest and exits 2', () => {
  const ran = repo().ka(['metrics', 'recrod', 'x']);
  expect(ran.code).toBe(2);
  expect(ran.err).toBe('ka: There is no command "metrics recrod".\ntry: ka metrics record --help\n');
});

test.each([
  ['metrics', 'show'],
  ['metrics', 'record'],
])('ka %s %s --sucess: an unknown flag names itself and exits 2', (...words) => {
  const ran = repo().ka([...words, 'a', '--sucess']);
  expect(ran.code).toBe(2);
  expect(ran.err).toContain('--sucess');
  expect(ran.err).not.toContain('    at ');
});

test('an error under --json is one JSON document on stdout', () => {
  const ran = repo().ka(['metrics', 'show', '../x', '--json']);
  expect(ran.code).toBe(2);
  expect(ran.json().error).toMatchObject({ code: expect.any(String), message: expect.any(String) });
});

test('a global flag may stand before the command', () => {
  const there = repo();
  const ran = repo().ka(['-t', there.root, 'metrics', 'list', '--json']);
  expect(ran.code).toBe(0);
});

test('a closed pipe is no error', () => {
  const { ka } = repo();
  expect(ka(['--help']).err).toBe('');
});

// The hot commands are parsed by hand, all others by commander: a line must mean the same to both.
test.each([
  [['metrics', 'record', 'a', '--success', '--time', '12.5', '--metric', 'x=1', '--metric', 'y=2']],
  [['metrics', 'record', 'a', '--time=1e2', '--failure', '--json']],
  [['metrics', 'record', '--session', 's', 'a', '--']],
  [['memory', 'brief', 'a', '--budget', '300']],
])('hand-read and commander-read agree: ka %j', async (words) => {
  const key = words.slice(0, 2).join(' ');
  const command = (await commands[key]!()).default;
  const byHand = parseArgv(command, words.slice(2), `ka ${key}`).input;
  let byCommander: unknown;
  await parseWords(words, async (_command, input) => {
    byCommander = input;
  });
  expect(byCommander).toEqual(byHand);
});
