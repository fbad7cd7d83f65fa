import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';
import { logOf, putSession, recordsOf, replyId, type Scripted, sessionId, transcriptPath } from './transcripts.ts';

const LOG = '.kaizen/sessions/2026-11.jsonl';
const ID = sessionId('s');
/** The last event is at 10:00:05. */
const scripted = (at: Repo, more: Partial<Scripted> = {}): Scripted => ({
  id: ID,
  cwd: at.root,
  start: '2026-11-20T10:00:00.000Z',
  said: [{ id: replyId('s1'), s: 5 }],
  ...more,
});
const at10 = (time: string) => ({ KA_NOW: `2026-11-20T${time}.000Z` });
const sync = (at: Repo, env: Record<string, string>, ...more: string[]) =>
  at.ka(['sessions', 'sync', '--json', ...more], { env }).json();

test('a session is shown as running for 30 minutes after its last event, then written', () => {
  const at = repo();
  putSession(at, scripted(at));
  expect(sync(at, at10('10:30:05'))).toMatchObject({ own: 0, records: 0, unfinished: [`claude:${ID}`] });
  const shown = at.ka(['sessions', 'list'], { env: { ...at10('10:30:05'), COLUMNS: '160' } }).out;
  expect(shown).toContain('running');
  expect(at.ka(['summary', '--json'], { env: at10('10:20:00') }).json()).toMatchObject({
    running: 1,
    total: { tokens: { input: 100 } },
  });
  expect([logOf(at, LOG), recordsOf(at)]).toEqual([[], []]);
  // Nothing changed but the time.
  expect(sync(at, at10('10:30:06'))).toMatchObject({ own: 1, records: 1, unfinished: [] });
});

test('a session that breaks off is open while it may go on, and aborted once it is over', () => {
  const at = repo();
  const [tool, text] = [
    { id: replyId('a'), s: 5, tool: { name: 'Bash' } },
    { id: replyId('b'), s: 20 },
  ];
  putSession(at, scripted(at, { said: [tool] }));
  const open = at.ka(['sessions', 'list', '--json'], { env: at10('10:10:00') }).json();
  expect(open.sessions).toMatchObject([{ status: 'open' }]);
  sync(at, at10('11:00:00'));
  expect(logOf(at, LOG)).toMatchObject([{ status: 'aborted' }]);
  expect(recordsOf(at, at10('11:00:00'))).toMatchObject([{ success: null }]);
  putSession(at, scripted(at, { said: [tool, text] }));
  sync(at, at10('12:00:00'));
  expect(at.ka(['sessions', 'list', '--json', '--no-sync']).json().sessions).toMatchObject([{ status: 'ended' }]);
});

test('a hook that saw the end ends it at once; one that saw it start again keeps it open', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  putSession(at, scripted(at));
  const event = {
    session_id: ID,
    transcript_path: transcriptPath(at, ID),
    cwd: at.root,
    source: 'startup',
    reason: 'other',
  };
  const hook = (hook_event_name: string, time: string) =>
    at.ka(['hook', 'claude'], { env: at10(time), input: JSON.stringify({ ...event, hook_event_name }) });
  hook('SessionStart', '10:00:00');
  hook('SessionEnd', '10:00:06');
  // Its digest is written by a process that the hook starts, or by this one.
  expect(sync(at, at10('10:00:07'))).toMatchObject({ unfinished: [] });
  expect(logOf(at, LOG)).toMatchObject([{ tokens: { input: 100 }, git: { bound_by: 'hook' } }]);
  putSession(at, scripted(at, { said: [...scripted(at).said, { id: replyId('s2'), s: 60 }] }));
  hook('SessionStart', '10:01:00');
  expect(sync(at, at10('10:01:30'))).toMatchObject({ own: 0, unfinished: [`claude:${ID}`] });
  expect(at.ka(['summary', '--json'], { env: at10('10:01:30') }).json().total).toMatchObject({
    sessions: 1,
    tokens: { input: 200 },
  });
  hook('SessionEnd', '10:02:00');
  expect(sync(at, at10('10:02:01'))).toMatchObject({ unfinished: [] });
  expect(recordsOf(at, at10('10:02:02'))).toMatchObject([{ tokens: { input: 200 } }]);
});

test('files that are named are taken as they are', () => {
  const at = repo();
  const path = putSession(at, scripted(at));
  expect(sync(at, at10('10:00:06'), '--from', path)).toMatchObject({ own: 1, records: 1, unfinished: [] });
});

test('a clock that runs ahead keeps no session open for ever', () => {
  const at = repo();
  putSession(at, scripted(at));
  expect(sync(at, at10('08:00:00'))).toMatchObject({ own: 1, unfinished: [] });
});

const hasScript = spawnSync('script', ['--version']).status === 0;

test.skipIf(!hasScript)('progress is drawn on a terminal only, over itself, and wiped away', () => {
  const at = repo();
  for (let n = 0; n < 60; n++) {
    const said = Array.from({ length: 300 }, (_, s) => ({ id: replyId(`${n}.${s}`), s }));
    putSession(at, scripted(at, { id: sessionId(`many${n}`), said }));
  }
  const program = join(import.meta.dirname, '..', '..', process.env.KA_DIST ?? 'dist', 'ka.cjs');
  const env = { PATH: process.env.PATH!, HOME: at.home };
  const drawn = spawnSync('script', ['-qec', `${process.execPath} ${program} sessions sync --dry-run`, '/dev/null'], {
    cwd: at.root,
    env,
    encoding: 'utf8',
  }).stdout;
  expect(drawn).toMatch(/\rreading transcripts █*░* \d+ of 60, \d+ MB\/s\x1b\[K/);
  expect(drawn).toContain('\r\x1b[Kread 60 of 60 transcripts');
  expect(at.ka(['sessions', 'sync', '--dry-run']).err).toBe('');
});
