import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';
import { LOG, NOW, sessionsOf, sync, syncIn } from './synced.ts';
import { sessionId } from './transcripts.ts';

/** A session as the Gemini CLI kept it up to early 2026: its folder stands nowhere but as a hash. */
function putHashed(at: Repo, folder: string, name: string): string {
  const projectHash = createHash('sha256').update(folder).digest('hex');
  const chats = join(at.home, '.gemini', 'tmp', projectHash, 'chats');
  mkdirSync(chats, { recursive: true });
  const id = sessionId(name);
  const time = (second: number): string => new Date(Date.UTC(2026, 10, 20, 10, 0, second)).toISOString();
  const tokens = { input: 100, output: 10, cached: 60, thoughts: 5, tool: 0, total: 115 };
  const messages = [
    { id: `u-${name}`, timestamp: time(1), type: 'user', content: 'Make the tests pass.' },
    { id: `g-${name}`, timestamp: time(5), type: 'gemini', content: 'Done.', model: 'gemini-2.5-pro', tokens },
  ];
  const document = { sessionId: id, projectHash, startTime: time(0), lastUpdated: time(5), messages };
  writeFileSync(join(chats, `session-2026-11-20T10-00-${id.slice(0, 8)}.json`), JSON.stringify(document));
  return id;
}
const idsOf = (at: Repo): string[] => sessionsOf(at).map(({ session_id }) => session_id);

test('a session that notes its folder as a hash belongs to the repository whose root it is, or a work tree', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const tree = join(at.home, 'tree');
  at.git('worktree', 'add', '-q', tree);
  const mine = [putHashed(at, at.root, 'root'), putHashed(at, tree, 'tree')].sort();
  const other = putHashed(at, '/srv/elsewhere', 'other');
  expect(sync(at)).toMatchObject({ own: 2, passed: 1 });
  expect(idsOf(at).sort()).toEqual(mine);
  // This tool notes no version of itself.
  expect(at.ka(['sessions', 'show', mine[0]!], { env: NOW }).out).toMatch(/^main, gemini, ended, /m);
  expect(at.ka(['sessions', 'list'], { env: NOW }).out).not.toContain(other.slice(0, 8));
  for (const hidden of [at.root, tree, 'Make the tests']) expect(at.read(LOG)).not.toContain(hidden);
});

test('below the root it is known once somebody asks in its folder, and stays known', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n', 'packages/a/a.ts': '' });
  const below = join(at.root, 'packages', 'a');
  const id = putHashed(at, below, 'below');
  putHashed(at, '/srv/elsewhere', 'other');
  expect(sync(at)).toMatchObject({ own: 0, passed: 2 });
  expect(syncIn(at, below)).toMatchObject({ own: 1, passed: 1 });
  expect(idsOf(at)).toEqual([id]);
  // Asked there again, nothing is read again.
  expect(syncIn(at, below)).toMatchObject({ read: 0, passed: 1 });
});
