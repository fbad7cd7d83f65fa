import { expect, test } from 'vitest';
import { repo } from '../repo.ts';
import { added, told } from './made.ts';

test('a verdict runs its commands and follows from their exit codes', () => {
  const at = repo();
  const task = added(at, 'task', ...told('Fix the login'));
  const verdict = (command: string, ...args: string[]) =>
    at.ka(['record', 'add', 'verification', '--of', task, '--summary', 'Ran it.', '--run', command, '--json', ...args]);
  const good = verdict('echo fine').json().record;
  expect([good.conclusion, good.checks[0].cmd, good.checks[0].exit]).toEqual(['VERIFIED_ACCEPTABLE', 'echo fine', 0]);
  // sha256 of "fine\n": the words themselves are kept nowhere.
  expect(good.checks[0].output).toBe('sha256:8ecc5f94c57b05d6c5e0ee316bee4875427e1845bbeef3ead59df29c72aab36e');
  expect(at.ka(['record', 'update', task, '--status', 'done']).code).toBe(0);
  at.ka(['record', 'update', task, '--status', 'active']);
  expect(verdict('exit 3').json().record).toMatchObject({ conclusion: 'VERIFICATION_FAILED', checks: [{ exit: 3 }] });
  expect(at.ka(['record', 'update', task, '--status', 'done'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('says VERIFICATION_FAILED'),
  });
  // A reason passes the gate, and is kept.
  expect(at.ka(['record', 'update', task, '--status', 'done', '--reason', 'The runner was down.']).code).toBe(0);
  expect(at.ka(['record', 'show', task]).out).toContain('close_reason: The runner was down.');
});

test('a verdict that its own commands contradict is refused, and nothing is written', () => {
  const at = repo();
  const ran = at.ka([
    'record',
    'add',
    'verification',
    '--summary',
    'Fine.',
    '--conclusion',
    'VERIFIED_ACCEPTABLE',
    '--run',
    'exit 1',
  ]);
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('exit 1 ended with 1') });
  expect(at.ka(['record', 'list', 'verification', '--json']).json().total).toBe(0);
});

test('nor is it turned round later, or written down beside what contradicts it', () => {
  const at = repo();
  const id = added(at, 'verification', '--summary', 'Red.', '--run', 'exit 1');
  const says = { code: 2, err: expect.stringContaining('conclusion is VERIFIED_ACCEPTABLE, but exit 1 ended with 1') };
  const accepted = ['--conclusion', 'VERIFIED_ACCEPTABLE'];
  expect(at.ka(['record', 'update', id, ...accepted])).toMatchObject(says);
  const checks = '[{"cmd":"exit 1","exit":1}]';
  expect(at.ka(['record', 'add', 'verification', '--summary', 'S', '--checks', checks, ...accepted])).toMatchObject(
    says,
  );
  const { path } = at.ka(['record', 'show', id, '--json']).json().record;
  at.write(path, at.read(path).replace('VERIFICATION_FAILED', 'VERIFIED_ACCEPTABLE'));
  expect(at.ka(['record', 'seal', id])).toMatchObject(says);
});

test('nothing is run for words that are refused', () => {
  const at = repo();
  const ran = at.ka(['record', 'add', 'verification', '--sumary', 'S', '--of', 't_none', '--run', 'touch ran']);
  expect(ran.code).toBe(2);
  for (const says of ['has no --sumary', 'summary is missing', 'of is t_none']) expect(ran.err).toContain(says);
  expect(ran.err).not.toContain('conclusion');
  expect(() => at.read('ran')).toThrow();
});

test('a verdict that there is not is refused before anything is run', () => {
  const at = repo();
  const words = ['record', 'add', 'verification', '--summary', 'S', '--conclusion', 'FINE', '--run', 'touch ran'];
  expect(at.ka(words)).toMatchObject({ code: 2, err: expect.stringContaining('conclusion is "FINE", none of') });
  expect(() => at.read('ran')).toThrow();
});

test('a dry run runs nothing', () => {
  const at = repo();
  at.ka(['record', 'add', 'proof', '--summary', 'Ran.', '--run', 'touch ran', '--dry-run']);
  expect(() => at.read('ran')).toThrow();
  // Its verdict is not known yet, and not asked for.
  const verdict = ['record', 'add', 'verification', '--run', 'touch ran', '--dry-run'];
  expect(at.ka([...verdict, '--summary', 'Ran.'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('would add'),
  });
  expect(at.ka(verdict)).toMatchObject({ code: 2, err: expect.not.stringContaining('conclusion') });
  expect(() => at.read('ran')).toThrow();
});

test.each([
  ['echo \'{"ok":true,"n":2}\'', '{"json":{"ok":true}}', 'passed'],
  ['echo hello', '{"contains":"hello","lacks":"bye"}', 'passed'],
  ['echo bye', '{"lacks":"bye"}', 'failed'],
  ['exit 2', '{"exit":2}', 'passed'],
  ['exit 2', '', 'failed'],
])('a case that runs %s and expects %s has %s, and a score says so', (command, expect_, status) => {
  const at = repo();
  const id = added(
    at,
    'eval-case',
    ...told('Case'),
    '--command',
    command,
    ...(expect_ ? ['--expected-json', expect_] : []),
  );
  const run = at.ka(['Q4', '--eval-case-id', id, '--exec', '--json']).json().record;
  expect(run).toMatchObject({ status, case: id, cmd: command, commit: at.git('rev-parse', 'HEAD').trim() });
  const [score] = at.ka(['record', 'list', 'score', '--json']).json().records;
  expect(score).toMatchObject({ run: run.id, value_num: status === 'passed' ? 1 : 0, source: 'deterministic' });
});

test('a case without a command, or with an expectation that nothing judges, says what to type', () => {
  const at = repo();
  const bare = added(at, 'eval-case', ...told('Bare'));
  expect(at.ka(['record', 'add', 'eval-run', '--case', bare, '--exec'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('names no command'),
  });
  const odd = added(at, 'eval-case', ...told('Odd'), '--command', 'true', '--expect', '{"colour":"red"}');
  expect(at.ka(['record', 'add', 'eval-run', '--case', odd, '--exec'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('expects colour'),
  });
});

test('adding a verdict says it, with the commands that it rests on; the task shows it too', () => {
  const at = repo();
  const task = added(at, 'task', ...told('Fix the login'));
  const add = (...words: string[]) =>
    at.ka(['record', 'add', 'verification', '--of', task, '--summary', 'Ran it.', ...words]);
  expect(add('--run', 'false').out).toMatch(/^added: qv_.*\n {2}conclusion VERIFICATION_FAILED: false ended with 1\n$/);
  expect(add('--conclusion', 'VERIFIED_ACCEPTABLE').out).toMatch(/\n {2}conclusion VERIFIED_ACCEPTABLE\n$/);
  expect(at.ka(['record', 'show', task]).out).toMatch(/← of: qv_\S+ {2}VERIFICATION_FAILED: Ran it\./);
});
