import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo } from '../repo.ts';
import { LOG, NOW, sync, syncIn } from './synced.ts';
import { bytesBelow, logOf, putSession, recordsOf, replyId, type Scripted, sessionId } from './transcripts.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', process.env.KA_DIST ?? 'dist', 'ka.cjs');
const scripted = (name: string, cwd: string, start = '2026-11-20T10:00:00.000Z'): Scripted => ({
  id: sessionId(name),
  cwd,
  start,
  said: [{ id: replyId(name), s: 5, tool: { name: 'Read', input: { file_path: `${cwd}/src/a.ts` } } }],
});

test('team mode: segments of this clone, none touched after its commit, and the same sessions', () => {
  const at = repo({ '.kaizen/config.yaml': 'writer: auto\n' });
  putSession(at, scripted('a', at.root));
  const KEYS = 'schema_version dry_run sources read own others records unfinished passed bad_lines unknown unread';
  expect(Object.keys(sync(at))).toEqual(KEYS.split(' '));
  const segments = () => readdirSync(join(at.root, '.kaizen/sessions'));
  expect(segments()).toHaveLength(1);
  expect(segments()[0]).toMatch(/^2026-11\.[0-9a-f]{8}-[0-9a-f]{8}\.jsonl$/);
  at.git('add', '-A');
  at.git('commit', '-q', '-m', 'one');
  const committed = bytesBelow(join(at.root, '.kaizen/sessions'));
  putSession(at, scripted('b', at.root));
  sync(at);
  expect(segments()).toHaveLength(2);
  expect(bytesBelow(join(at.root, '.kaizen/sessions'))).toMatchObject(committed);
  expect(at.ka(['sessions', 'list', '--json'], { env: NOW }).json().total).toBe(2);
});

test('a linked worktree: its sessions and its syncs belong to the main one', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const tree = join(at.home, 'tree');
  at.git('worktree', 'add', '-q', tree);
  putSession(at, scripted('in-tree', tree));
  putSession(at, scripted('in-main', at.root));
  expect(syncIn(at, tree)).toMatchObject({ own: 2, passed: 0 });
  expect(logOf(at, LOG).map(({ files }) => files[0].path)).toEqual(['src/a.ts', 'src/a.ts']);
  expect(readdirSync(join(tree, '.kaizen'))).toEqual(['config.yaml']);
  expect(at.ka(['summary', '--json'], { env: NOW, cwd: tree }).json().total.sessions).toBe(2);
});

test('a linked worktree: a record that stands in both worktrees is one, and what was typed there counts there', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const session = scripted('in-main', at.root);
  putSession(at, session);
  sync(at);
  at.ka(['metrics', 'record', 'tdd', '--failure'], { env: NOW });
  at.git('add', '.kaizen');
  at.git('commit', '-qm', 'numbers');
  const tree = join(at.home, 'tree');
  at.git('worktree', 'add', '-q', tree);
  at.ka(['metrics', 'record', 'main', '--session', session.id, '--success'], { env: NOW, cwd: tree });
  const told = (cwd: string): unknown[] => {
    const { total, without_session } = at.ka(['summary', '--json'], { env: NOW, cwd }).json();
    return [total.success.n, without_session];
  };
  expect([told(tree), told(at.root)]).toEqual([
    [1, 1],
    [0, 1],
  ]);
  at.ka(['page', 'page.html'], { env: NOW, cwd: tree });
  expect(readFileSync(join(tree, 'page.html'), 'utf8')).toContain('<dt>success</dt><dd>100 % of 1</dd>');
});

test('a worktree that was removed, before any sync or after one', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const [seen, unseen] = [join(at.home, 'seen'), join(at.home, 'unseen')];
  for (const tree of [seen, unseen]) at.git('worktree', 'add', '-q', tree);
  const hooked = scripted('hooked', unseen);
  putSession(at, hooked);
  const line = { agent: 'main', timestamp: hooked.start, session_id: hooked.id, success: null, source: 'hook' };
  at.write('.kaizen/metrics/main/executions.jsonl', `${JSON.stringify({ ...line, recorded_at: hooked.start })}\n`);
  at.git('worktree', 'remove', '--force', unseen);
  // Its sessions lie elsewhere, and nothing but the hook's record tells whose they are.
  expect(sync(at)).toMatchObject({ own: 1 });
  at.git('worktree', 'remove', '--force', seen);
  putSession(at, scripted('late', join(seen, 'deep')));
  putSession(at, scripted('stranger', join(at.home, 'never')));
  expect(sync(at)).toMatchObject({ own: 1, passed: 1 });
  expect(logOf(at, LOG).map(({ files }) => files[0]?.path ?? null)).toContain('deep/src/a.ts');
});

test('a subfolder of a monorepo is its own project; so are a nested one and a submodule', () => {
  const at = repo({
    'packages/web/.kaizen/config.yaml': '{}\n',
    '.kaizen/config.yaml': '{}\n',
    'packages/api/a.ts': '',
  });
  const web = join(at.root, 'packages/web');
  const inner = join(at.root, 'vendor/lib');
  mkdirSync(inner, { recursive: true });
  execFileSync('git', ['init', '-q'], { cwd: inner });
  for (const folder of ['packages/web', 'packages/api', 'vendor/lib', 'packages/gone'])
    putSession(at, scripted(folder, join(at.root, folder)));
  expect(sync(at)).toMatchObject({ own: 2, passed: 2 });
  expect(
    logOf(at, LOG)
      .map(({ files }) => files[0].path)
      .sort(),
  ).toEqual(['packages/api/src/a.ts', 'packages/gone/src/a.ts']);
  expect(syncIn(at, web)).toMatchObject({ own: 1, passed: 3 });
  expect(logOf(at, `packages/web/${LOG}`)).toMatchObject([{ files: [{ path: 'src/a.ts' }] }]);
});

test('without git, and in a shallow clone, a session is bound to no commit that it may not have had', () => {
  const plain = repo({}, { git: false });
  putSession(plain, scripted('a', plain.root));
  expect(sync(plain)).toMatchObject({ own: 1, records: 1 });
  expect(logOf(plain, LOG)[0]).toMatchObject({ git: { start: null, end: null, bound_by: null }, repo: 'repo' });

  const at = repo();
  for (const date of ['2026-11-18', '2026-11-19', '2026-11-20T10:00:02']) {
    execFileSync(
      'git',
      ['-c', 'user.name=a', '-c', 'user.email=a@example.invalid', 'commit', '-q', '--allow-empty', '-m', date],
      {
        cwd: at.root,
        env: {
          PATH: process.env.PATH,
          HOME: at.home,
          GIT_COMMITTER_DATE: date.length > 10 ? `${date}Z` : `${date}T00:00:00Z`,
          GIT_AUTHOR_DATE: '2026-11-18T00:00:00Z',
        },
      },
    );
  }
  const shallow = join(at.home, 'shallow');
  execFileSync('git', ['clone', '-q', '--depth', '1', `file://${at.root}`, shallow]);
  const commits = at.git('log', '--format=%H').trim().split('\n');
  putSession(at, scripted('full', at.root));
  putSession(at, scripted('shallow', shallow));
  sync(at);
  syncIn(at, shallow);
  expect(logOf(at, LOG)[0].git).toMatchObject({ start: commits[1], end: commits[0], bound_by: 'time' });
  const [digest] = at.ka(['sessions', 'list', '--json', '--no-sync'], { env: NOW, cwd: shallow }).json().sessions;
  expect(digest.git).toMatchObject({ start: null, end: commits[0], bound_by: 'time' });
});

test('where nothing can be written, a summary still shows what there is, and says that it is not kept', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  putSession(at, scripted('a', at.root));
  execFileSync('chmod', ['-R', 'a+rX', join(at.root, '..')]);
  mkdirSync(join(at.root, '.kaizen/local'));
  for (const folder of ['.kaizen/local', '.kaizen', '.git', '.']) chmodSync(join(at.root, folder), 0o555);
  const before = bytesBelow(join(at.root, '.kaizen'));
  // Root writes anywhere: then it is somebody else who looks.
  const ka = (...args: string[]) =>
    spawnSync(process.execPath, [PROGRAM, ...args], {
      cwd: at.root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: at.home, ...NOW },
      ...(process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}),
    });
  const shown = ka('summary', '--json');
  expect([shown.status, JSON.parse(shown.stdout).total]).toMatchObject([0, { sessions: 1, tokens: { input: 100 } }]);
  expect(shown.stderr).toContain('not kept');
  expect(ka('sessions', 'sync')).toMatchObject({ status: 2, stderr: expect.stringContaining('permission is denied') });
  expect(bytesBelow(join(at.root, '.kaizen'))).toEqual(before);
  for (const folder of ['.', '.git', '.kaizen', '.kaizen/local']) chmodSync(join(at.root, folder), 0o755);
});

test('a dry run says what it would write, and writes nothing', () => {
  const at = repo();
  putSession(at, scripted('a', at.root));
  const before = at.git('status', '--porcelain', '-uall', '--ignored');
  expect(syncIn(at, at.root, '--dry-run')).toMatchObject({ own: 1, records: 1, dry_run: true });
  expect(at.git('status', '--porcelain', '-uall', '--ignored')).toBe(before);
  expect(readdirSync(join(at.root, '.git'))).not.toContain('kaizen-correction-key');
  sync(at);
  expect(recordsOf(at, NOW)).toHaveLength(1);
});

test('--from: what is left out names the line that takes it, and a file that is no transcript says so', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n', 'README.md': 'words\n' });
  putSession(at, scripted('else', '/srv/elsewhere'), '-srv-elsewhere');
  const from = join(at.home, '.claude');
  const { out } = at.ka(['sessions', 'sync', '--from', from], { env: NOW });
  const line = `ka sessions sync --from ${from} --all-projects`;
  expect(out).toContain(`left out: 1 transcript of other repositories (${line})\n`);
  expect(at.ka(line.split(' ').slice(1), { env: NOW }).out).toContain('other repositories: 1 digest in');
  expect(out).toMatch(/^read 1 of 1 transcript; wrote 0 digests \(of sessions and subagents\) and /);
  expect(at.ka(['sessions', 'sync', '--from', 'README.md'], { env: NOW })).toMatchObject({
    code: 2,
    out: '',
    err: 'ka: Nothing in README.md is a transcript that ka knows.\ntry: ka doctor --formats --from README.md\n',
  });
  // A folder may hold none yet.
  mkdirSync(join(at.root, 'none'));
  expect(at.ka(['sessions', 'sync', '--from', 'none'], { env: NOW })).toMatchObject({
    code: 0,
    err: expect.stringContaining(
      'Nothing in none is a transcript that ka knows. try: ka doctor --formats --from none\n',
    ),
  });
});
