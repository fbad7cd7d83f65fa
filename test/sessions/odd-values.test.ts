import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';
import { NOW, sessionsOf, sync } from './synced.ts';
import { linesOf, putSession, recordsOf, replyId, type Scripted, sessionId, transcriptPath } from './transcripts.ts';

const ID = sessionId('odd');
/** Deep enough that to walk it, or to make a text of it, runs out of stack. */
const DEEP = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
/** An object that refuses to become a text. */
const MUTE = '{"toString":1,"valueOf":1,"length":1e9}';

const scripted = (at: Repo, name: string): Scripted => ({
  id: ID,
  cwd: at.root,
  start: '2026-11-20T10:00:00.000Z',
  said: [{ id: replyId(name), s: 5, input: 100, tool: { name: 'Bash', input: { command: 'ls' }, childId: 'a1' } }],
});

/** The places of all values below one. */
const placesIn = (value: unknown, at: readonly string[] = []): string[][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, below]) => [[...at, key], ...placesIn(below, [...at, key])])
    : [];

/** Each line once for each of its values, with something odd in that value's place. */
const oddLines = (lines: readonly string[]): string[] =>
  lines.flatMap((line) =>
    placesIn(JSON.parse(line)).flatMap((place) =>
      [DEEP, MUTE].map((odd, n) => {
        const copy = JSON.parse(line);
        const holder = place.slice(0, -1).reduce((at, key) => at[key], copy);
        holder[place.at(-1)!] = '@odd@';
        // A reply and a call of its own: what was counted once is not looked at again.
        const own = replyId(`${line}${place}${n}`);
        return JSON.stringify(copy).replaceAll(replyId('odd'), own).replace('"@odd@"', odd);
      }),
    ),
  );

/** A session of which every line also stands there in every odd form, behind the sound prompt. */
function putOdd(at: Repo): void {
  const path = putSession(at, scripted(at, 'sound'));
  const [prompt, ...sound] = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [prompt, ...oddLines(linesOf(scripted(at, 'odd'))), ...sound].join('\n'));
}

test('no value of a transcript, however odd, keeps a hook from recording what is sound', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  putOdd(at);
  for (const hook_event_name of ['SessionStart', 'Stop', 'SessionEnd']) {
    const event = {
      session_id: ID,
      transcript_path: transcriptPath(at, ID),
      cwd: at.root,
      source: 'startup',
      reason: 'other',
    };
    const ran = at.ka(['hook', 'claude'], { env: NOW, input: JSON.stringify({ ...event, hook_event_name }) });
    expect([ran.code, ran.err]).toEqual([0, '']);
  }
  expect(existsSync(join(at.root, '.kaizen/local/hook.log'))).toBe(false);
  const [record, ...more] = recordsOf(at, NOW);
  expect(more).toEqual([]);
  expect(record.tokens.input).toBeGreaterThanOrEqual(100);
  expect(record.tool_calls).toBeGreaterThanOrEqual(1);
});

test('nor a sync from reading it', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  putOdd(at);
  expect(sync(at)).toMatchObject({ own: 1, unread: [] });
  const [digest] = sessionsOf(at);
  expect(digest.tokens.input).toBeGreaterThanOrEqual(100);
  expect(at.ka(['sessions', 'tree', ID], { env: NOW }).code).toBe(0);
});

test('what stands where a parent should be named is no text in a digest', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const said = `a plan that nobody should read ${'p'.repeat(70_000)}`;
  const id = '019f0000-0000-7000-8000-000000000001';
  const head = { id, timestamp: '2026-11-20T10:00:00.000Z', cwd: at.root, parent_thread_id: said };
  const rollout = [
    { timestamp: head.timestamp, type: 'session_meta', payload: head },
    { timestamp: '2026-11-20T10:00:01.000Z', type: 'event_msg', payload: { type: 'user_message', message: 'go' } },
  ];
  const path = join(at.home, `rollout-2026-11-20T10-00-00-${id}.jsonl`);
  writeFileSync(path, rollout.map((line) => `${JSON.stringify(line)}\n`).join(''));
  at.ka(['sessions', 'sync', '--from', path], { env: NOW });
  const [digest] = sessionsOf(at);
  expect(digest!.parent).toMatch(/^codex:h-[0-9a-f]{20}$/);
});
