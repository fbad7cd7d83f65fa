import { spawn } from 'node:child_process';
import { appendFileSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { killEverywhere } from '../killed.ts';
import { type Repo, repo } from '../repo.ts';
import { LOG as NOVEMBER, NOW, sync } from './synced.ts';
import {
  bytesBelow,
  linesOf,
  logOf,
  putSession,
  recordsOf,
  replyId,
  type Scripted,
  sessionId,
  transcriptPath,
} from './transcripts.ts';

const OCTOBER = '.kaizen/sessions/2026-10.jsonl';

const scripted = (at: Repo, name: string, more: Partial<Scripted> = {}): Scripted => ({
  id: sessionId(name),
  cwd: at.root,
  start: '2026-11-20T10:00:00.000Z',
  said: [
    { id: replyId(`${name}1`), s: 5, tool: { name: 'Bash', input: { command: 'npm test' }, error: true } },
    { id: replyId(`${name}2`), s: 9 },
  ],
  ...more,
});

const kept = (at: Repo): Record<string, string> => bytesBelow(join(at.root, '.kaizen'));
const total = (at: Repo) => at.ka(['summary', '--json', '--no-sync'], { env: NOW }).json().total;

/** Some sessions over two months, of this repository and of another. */
function many(at: Repo): void {
  for (let day = 10; day < 16; day++) {
    putSession(at, scripted(at, `n${day}`, { start: `2026-11-${day}T10:00:00.000Z` }));
  }
  putSession(at, scripted(at, 'old', { start: '2026-10-02T10:00:00.000Z' }));
  putSession(at, scripted(at, 'foreign', { cwd: '/elsewhere' }));
}

test('killed before any change of the disk and repeated: the same bytes as one that ran through', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  for (const month of ['10', '11']) putSession(at, scripted(at, month, { start: `2026-${month}-10T10:00:00.000Z` }));
  putSession(at, scripted(at, 'foreign', { cwd: '/elsewhere' }));
  const all = ['sessions', 'sync', '--all-projects'];
  let whole: Record<string, string> = {};
  const left: Record<string, string>[] = [];
  const check = (copy: Repo, done: boolean): void => {
    copy.ka(all, { env: NOW });
    const bytes = kept(copy);
    if (done) whole = bytes;
    else left.push(bytes);
  };
  const steps = killEverywhere(at, all, NOW, check, undefined, process.env.KA_SOAK ? 1 : 5);
  expect(steps).toBeGreaterThan(20);
  expect(Object.keys(whole).filter((path) => path.endsWith('.jsonl'))).toHaveLength(4);
  for (const bytes of left) expect(bytes).toEqual(whole);
});

test('several at once double nothing', async () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  many(at);
  const program = join(import.meta.dirname, '..', '..', process.env.KA_DIST ?? 'dist', 'ka.cjs');
  const run = () =>
    new Promise<number | null>((done) => {
      const env = { PATH: process.env.PATH!, HOME: at.home, ...NOW };
      spawn(process.execPath, [program, 'sessions', 'sync'], { cwd: at.root, env }).once('exit', done);
    });
  expect(await Promise.all([run(), run(), run()])).toEqual([0, 0, 0]);
  expect(logOf(at, NOVEMBER).map(({ id }) => id)).toHaveLength(6);
  expect(logOf(at, OCTOBER)).toHaveLength(1);
  expect(logOf(at, '.kaizen/metrics/main/executions.jsonl')).toHaveLength(7);
  const before = kept(at);
  sync(at);
  expect(kept(at)).toEqual(before);
});

test('what did not change is not read again; reading all of it again writes not a byte', () => {
  const at = repo();
  many(at);
  expect(sync(at)).toMatchObject({ sources: 8, read: 8, own: 7, others: 0, records: 7, passed: 1 });
  const before = kept(at);
  expect(sync(at)).toMatchObject({ sources: 8, read: 0, own: 0, records: 0, passed: 1 });
  // Another commit, another branch, no memory of the first reading: what was told from the history stays as it was told.
  at.git('checkout', '-q', '-b', 'other');
  at.git('commit', '-q', '--allow-empty', '-m', 'more', '--date', '2026-10-01T00:00:00Z');
  rmSync(join(at.root, '.kaizen/local'), { recursive: true });
  expect(sync(at)).toMatchObject({ read: 8, own: 0, records: 0 });
  expect(kept(at)).toEqual(before);
});

test('a session that goes on: its line is added to, its record grows, nothing counts twice', () => {
  const at = repo();
  const session = scripted(at, 'a');
  putSession(at, session);
  sync(at);
  putSession(at, { ...session, said: [...session.said, { id: replyId('a3'), s: 60, input: 1000 }] });
  expect(sync(at)).toMatchObject({ read: 1, own: 1, records: 1 });
  expect(total(at)).toMatchObject({ sessions: 1, tokens: { input: 1200, output: 30 } });
  expect(recordsOf(at, NOW)).toMatchObject([{ tokens: { input: 1200 }, tool_errors: 1, errors: { Bash: 1 } }]);
});

test('a file that is cut short, replaced, renamed or deleted does no harm', () => {
  const at = repo();
  for (const name of ['cut', 'replaced', 'renamed', 'deleted']) putSession(at, scripted(at, name));
  sync(at);
  const before = [total(at), kept(at)];
  const path = (name: string) => transcriptPath(at, sessionId(name));
  truncateSync(path('cut'), readFileSync(path('cut')).indexOf('\n') + 40);
  writeFileSync(path('replaced'), 'not a transcript at all\n');
  renameSync(path('renamed'), transcriptPath(at, sessionId('renamed'), '.'));
  rmSync(path('deleted'));
  sync(at);
  expect([total(at), kept(at)]).toEqual(before);
  // And when the cut one goes on, its new end counts.
  putSession(at, { ...scripted(at, 'cut'), said: [...scripted(at, 'cut').said, { id: replyId('c3'), s: 99 }] });
  sync(at);
  expect(total(at).tokens.input).toBe(before[0].tokens.input + 100);
});

test('a torn last line counts as nothing until it is whole', () => {
  const at = repo();
  const lines = linesOf(scripted(at, 'torn'));
  const path = putSession(at, scripted(at, 'torn'));
  writeFileSync(path, `${lines.slice(0, -1).join('\n')}\n${lines.at(-1)!.slice(0, 50)}`);
  expect(sync(at)).toMatchObject({ bad_lines: 0 });
  expect(total(at).tokens.input).toBe(100);
  appendFileSync(path, `${lines.at(-1)!.slice(50)}\n`);
  sync(at);
  expect(total(at).tokens.input).toBe(200);
});

test('another repository is passed over, kept apart with --all-projects, and never committed', () => {
  const at = repo();
  putSession(at, scripted(at, 'mine'));
  putSession(at, scripted(at, 'foreign', { cwd: '/elsewhere/app' }));
  expect(sync(at)).toMatchObject({ own: 1, others: 0, passed: 1 });
  expect(sync(at, '--all-projects')).toMatchObject({ own: 0, others: 1, passed: 0 });
  expect(logOf(at, '.kaizen/local/sessions/2026-11.jsonl')).toMatchObject([{ repo: 'app' }]);
  expect(at.git('status', '--porcelain', '-uall')).not.toContain('local');
  expect(recordsOf(at, NOW)).toHaveLength(1);
});

test('a place that cannot be looked into, or does not exist, stops nothing', () => {
  const at = repo();
  writeFileSync(join(at.home, '.codex'), 'a file in the place of a folder');
  putSession(at, scripted(at, 'a'));
  expect(sync(at)).toMatchObject({ own: 1 });
  expect(at.ka(['sessions', 'sync', '--from', '/nowhere']).err).toContain('/nowhere does not exist');
});
