import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';
import { sessionsOf, sync } from './synced.ts';
import { putSession, replyId, type Scripted, sessionId, transcriptPath } from './transcripts.ts';

const START = Date.parse('2026-11-20T10:00:00.000Z');
const said = (from: number, to: number, shift = 0): Scripted['said'] =>
  Array.from({ length: to - from }, (_, n) => ({
    id: replyId(`${from + n}`),
    s: 5 * (from + n + 1) - shift,
    input: 10,
  }));
/** Begins so many seconds after the first one; the times of its replies are those of the first one. */
const session = (at: Repo, name: string, late: number, from: number, to: number): Scripted => ({
  id: sessionId(name),
  cwd: at.root,
  start: new Date(START + late * 1000).toISOString(),
  said: said(from, to, late),
});
const inputs = (at: Repo): Record<string, number> =>
  Object.fromEntries(sessionsOf(at).map((one: any) => [one.session_id, one.tokens.input]));
const ofBoth = (at: Repo) => [inputs(at)[sessionId('a')], inputs(at)[sessionId('b')]];

test('what is known of replies stays right and small while sessions grow by and by', () => {
  const [grown, atOnce] = [repo(), repo()];
  for (let n = 0; n < 6; n++)
    putSession(grown, { ...session(grown, `c${n}`, 0, 100 + n, 101 + n), id: sessionId(`c${n}`) });
  for (let replies = 1; replies <= 30; replies++) {
    putSession(grown, session(grown, 'a', 0, 0, replies));
    expect(sync(grown)).toMatchObject({ own: replies === 1 ? 7 : 1 });
  }
  for (let n = 0; n < 6; n++)
    putSession(atOnce, { ...session(atOnce, `c${n}`, 0, 100 + n, 101 + n), id: sessionId(`c${n}`) });
  putSession(atOnce, session(atOnce, 'a', 0, 0, 30));
  sync(atOnce);
  const size = (at: Repo): number => statSync(join(at.root, '.kaizen/local/sync/replies.jsonl')).size;
  expect(size(grown)).toBeLessThan(3 * size(atOnce));
  // A fork that goes on takes up one reply after another of the first: each sync sees it.
  for (let replies = 20; replies < 33; replies += 4) {
    putSession(grown, session(grown, 'b', 1, 15, replies));
    sync(grown);
    expect(ofBoth(grown)).toEqual([300, 10 * Math.max(0, replies - 30)]);
  }
});

test('a fork whose transcript was away when its original came to light is corrected when it is back', () => {
  const at = repo();
  const path = putSession(at, session(at, 'b', 1, 0, 4));
  sync(at);
  expect(ofBoth(at)).toEqual([undefined, 40]);
  const away = join(at.home, 'away.jsonl');
  renameSync(path, away);
  putSession(at, session(at, 'a', 0, 0, 3));
  sync(at);
  renameSync(away, path);
  sync(at);
  expect(ofBoth(at)).toEqual([30, 10]);
});

test('a fork that goes on under another path is still known', () => {
  const at = repo();
  putSession(at, session(at, 'a', 0, 0, 3));
  const path = putSession(at, session(at, 'b', 1, 0, 4));
  sync(at);
  mkdirSync(join(at.home, '.claude/projects/-moved'));
  renameSync(path, transcriptPath(at, sessionId('b'), '-moved'));
  putSession(at, session(at, 'b', 1, 0, 5), '-moved');
  sync(at);
  expect(ofBoth(at)).toEqual([30, 20]);
});
