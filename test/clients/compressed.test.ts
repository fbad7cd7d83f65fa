import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findFiles } from '../../src/store/find-files.ts';
import { CLIENTS, type Client } from './clients.ts';
import { type Desk, desk, servedTokens } from './desk.ts';
import type { Conversation } from './model.ts';

/** Codex, to go on with a session of that id. */
let goesOnWith = '';
const codex: Client = {
  ...CLIENTS.codex,
  goOn: (prompt) => CLIENTS.codex.goOn(prompt).map((arg) => (arg === '--last' ? goesOnWith : arg)),
};
const names = ['FIRST-TASK', 'NEXT-TASK'];
const script: Conversation[] = names.map((when, at) => ({
  when,
  turns: [
    { text: 'Looking.', shell: 'echo hello', input: 1210 + at, output: 63, cacheRead: 512, reasoning: 21 },
    { text: 'Done.', input: 47, output: 9, cacheRead: 1722 },
    { text: 'Done again.', input: 11, output: 3, cacheRead: 2000 },
  ],
}));

/** Once what was said is an hour old: without hooks only silence tells that a session is over. */
const sync = (d: Desk): any => {
  const env = { KA_NOW: new Date(Date.now() + 3_600_000).toISOString() };
  return d.ka(['sessions', 'sync', '--json'], { env }).json();
};
const sessions = (d: Desk): any[] => d.ka(['sessions', 'list', '--no-sync', '--json']).json().sessions;
const rollouts = (d: Desk): string[] => findFiles(join(d.home, '.codex', 'sessions'), () => true);

test('a rollout that Codex itself compresses, and writes plain again to go on, stays one session', async () => {
  // By hooks too much would be written while it is looked at.
  const d = await desk(codex, script, { hooks: false });
  d.ka(['init', '--harness', 'claude']);
  await d.run('FIRST-TASK');
  const [first] = rollouts(d) as [string];
  const old = new Date(Date.now() - 8 * 86_400_000);
  utimesSync(first, old, old);
  expect(sync(d)).toMatchObject({ own: 1, records: 1, unread: [] });
  const [digest] = sessions(d);

  await d.run('NEXT-TASK', '--enable', 'local_thread_store_compression');
  await expect.poll(() => rollouts(d).includes(`${first}.zst`) && !rollouts(d).includes(first)).toBe(true);
  expect(sync(d)).toMatchObject({ read: 2, own: 1, records: 1, bad_lines: 0, unread: [] });
  expect(sessions(d).find(({ id }) => id === digest.id)).toEqual(digest);
  expect([sessions(d).length, d.records('main').length]).toEqual([2, 2]);

  goesOnWith = digest.id.slice('codex:'.length);
  const { code } = await d.goOn('AND-ON');
  expect(code).toBe(0);
  expect(rollouts(d)).toContain(first);
  expect(rollouts(d)).not.toContain(`${first}.zst`);
  expect(sync(d)).toMatchObject({ read: 1, own: 1, records: 1, unread: [] });
  expect(sessions(d)).toHaveLength(2);
  const { turns, tokens } = sessions(d).find((one) => one.id === digest.id);
  expect([turns, tokens]).toEqual([2, expect.objectContaining({ output: servedTokens(d.model, 'FIRST-TASK').output })]);
});
