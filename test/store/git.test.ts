import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cachedParse } from '../../src/store/cache.ts';
import { applyChanges, type Change, describeChanges } from '../../src/store/changes.ts';
import { git } from '../../src/store/git/git.ts';
import { readHead } from '../../src/store/git/head.ts';
import { appendLines, logFiles } from '../../src/store/log/log.ts';
import { ownSegments, writeTarget } from '../../src/store/log/writer.ts';
import { repo, scratch } from '../repo.ts';
import { ctx, projectAt } from './context.ts';

const truth = (root: string): string =>
  execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const head = (root: string) => readHead(projectAt(root));

test('HEAD is read as git reads it: branch, packed, detached, worktree, unborn, none', () => {
  const r = repo({ 'a.txt': 'a' });
  const commit = truth(r.root);
  expect(head(r.root)).toEqual({ commit, branch: 'main' });
  r.git('checkout', '-q', '-b', 'feature/x');
  r.git('commit', '-q', '--allow-empty', '-m', 'two');
  r.git('tag', '-a', '-m', 'tag', 'v1');
  r.git('pack-refs', '--all');
  expect(head(r.root)).toEqual({ commit: truth(r.root), branch: 'feature/x' });
  r.git('worktree', 'add', '-q', '-b', 'other', '../tree', commit);
  const tree = join(r.root, '../tree');
  expect(head(tree)).toEqual({ commit, branch: 'other' });
  r.git('checkout', '-q', '--detach', commit);
  expect(head(r.root)).toEqual({ commit, branch: null });
  r.git('checkout', '-q', '--orphan', 'empty');
  expect(head(r.root)).toEqual({ commit: null, branch: 'empty' });
  expect(head(scratch())).toEqual({ commit: null, branch: null });
});

test('git says why it failed, in one sentence', () => {
  const r = repo();
  expect(git(r.root, ['rev-parse', 'HEAD']).trim()).toBe(truth(r.root));
  expect(git(r.root, ['hash-object', '--stdin'], 'x').trim()).toHaveLength(40);
  expect(() => git(r.root, ['rev-parse', '--verify', 'nothing'])).toThrow(/git rev-parse failed in .*fatal/);
});

test('team mode: a segment for each writer, branch and HEAD; a committed one is never appended to', () => {
  const r = repo();
  const at = (root: string): string =>
    writeTarget(projectAt(root), ctx, join(root, '.kaizen/metrics/a'), 'executions', 'auto');
  expect(writeTarget(projectAt(r.root), ctx, '/f', 'executions', 'single')).toBe('/f/executions.jsonl');
  const first = at(r.root);
  expect(first).toMatch(/\/executions\.[0-9a-f]{8}-[0-9a-f]{8}\.jsonl$/);
  expect(at(r.root)).toBe(first);
  appendLines(first, ['{"id":1}']);
  r.git('add', '-A');
  r.git('commit', '-q', '-m', 'one');
  const second = at(r.root);
  expect(second).not.toBe(first);
  r.git('checkout', '-q', '-b', 'other');
  expect(new Set([first, second, at(r.root)]).size).toBe(3);
  r.git('worktree', 'add', '-q', '-b', 'third', '../tree');
  const writer = (path: string): string => /executions\.(.{8})-/.exec(path)![1]!;
  expect(writer(at(join(r.root, '../tree')))).toBe(writer(first));
  r.git('clone', '-q', '.', '../clone');
  expect(writer(at(join(r.root, '../clone')))).not.toBe(writer(first));
  appendLines(join(first, '../executions.ffffffff-00000000.jsonl'), ['{"id":2}']);
  expect(ownSegments(projectAt(r.root), ctx, join(first, '..'), 'executions')).toEqual([first]);
  expect(logFiles(join(first, '..'), 'executions')).toHaveLength(2);
  expect(r.git('status', '--porcelain')).not.toContain('writer');
});

test('without git the writer stands in the local folder', () => {
  const r = repo({ '.kaizen/config.yaml': '' }, { git: false });
  const target = (): string => writeTarget(projectAt(r.root), ctx, r.root, 'e', 'auto');
  expect(target()).toBe(target());
  expect(readdirSync(join(r.root, '.kaizen/local'))).toEqual(['kaizen-writer']);
});

test('a file is parsed again only after it changed', () => {
  const r = repo({ '.kaizen/config.yaml': 'a: 1' });
  const [project, path] = [projectAt(r.root), join(r.root, '.kaizen/config.yaml')];
  let parsed = 0;
  const read = (): unknown =>
    cachedParse(project, { dryRun: false }, 'config', path, (text) => ({ text, n: ++parsed }));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  read();
  expect([read(), parsed]).toEqual([{ text: 'a: 1', n: 1 }, 1]);
  const { mtime } = statSync(path);
  writeFileSync(path, 'a: 2');
  utimesSync(path, mtime, mtime);
  expect(read()).toMatchObject({ text: 'a: 2' });
  writeFileSync(join(r.root, '.kaizen/local/cache', readdirSync(join(r.root, '.kaizen/local/cache'))[0]!), 'broken');
  expect(read()).toMatchObject({ text: 'a: 2' });
  expect(cachedParse(project, { dryRun: false }, 'config', `${path}.none`, () => 1)).toBeNull();
});

test('an edit of the same length right after the read is seen', () => {
  const r = repo({ '.kaizen/config.yaml': '0000' });
  const [project, path] = [projectAt(r.root), join(r.root, '.kaizen/config.yaml')];
  for (let n = 1; n < 60; n++) {
    const text = String(n).padStart(4, '0');
    writeFileSync(path, text);
    expect(cachedParse(project, { dryRun: false }, 'config', path, (found) => found)).toBe(text);
  }
});

test('without .kaizen nothing is kept', () => {
  const r = repo({ 'a.md': 'x' });
  expect(cachedParse(projectAt(r.root), { dryRun: false }, 'a', join(r.root, 'a.md'), (text) => text)).toBe('x');
  expect(readdirSync(r.root).sort()).toEqual(['.git', 'a.md']);
});

test('the diff of a dry run is one that git applies, and gives what the changes give', () => {
  const before = Array.from({ length: 40 }, (_, n) => `line ${n}`).join('\n');
  const files = { 'a.md': `${before}\n`, 'b.md': 'gone\n', 'c.md': 'no newline' };
  const changes: Change[] = [
    {
      kind: 'write',
      path: 'a.md',
      text: `${before.replace('line 9\n', 'line nine\nand more\n').replace('line 22\n', '')}\n`,
    },
    { kind: 'delete', path: 'b.md' },
    { kind: 'write', path: 'new/d.md', text: 'fresh\n' },
    { kind: 'write', path: 'c.md', text: 'no newline' },
  ];
  const [one, two] = [repo(files), repo(files)];
  const diff = describeChanges(projectAt(one.root), changes);
  expect(one.git('status', '--porcelain')).toBe('');
  git(one.root, ['apply', '-'], diff);
  mkdirSync(join(two.root, '.kaizen'));
  applyChanges(projectAt(two.root), changes);
  for (const path of ['a.md', 'c.md', 'new/d.md']) expect(one.read(path)).toBe(two.read(path));
  for (const { root } of [one, two]) expect(readdirSync(root)).not.toContain('b.md');
  expect(describeChanges(projectAt(two.root), changes)).toBe('');
});

test('one path outside, and nothing is changed', () => {
  const r = repo({ 'a.md': 'a' });
  const changes: Change[] = [
    { kind: 'write', path: 'a.md', text: 'b' },
    { kind: 'write', path: '../x', text: '' },
  ];
  expect(() => applyChanges(projectAt(r.root), changes)).toThrow(expect.objectContaining({ code: 'outside-project' }));
  expect(readFileSync(join(r.root, 'a.md'), 'utf8')).toBe('a');
});
