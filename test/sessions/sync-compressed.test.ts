import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { lines } from '../harnesses/written.ts';
import { zstdOf } from '../harnesses/zstd.ts';
import { type Repo, repo } from '../repo.ts';
import { NOW, sessionsOf, sync } from './synced.ts';

const ID = '019aa000-0000-7000-8000-00000000000a';
const NAME = `sessions/2026/11/01/rollout-2026-11-01T10-00-00-${ID}.jsonl`;

const line = (s: number, type: string, payload: object): object => ({
  timestamp: new Date(Date.UTC(2026, 10, 1, 10, 0, s)).toISOString(),
  ...{ type, payload },
});

/** A rollout in which so many turns were taken, each with one call of the shell. */
const rollout = (cwd: string, turns: number): string =>
  lines([
    line(0, 'session_meta', { id: ID, cwd, cli_version: '0.169.0', source: 'cli' }),
    ...Array.from({ length: turns }, (_, at) => {
      const turn = `019aa00${at}-0000-7000-8000-000000000001`;
      const used = (n: number): object => ({ input_tokens: 100 * n, cached_input_tokens: 0, output_tokens: 10 * n });
      return [
        line(10 * at + 1, 'event_msg', { type: 'task_started', turn_id: turn }),
        line(10 * at + 2, 'turn_context', { turn_id: turn, cwd, model: 'gpt-5' }),
        line(10 * at + 3, 'event_msg', { type: 'user_message', message: 'Go on.' }),
        line(10 * at + 4, 'response_item', {
          type: 'function_call',
          name: 'shell',
          call_id: `c${at}`,
          arguments: '{}',
        }),
        line(10 * at + 5, 'response_item', { type: 'function_call_output', call_id: `c${at}`, output: 'ok' }),
        line(10 * at + 6, 'event_msg', {
          type: 'token_count',
          info: { total_token_usage: used(at + 1), last_token_usage: used(1) },
        }),
        line(10 * at + 7, 'event_msg', { type: 'task_complete', turn_id: turn }),
      ];
    }).flat(),
  ]);

const place = (at: Repo, name: string): string => join(at.home, '.codex', name);

/** A file that nobody wrote to for long: Codex keeps the time. */
function put(at: Repo, name: string, bytes: Buffer | string): void {
  const path = place(at, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  const old = new Date('2026-11-01T10:01:00.000Z');
  utimesSync(path, old, old);
}

/** What is committed of sessions and executions, by path. */
function kept(at: Repo): Record<string, string> {
  const found: Record<string, string> = {};
  for (const part of ['sessions', 'metrics']) {
    const folder = join(at.root, '.kaizen', part);
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, name);
      if (statSync(path).isFile()) found[`${part}/${name}`] = readFileSync(path, 'utf8');
    }
  }
  return found;
}

test('a rollout that Codex compresses stays one session, to the byte, and goes on once it is written plain again', () => {
  const at = repo();
  put(at, NAME, rollout(at.root, 3));
  expect(sync(at)).toMatchObject({ read: 1, own: 1, records: 1, unread: [] });
  const before = kept(at);
  const tree = (): string => at.ka(['sessions', 'tree', ID, '--json'], { env: NOW }).out;
  const grown = tree();
  expect(JSON.parse(grown)).toMatchObject({ schema_version: 1 });

  put(at, `${NAME}.zst`, zstdOf(rollout(at.root, 3)));
  // Both are there for a moment.
  expect(sync(at)).toMatchObject({ sources: 1, own: 0, records: 0, unread: [] });
  rmSync(place(at, NAME));
  expect(sync(at)).toMatchObject({ sources: 1, read: 1, own: 0, records: 0, unread: [] });
  expect(sync(at)).toMatchObject({ sources: 1, read: 0, own: 0, records: 0 });
  expect(kept(at)).toEqual(before);
  expect(tree()).toBe(grown);

  // Of the compressed one alone the same is made.
  for (const part of ['sessions', 'metrics', 'local']) rmSync(join(at.root, '.kaizen', part), { recursive: true });
  expect(sync(at)).toMatchObject({ read: 1, own: 1, records: 1, bad_lines: 0, unknown: {}, unread: [] });
  expect(kept(at)).toEqual(before);
  expect(sync(at, '--from', place(at, `${NAME}.zst`))).toMatchObject({ own: 0, records: 0 });

  rmSync(place(at, `${NAME}.zst`));
  put(at, NAME, rollout(at.root, 5));
  expect(sync(at)).toMatchObject({ read: 1, own: 1, records: 1 });
  expect(sessionsOf(at)).toMatchObject([{ id: `codex:${ID}`, turns: 5, tool_calls: 5, tokens: { input: 500 } }]);
  expect(at.ka(['metrics', 'export', 'main'], { env: NOW }).out.trim().split('\n')).toHaveLength(1);
});

test('an archived rollout is read compressed, and counts once beside a copy that was left', () => {
  const at = repo();
  const archived = NAME.replace(/^sessions\/.*\//, 'archived_sessions/');
  put(at, `${archived}.zst`, zstdOf(rollout(at.root, 2)));
  put(at, NAME, rollout(at.root, 2));
  expect(sync(at)).toMatchObject({ sources: 2, records: 1, unread: [] });
  expect(sessionsOf(at)).toMatchObject([{ id: `codex:${ID}`, tokens: { input: 200 } }]);
});

test('one that is damaged is named, once read; a session that was known stays as it was', () => {
  const at = repo();
  put(at, NAME, rollout(at.root, 3));
  sync(at);
  const before = kept(at);
  rmSync(place(at, NAME));
  const bytes = zstdOf(rollout(at.root, 3));
  put(at, `${NAME}.zst`, bytes.subarray(0, bytes.length - 5));
  const unread = [{ path: place(at, `${NAME}.zst`), why: 'damaged' }];
  expect(sync(at)).toMatchObject({ read: 1, own: 0, records: 0, unread });
  expect(sync(at)).toMatchObject({ read: 0, unread });
  expect(at.ka(['sessions', 'sync'], { env: NOW }).err).toContain('.zst was not read: damaged');
  expect(kept(at)).toEqual(before);
});
