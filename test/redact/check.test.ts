import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo } from '../repo.ts';
import { SECRETS } from './examples.ts';

const SECRET = ['gh', 'p_', 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8'].join('');

test.each(SECRETS)('$name is found with file and line, and not shown', ({ name, fires, quiet }) => {
  const at = repo({ '.kaizen/notes.md': `one\n${quiet}\n${fires}\n` });
  const { code, out } = at.ka(['redact', 'check']);
  expect([code, out.split('\n')[0]]).toEqual([1, `.kaizen/notes.md:3: ${name}`]);
  for (const line of fires.split('\n')) expect(out).not.toContain(line);
  expect(repo({ '.kaizen/notes.md': `${quiet}\n` }).ka(['redact', 'check']).code).toBe(0);
});

test('committed, staged and new files are read; ignored ones are not', () => {
  const at = repo({ '.gitignore': '.kaizen/scratch/\n', '.kaizen/.gitignore': 'local/\n', '.kaizen/a.md': SECRET });
  at.write('.kaizen/new.md', SECRET);
  at.write('.kaizen/local/b.md', SECRET);
  at.write('.kaizen/scratch/c.md', SECRET);
  at.write('src/d.ts', SECRET);
  const { findings, files } = at.ka(['redact', 'check', '--json']).json();
  expect(findings.map(({ path }: any) => path)).toEqual(['.kaizen/a.md', '.kaizen/new.md']);
  expect(files).toBe(3);
});

test('paths choose what is read', () => {
  const at = repo({ '.kaizen/a.md': SECRET, 'docs/b.md': SECRET, 'docs/c.md': 'x' });
  expect(at.ka(['redact', 'check', 'docs']).out).toContain('docs/b.md:1: github-token\n1 finding in 2 files');
  expect(at.ka(['redact', 'check', 'docs/c.md']).code).toBe(0);
  expect(at.ka(['redact', 'check', '..'])).toMatchObject({ code: 2 });
});

test('a JSON escape hides nothing, a link\u2019s path and a file\u2019s name are read too', () => {
  const at = repo({
    '.kaizen/log.jsonl': `{"note":"ok"}\n{"note":"bob\\u0040corp-mail.com"}\n`,
    [`.kaizen/${SECRET}.md`]: 'x',
  });
  symlinkSync('/home/bob/notes', join(at.root, '.kaizen/link'));
  const { findings } = at.ka(['redact', 'check', '--json']).json();
  expect(findings).toEqual([
    { path: '.kaizen/<redacted:github-token>.md', line: 0, pattern: 'github-token' },
    { path: '.kaizen/link', line: 1, pattern: 'home-path' },
    { path: '.kaizen/log.jsonl', line: 2, pattern: 'email' },
  ]);
});

test('what the config allows passes, and a folder without git is read but for local/', () => {
  const allowed = repo({
    '.kaizen/a.md': 'bob@corp-mail.com',
    '.kaizen/config.yaml': 'redaction: {allow: [bob@corp-mail.com]}\n',
  });
  expect(allowed.ka(['redact', 'check']).code).toBe(0);
  const plain = repo({ '.kaizen/a.md': SECRET, '.kaizen/local/b.md': SECRET }, { git: false });
  expect(plain.ka(['redact', 'check'])).toMatchObject({
    code: 1,
    out: expect.stringContaining('1 finding in 1 file of .kaizen.'),
  });
  expect(plain.ka(['redact', 'check', '--staged']).code).toBe(2);
  expect(repo().ka(['redact', 'check'])).toMatchObject({ code: 0, out: 'no secrets in 0 files of .kaizen\n' });
});

test('a path that is not there is no clean one; a staged one that is gone from the disk is read', () => {
  const at = repo({ 'docs/a.md': 'x' });
  for (const path of ['does/not/exist', 'docs/b.md'])
    for (const more of [[], ['--staged']])
      expect(at.ka(['redact', 'check', 'docs', path, ...more])).toMatchObject({
        code: 2,
        out: '',
        err: expect.stringContaining(`There is no ${path}.`),
      });
  at.write('docs/new.md', SECRET);
  at.git('add', '-A');
  rmSync(join(at.root, 'docs/new.md'));
  expect(at.ka(['redact', 'check', 'docs/new.md', '--staged'])).toMatchObject({ code: 1 });
});

test('it says of what it found nothing', () => {
  const at = repo({ '.kaizen/a.md': 'x', 'docs/b.md': 'x', 'docs/c.md': 'x' });
  expect(at.ka(['redact', 'check']).out).toBe('no secrets in 1 file of .kaizen\n');
  expect(at.ka(['redact', 'check', '--staged']).out).toBe('no secrets in 0 staged files of .kaizen\n');
  expect(at.ka(['redact', 'check', 'docs']).out).toBe('no secrets in 2 files\n');
});
