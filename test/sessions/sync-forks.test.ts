import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import claude from '../../src/harnesses/claude/transcripts.ts';
import { readDue } from '../../src/sessions/sync/read-due.ts';
import type { ReadSource } from '../../src/sessions/sync/read-source.ts';
import { settleReplays } from '../../src/sessions/sync/settle-replays.ts';
import { sourceReader } from '../../src/sessions/sync/source-reader.ts';
import { keyOf } from '../../src/sessions/sync/sources.ts';
import { type Repo, repo } from '../repo.ts';
import { LOG, NOW, sessionsOf, sync } from './synced.ts';
import {
  linesOf,
  logOf,
  putSession,
  recordsOf,
  replyId,
  type Scripted,
  sessionId,
  transcriptPath,
} from './transcripts.ts';

const ORIGINAL = sessionId('original');
const FORK = sessionId('fork');
const shared = [
  { id: replyId('1'), s: 5, input: 1000, tool: { name: 'Bash', input: { command: 'npm test' }, error: true } },
  { id: replyId('2'), s: 9, input: 1000 },
];
const original = (at: Repo): Scripted => ({
  id: ORIGINAL,
  cwd: at.root,
  start: '2026-11-20T10:00:00.000Z',
  said: shared,
});
/** It begins a second later, and holds what the original said. */
const copy = (at: Repo): Scripted => ({ ...fork(at), said: fork(at).said.slice(0, 2) });
/** It begins a second later, repeats what the original said, and goes on. */
const fork = (at: Repo): Scripted => ({
  id: FORK,
  cwd: at.root,
  start: '2026-11-20T10:00:01.000Z',
  said: [...shared.map((said) => ({ ...said, s: said.s - 1 })), { id: replyId('3'), s: 100, input: 7 }],
});
const own = (at: Repo) => {
  const [one] = sessionsOf(at).filter((digest: { session_id: string }) => digest.session_id === FORK);
  return {
    input: one.tokens.input,
    calls: one.tool_calls,
    replayed: one.replayed.tokens.input,
    replies: one.replayed.replies,
  };
};
const RIGHT = { input: 7, calls: 0, replayed: 2000, replies: 2 };

test('a fork that holds nothing of its own is listed as a copy, and the list says what that is', () => {
  const at = repo();
  putSession(at, original(at));
  putSession(at, copy(at));
  sync(at);
  const list = () => at.ka(['sessions', 'list'], { env: NOW }).out;
  const said = '\ncopied: a fork so far; what it holds counts in the earlier session.\n';
  expect(list().match(/ copied /g)).toHaveLength(1);
  expect(list()).toContain(said);
  // Once it goes on, it is a session like others.
  putSession(at, fork(at));
  sync(at);
  expect(list()).not.toContain('copied');
});

test('show and tree leave out alike what a fork copied, and say how much it is', () => {
  const at = repo();
  putSession(at, original(at));
  putSession(at, copy(at));
  const said = (what: string): string[] =>
    at
      .ka(['sessions', what, FORK], { env: { ...NOW, COLUMNS: '200' } })
      .out.trimEnd()
      .split('\n');
  const copied = 'repeated from an earlier session, not counted here: 2020 tokens';
  expect(said('tree').slice(1)).toEqual([copied, 'main  [at work 0 s]']);
  expect(said('show')).toContain(copied);
  // It goes on: its own turn alone stands below it.
  putSession(at, fork(at));
  expect(said('tree').slice(1, 3)).toEqual([
    copied,
    expect.stringMatching(/^main .*17 tokens, at work \S+ (s|min)[^!]*\]$/),
  ]);
  expect(said('tree').join('\n')).not.toMatch(/failed|Bash/);
});

test('page and summary call a copy so, and miss no price of it; the page counts records without a session apart', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  putSession(at, original(at));
  putSession(at, copy(at));
  at.ka(['metrics', 'record', 'tdd', '--success'], { env: NOW });
  at.ka(['page', 'page.html'], { env: NOW });
  const page = at.read('page.html');
  expect(page.match(/<td[^>]*>copied<\/td>/g)).toHaveLength(1);
  expect(page).toContain('Copied: a fork so far; what it holds counts in the earlier session.');
  expect(page).not.toContain('missing here');
  expect(page).toContain('Of these runs 1 was recorded by hand or by a program, without a session');
  const { out } = at.ka(['summary', '--by', 'model'], { env: NOW });
  expect(out).toMatch(/^\(copied\) +1 /m);
  expect(out).not.toContain('(unknown)');
});

test('a reply in two transcripts counts in the earlier session, whichever is read first', () => {
  const [early, late] = [repo(), repo()];
  putSession(early, original(early));
  sync(early);
  putSession(early, fork(early));
  sync(early);
  // Where the original comes to light only afterwards, the digest that was written is corrected.
  putSession(late, fork(late));
  sync(late);
  expect(own(late)).toMatchObject({ input: 2007, replies: 0 });
  putSession(late, original(late));
  expect(sync(late)).toMatchObject({ read: 2, own: 2, records: 2 });
  for (const at of [early, late]) {
    expect(own(at)).toEqual(RIGHT);
    expect(at.ka(['summary', '--json'], { env: NOW }).json().total).toMatchObject({
      sessions: 2,
      tokens: { input: 2007 },
    });
    const record = recordsOf(at, NOW).find(({ session_id }) => session_id === FORK);
    expect(record).toMatchObject({ tokens: { input: 7 }, tool_calls: 0, tool_errors: 0, replayed: { replies: 2 } });
    expect(record.errors ?? {}).toEqual({});
  }
  const lines = logOf(late, LOG).length;
  rmSync(join(late.root, '.kaizen/local'), { recursive: true });
  expect(sync(late)).toMatchObject({ own: 0, records: 0 });
  expect(logOf(late, LOG)).toHaveLength(lines);
});

test("the original is given by hand, from a backup: the fork in the tool's own folder is corrected", () => {
  const at = repo();
  putSession(at, fork(at));
  sync(at);
  const backup = join(at.home, 'backup', `${ORIGINAL}.jsonl`);
  mkdirSync(join(at.home, 'backup'));
  writeFileSync(backup, `${linesOf(original(at)).join('\n')}\n`);
  sync(at, '--from', backup);
  expect(own(at)).toEqual(RIGHT);
  // The backup goes again: what it held stays the original's, also when the fork goes on.
  rmSync(backup);
  putSession(at, { ...fork(at), said: [...fork(at).said, { id: replyId('4'), s: 200, input: 1 }] });
  sync(at);
  expect(own(at)).toEqual({ ...RIGHT, input: 8 });
});

test('a fork that is moved, or read from a copy too, stays corrected', () => {
  const at = repo();
  putSession(at, original(at));
  const path = putSession(at, fork(at));
  sync(at);
  mkdirSync(join(at.home, '.claude/projects/-moved'));
  renameSync(path, transcriptPath(at, FORK, '-moved'));
  sync(at);
  expect(own(at)).toEqual(RIGHT);
  mkdirSync(join(at.home, 'backup'));
  const copy = join(at.home, 'backup', `${FORK}.jsonl`);
  writeFileSync(copy, `${linesOf(fork(at)).join('\n')}\n`);
  expect(sync(at, '--from', copy)).toMatchObject({ own: 0, records: 0 });
  expect(own(at)).toEqual(RIGHT);
});

test('a fork that did nothing of its own costs nothing, and its record says so', () => {
  const at = repo();
  putSession(at, { ...fork(at), said: fork(at).said.slice(0, 2) });
  sync(at);
  expect(recordsOf(at, NOW)).toMatchObject([{ tokens: { input: 2000 } }]);
  putSession(at, original(at));
  sync(at);
  const [one] = sessionsOf(at).filter((digest: { session_id: string }) => digest.session_id === FORK);
  expect(one).toMatchObject({ tokens: { input: 0, output: 0 }, cost_usd: 0, tool_calls: 0 });
  expect(recordsOf(at, NOW).find(({ session_id }) => session_id === FORK)).toMatchObject({
    tokens: { input: 0 },
    cost_usd: 0,
  });
});

test('a fork whose copied lines say where they are from counts none of them, though its original was never seen', () => {
  const at = repo();
  const [first, ...lines] = linesOf(fork(at)).map((line) => JSON.parse(line));
  const own = lines.findIndex(({ message }) => message.id === replyId('3'));
  const stamped = [first, ...lines.slice(0, own)].map((line) => ({
    ...line,
    forkedFrom: { sessionId: ORIGINAL, messageUuid: line.uuid },
  }));
  const path = putSession(at, fork(at));
  // Some versions repeat a copied line later without saying so.
  const text = [...stamped, ...lines.slice(own), lines[0]].map((line) => `${JSON.stringify(line)}\n`).join('');
  writeFileSync(path, text);
  sync(at);
  const [one] = sessionsOf(at);
  expect(one).toMatchObject({
    tokens: { input: 7 },
    tool_calls: 0,
    replayed: { tokens: { input: 2000 }, tool_calls: 1, tool_errors: 1 },
  });
  expect(recordsOf(at, NOW)).toMatchObject([{ tokens: { input: 7 } }]);
});

test('of sessions in one folder the earliest owns a reply, in whatever order their files come', () => {
  for (const [first, second] of [
    ['a', 'b'],
    ['b', 'a'],
  ] as const) {
    const at = repo();
    const id = (letter: string): string => `${letter}${FORK.slice(1)}`;
    putSession(at, { ...original(at), id: id(first) });
    putSession(at, { ...fork(at), id: id(second) });
    putSession(at, { ...fork(at), id: id('c'), start: '2026-11-20T10:00:02.000Z' });
    // A copy of the fork where the original is not beside it.
    putSession(at, { ...fork(at), id: id(second) }, '-srv-elsewhere');
    sync(at);
    const told: Record<string, number> = {};
    for (const { session_id, replayed } of sessionsOf(at)) told[session_id[0]!] = replayed.replies;
    expect(told).toEqual({ [first]: 0, [second]: 2, c: 3 });
  }
});

test('a fork beside its original is read once: what it copied is known when it is read', async () => {
  const at = repo();
  putSession(at, { ...original(at), id: `a${ORIGINAL.slice(1)}` });
  putSession(at, { ...fork(at), id: `b${FORK.slice(1)}` });
  const folder = join(at.home, '.claude', 'projects');
  const due = claude.discover(folder).map((source) => ({ source, reader: claude }));
  const whose = { isOwn: () => true, rootOf: () => null, folderOf: () => null };
  const read = sourceReader({ dist: '', overrides: {}, correctionKey: null, whose, allProjects: true });
  const reads = await readDue(
    due,
    '',
    read,
    new Map(),
    () => 1000,
    () => {},
  );
  const results = new Map(reads.map(([one, result]) => [keyOf(one), result as ReadSource]));
  const index = new Map();
  await settleReplays(results, index, async (_harness, source) => expect.fail(`${source} was read again`));
  const [, forked] = [...results.values()].flatMap(({ sessions }) => sessions);
  expect(forked!.digest.replayed).toMatchObject({ replies: 2, tool_calls: 1, tool_errors: 1 });
  expect(index.get(forked!.digest.id).replayed).toBe([replyId('1'), replyId('2')].sort().join(' '));
});
