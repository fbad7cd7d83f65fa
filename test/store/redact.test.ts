import { expect, test } from 'vitest';
import { findSecrets, redactSecrets, refuseSecrets } from '../../src/store/redact/redact.ts';
import { cpuTimeOf } from '../cpu-time.ts';
import { SECRETS } from '../redact/examples.ts';

test.each(SECRETS)('$name fires on its example and stays quiet on the other', ({ name, fires, quiet }) => {
  expect(findSecrets(fires, [])).toEqual([{ pattern: name, line: 1 }]);
  expect(findSecrets(quiet, [])).toEqual([]);
});

test('quiet on what records are made of', () => {
  const record = {
    id: 'x_4f1c0a9b8c7d6e5f4a3b',
    session_id: '9b1d0f3a-1111-4222-8333-444455556666/a7be2f0',
    token: '9b1d0f3a-1111-4222-8333-444455556666',
    secret: 'exp_0123456789abcdef0123',
    api_key: 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3',
    git: { start: 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3', branch: 'feature/token-refresh' },
    definition: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    tokens: { input: 900 },
    metadata: { note: 'fix the token: see #12', run: 'https://github.com/o/n/actions/runs/12345678901' },
  };
  expect(() => refuseSecrets(record, [])).not.toThrow();
  expect(redactSecrets(record, [])).toEqual({ value: record, redacted: [] });
});

const SECRET = ['gh', 'p_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('');

test('a refusal says which pattern and where, never what', () => {
  const caught = (value: unknown): { message: string; code: string } => {
    try {
      refuseSecrets(value, []);
    } catch (error) {
      return error as { message: string; code: string };
    }
    throw new Error('not refused');
  };
  expect(caught({ metadata: { note: [`use ${SECRET}`] } }).message).toContain(
    'metadata.note.0 holds what looks like a secret (github-token)',
  );
  expect(caught(SECRET).message).toContain('allow the text under redaction.allow in .kaizen/config.yaml');
  expect(caught(`a\nb\n${SECRET}`).message).toContain('line 3');
  for (const value of [
    SECRET,
    { [SECRET]: 1 },
    { a: { [SECRET]: { b: SECRET } } },
    [`x${'\n'}${SECRET}`],
    { password: 'hunter2hunter2' },
  ]) {
    const { message, code } = caught(value);
    expect(code).toBe('secret');
    expect(message).not.toMatch(/a1B2c3D4|hunter2/);
  }
});

test('derived values lose the match and keep the rest', () => {
  const { value, redacted } = redactSecrets(
    { a: `one ${SECRET} two bob@corp-mail.com`, [SECRET]: { n: 1 }, list: ['/home/bob/x', 3, null] },
    [],
  );
  expect(value).toEqual({
    a: 'one <redacted:github-token> two <redacted:email>',
    '<redacted:github-token>': { n: 1 },
    list: ['<redacted:home-path>/x', 3, null],
  });
  expect(redacted).toEqual(['email', 'github-token', 'home-path']);
  expect(findSecrets(JSON.stringify(value), [])).toEqual([]);
});

test('one secret in a text hides no other that its key tells of', () => {
  const { value, redacted } = redactSecrets({ password: 'hunter2hunter2 of bob@corp-mail.com' }, []);
  expect(JSON.stringify(value)).not.toMatch(/hunter2|bob/);
  expect(redacted).toContain('email');
});

test('what the config allows is let through, and only that', () => {
  expect(findSecrets('bob@corp-mail.com and eve@corp-mail.com', ['bob@corp-mail.com'])).toHaveLength(1);
  expect(() => refuseSecrets({ password: 'hunter2hunter2' }, ['hunter2hunter2'])).not.toThrow();
});

test('no text is slow', () => {
  const texts = [
    'a',
    'a.',
    '@',
    'a@',
    'eyJ',
    'sk-',
    'token:',
    'https://',
    '-----BEGIN PRIVATE KEY-----',
    '/home/a',
    'Bearer ',
    'a:',
    'secret=A',
    'x@x.',
  ];
  for (const text of texts) {
    const long = text.repeat(Math.ceil(200_000 / text.length));
    expect(
      cpuTimeOf(() => void findSecrets(long, [])),
      text,
    ).toBeLessThan(3000);
  }
});
