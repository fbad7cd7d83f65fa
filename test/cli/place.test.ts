import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';

const RECORD = ['metrics', 'record', 'main', '--success'];

/** A repository with records, and another one below it. */
function nested(): Repo & { inner: string } {
  const r = repo({ '.gitignore': 'inner/\n' });
  r.ka(RECORD);
  const inner = join(r.root, 'inner');
  mkdirSync(inner);
  execFileSync('git', ['init', '-q', inner]);
  return { ...r, inner };
}

test('a repository below another project is a project of its own, and says so', () => {
  const { ka, root, inner } = nested();
  const looked = ka(['metrics', 'list', '--json'], { cwd: inner });
  expect(looked.json().agents).toEqual([]);
  expect(looked.err).toBe(
    `ka: ${inner} has no .kaizen; the one of ${root} is another project. To use it: --target ${root}\n`,
  );
  expect(existsSync(join(inner, '.kaizen'))).toBe(false);
  expect(ka(RECORD, { cwd: inner }).err).toContain(`created ${join(inner, '.kaizen')}: a project of its own`);
  expect(ka(['metrics', 'list', '--json'], { cwd: inner }).err).toBe('');
  const count = (cwd: string): number => ka(['metrics', 'show', 'main', '--json'], { cwd }).json().summary.count;
  expect([count(root), count(inner)]).toEqual([1, 1]);
  expect(ka(['metrics', 'show', 'main', '--json', '-t', root], { cwd: inner }).json().summary.count).toBe(1);
  expect(ka(['doctor'], { cwd: inner, env: { COLUMNS: '2000' } }).out).toMatch(
    new RegExp(`note +${root} has a \\.kaizen too.*\\n +try: ka doctor -t ${root}\\n`),
  );
});

test('a folder of one repository belongs to the project above it; -t makes it one of its own, and says so', () => {
  const r = repo({ 'sub/a.txt': '' });
  r.ka(RECORD);
  const sub = join(r.root, 'sub');
  expect(r.ka(RECORD, { cwd: sub }).err).toBe('');
  expect(existsSync(join(sub, '.kaizen'))).toBe(false);
  expect(r.ka([...RECORD, '-t', 'sub']).err).toBe(
    `ka: created ${join(sub, '.kaizen')}: a project of its own, apart from the one of ${r.root}. To use that: --target ${r.root}\n`,
  );
});

test('a worktree below the main one is the same project', () => {
  const r = repo();
  r.ka(RECORD);
  r.git('worktree', 'add', '-q', 'trees/a');
  const cwd = join(r.root, 'trees/a');
  expect(r.ka(['metrics', 'list'], { cwd }).err).toBe('');
  expect(r.ka(['doctor'], { cwd }).out).toContain('ok     no other project');
  expect(r.ka(RECORD, { cwd }).err).toBe(
    `ka: created ${join(cwd, '.kaizen')} in this worktree; the main one has ${join(r.root, '.kaizen')}.\n`,
  );
});

test.each([
  ['outside git', false],
  ['before init', true],
])('%s: the command that creates .kaizen names it and ka init, once', (_, git) => {
  const lines = [RECORD, ['agents', 'install', 'coach'], ['memory', 'init', 'main']];
  for (const line of lines) {
    const { ka, root } = repo({}, { git });
    expect(ka([...line, '--dry-run']).err).not.toContain('created');
    expect(ka(line).err).toContain(
      `ka: created ${join(root, '.kaizen')}; no hook records runs here yet. try: ka init\n`,
    );
    expect(ka(line).err).not.toContain('created');
  }
});
