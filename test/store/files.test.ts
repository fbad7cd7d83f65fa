import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createFile,
  listFolder,
  readJson,
  readText,
  removeFile,
  replaceFile,
  resolveInside,
  statFile,
} from '../../src/store/files.ts';
import { scratch } from '../repo.ts';

test('a file is replaced whole; its mode stays, a link is not followed, no temporary file is left', () => {
  const folder = scratch();
  const [path, tmp] = [join(folder, 'deep/er/a.md'), join(folder, 'tmp')];
  replaceFile(path, 'one', tmp);
  chmodSync(path, 0o640);
  replaceFile(path, 'two', tmp);
  expect(readText(path)).toBe('two');
  expect(statSync(path).mode & 0o777).toBe(0o640);
  symlinkSync('deep/er/a.md', join(folder, 'link.md'));
  replaceFile(join(folder, 'link.md'), 'three', tmp);
  expect(lstatSync(join(folder, 'link.md')).isSymbolicLink()).toBe(false);
  expect([readText(path), readText(join(folder, 'link.md'))]).toEqual(['two', 'three']);
  expect([readdirSync(tmp), readdirSync(join(folder, 'deep/er'))]).toEqual([[], ['a.md']]);
  removeFile(join(folder, 'deep/er/a.md'));
  removeFile(join(folder, 'deep/er'));
  expect(readdirSync(join(folder, 'deep'))).toEqual([]);
  replaceFile(join(folder, 'run.sh'), '#!/bin/sh', tmp, true);
  expect(statSync(join(folder, 'run.sh')).mode & 0o111).not.toBe(0);
});

test('the folder for temporary files may be on another disk', () => {
  const folder = scratch();
  replaceFile(join(folder, 'a'), 'text', '/dev/shm/ka-test-tmp');
  expect(readText(join(folder, 'a'))).toBe('text');
  expect(readdirSync(folder)).toEqual(['a']);
});

test('a file is created only where none is', () => {
  const folder = scratch();
  expect(createFile(join(folder, 'a'), 'one', folder)).toBe(true);
  expect(createFile(join(folder, 'a'), 'two', folder)).toBe(false);
  expect([readText(join(folder, 'a')), readdirSync(folder)]).toEqual(['one', ['a']]);
});

test('what is missing is null or empty, what is wrong is a sentence', () => {
  const folder = scratch();
  const at = (name: string): string => join(folder, name);
  expect([readText(at('x')), readJson(at('x')), statFile(at('x')), listFolder(at('x'))]).toEqual([
    null,
    null,
    null,
    [],
  ]);
  removeFile(at('x'));
  writeFileSync(at('big'), 'x'.repeat(101));
  expect(() => readText(at('big'), 100)).toThrow(/101 bytes; at most 100/);
  expect(() => readText(folder)).toThrow(/is no file/);
  expect(() => replaceFile(join(at('big'), 'x'), '', folder)).toThrow(/cannot be written/);
  expect(() => readText(at('a\0b'))).toThrow(/NUL/);
  writeFileSync(at('bad.json'), '<<<<<<< HEAD\n{}');
  expect(readJson(at('bad.json'))).toBeNull();
  writeFileSync(at('bom'), '\ufefftext');
  expect(readText(at('bom'))).toBe('text');
  expect(readFileSync(at('bad.json'), 'utf8')).toBe('<<<<<<< HEAD\n{}');
});

test('paths stay inside: no .., nothing absolute, no link that leaves', () => {
  const folder = scratch();
  const root = join(folder, 'root');
  mkdirSync(join(root, 'sub'), { recursive: true });
  mkdirSync(join(folder, 'root-too'));
  symlinkSync('sub', join(root, 'inner'));
  symlinkSync('../root-too', join(root, 'outer'));
  symlinkSync('/nowhere/at/all', join(root, 'dangling'));
  for (const good of ['a.md', 'sub/new/file', 'inner/file', 'a..b', '.', 'sub/./x']) {
    expect(resolveInside(root, good)).toBe(join(root, good));
  }
  for (const bad of [
    '..',
    '../x',
    'sub/../../x',
    'sub\\..\\x',
    '/etc/passwd',
    'C:\\x',
    'c:x',
    'a\0b',
    'outer',
    'outer/x',
    'dangling',
    'dangling/x',
  ]) {
    expect(() => resolveInside(root, bad), bad).toThrow(expect.objectContaining({ code: 'outside-project' }));
  }
});
