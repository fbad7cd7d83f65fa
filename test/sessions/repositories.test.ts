import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';
import { NOW } from './synced.ts';
import { putSession, replyId, sessionId } from './transcripts.ts';

const git = (cwd: string, ...args: string[]): void => {
  execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.invalid', ...args], { cwd, stdio: 'pipe' });
};

/** A repository below the home folder, with one session in it. */
function withSession(at: Repo, path: string, cwd = path): string {
  const top = join(at.home, path);
  mkdirSync(join(at.home, cwd), { recursive: true });
  if (path === cwd) git(top, 'init', '-q', '-b', 'main');
  const start = '2026-11-20T10:00:00.000Z';
  const said = [{ id: replyId(cwd), s: 5 }];
  putSession(at, { id: sessionId(cwd), cwd: join(at.home, cwd), start, said }, cwd.replaceAll('/', '-'));
  return top;
}
const rows = (at: Repo, ...more: string[]): Record<string, number> => {
  const line = ['summary', '--all-projects', '--by', 'repo', '--json', ...more];
  const list = at.ka(line, { env: NOW }).json().rows as Array<{ name: string; runs: number }>;
  expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
  return Object.fromEntries(list.map(({ name, runs }) => [name, runs]));
};

test('repositories of one name are rows of their own, called by as much of their path as tells them apart', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  for (const path of ['x/app', 'y/app', 'lib']) withSession(at, path);
  withSession(at, 'y/app', 'y/app/src');
  expect(rows(at)).toEqual({ 'x/app': 1, 'y/app': 2, lib: 1 });
  expect(at.ka(['summary', '--all-projects', '--by', 'repo'], { env: NOW }).out).toMatch(/^y\/app +2 /m);
  // A folder that is gone keeps its name, and what is kept holds no path that is committed.
  rmSync(join(at.home, 'x'), { recursive: true });
  expect(rows(at, '--no-sync')).toEqual({ 'x/app': 1, 'y/app': 2, lib: 1 });
  expect(at.git('status', '--porcelain', '-uall')).not.toContain('local');
});

test('work trees and clones of one repository are one row, also from before it had a remote', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const app = withSession(at, 'x/app');
  git(app, 'commit', '-q', '--allow-empty', '-m', 'start');
  git(app, 'worktree', 'add', '-q', join(at.home, 'x/fix'));
  withSession(at, 'x/app', 'x/fix');
  expect(rows(at)).toEqual({ app: 2 });
  git(app, 'remote', 'add', 'origin', 'https://example.com/me/app.git');
  withSession(at, 'x/app', 'x/app/src');
  const clone = withSession(at, 'z/app');
  git(clone, 'remote', 'add', 'origin', 'https://example.com/me/app.git');
  expect(rows(at)).toEqual({ 'example.com/me/app': 4 });
});
