import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { CLIENTS, type Client } from './clients.ts';
import { type Desk, desk, servedTokens } from './desk.ts';
import { install } from './install.ts';
import type { Turn } from './model.ts';

beforeAll(async () => {
  await Promise.all(Object.values(CLIENTS).map(install));
});

/** Numbers that no sum of others gives. What an API cannot report, its script does not serve. */
const looking = ({ name }: Client): Turn => ({
  ...{ text: 'Looking.', shell: 'echo hello', input: 1210, output: 63, cacheRead: 512 },
  ...(name === 'claude' ? { cacheWrite: 300 } : { reasoning: 21 }),
});
const done: Turn = { text: 'All done.', input: 47, output: 9, cacheRead: 1722 };
const again: Turn = { text: 'Again.', shell: 'echo again', input: 20_011, output: 1063, cacheRead: 1512 };
const doneAgain: Turn = { text: 'Done again.', input: 7, output: 1, cacheRead: 3 };

const digests = (d: Desk): any[] => d.ka(['sessions', 'list', '--no-sync', '--json']).json().sessions;
const sync = (d: Desk, ...args: string[]): any => {
  const ran = d.ka(['sessions', 'sync', '--json', ...args]);
  if (ran.code !== 0) throw new Error(ran.err);
  return ran.json();
};

/** What is committed of sessions and records, by path. */
function kept({ root }: Desk): Record<string, string> {
  const found: Record<string, string> = {};
  for (const part of ['sessions', 'metrics']) {
    const folder = join(root, '.kaizen', part);
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const path = join(folder, name);
      if (statSync(path).isFile()) found[`${part}/${name}`] = readFileSync(path, 'utf8');
    }
  }
  return found;
}

/** Lets a sync close a session whose end no hook tells; else its hooks have left that to a process of their own. */
const close = (d: Desk, { tellsEnd }: Client): void => {
  if (!tellsEnd) sync(d);
};
const PATIENCE = { timeout: 30_000, interval: 100 };

describe.each(Object.values(CLIENTS))('$title', (client) => {
  test('a session: it starts with its brief; hooks leave one digest and one execution, with the served tokens; sync adds nothing', async () => {
    const d = await desk(client, [{ when: 'MAIN-TASK', turns: [looking(client), done] }]);
    d.ka(['memory', 'add', 'main', '--section', 'What works', 'Walk in small steps.']);
    const run = await d.run('MAIN-TASK');
    expect([run.code, d.model.arrived, d.hookLog()]).toEqual([0, ['MAIN-TASK', 'MAIN-TASK'], '']);
    expect(d.model.served[0]!.body).toContain('Walk in small steps.');
    close(d, client);
    await expect.poll(() => [digests(d).length, d.records('main').length], PATIENCE).toEqual([1, 1]);
    const [[digest], [record]] = [digests(d), d.records('main')];
    const tokens = servedTokens(d.model, 'MAIN-TASK');
    expect(digest).toMatchObject({
      ...{ harness: client.name, agent: 'main', parent: null, status: 'ended', turns: 1, user_messages: 1 },
      ...{ assistant_messages: 2, tool_calls: 1, tool_errors: 0 },
      git: { start: d.git('rev-parse', 'HEAD').trim(), end: d.git('rev-parse', 'HEAD').trim() },
      source: { bad_lines: 0, unknown: {} },
    });
    expect(digest.flags.filter((flag: string) => flag !== 'unpriced')).toEqual([]);
    expect(digest.tokens).toMatchObject(known(digest.tokens, tokens));
    expect(digest.commands).toEqual([{ sig: 'echo', runs: 1, errors: 0 }]);

    expect(record).toMatchObject({ session_id: digest.session_id, harness: client.name, success: null, tool_calls: 1 });
    expect(record.tokens).toMatchObject(known(digest.tokens, tokens));

    sync(d);
    const once = kept(d);
    expect(Object.keys(once).filter((path) => path.endsWith('.jsonl'))).toHaveLength(2);
    expect(sync(d)).toMatchObject({ own: 0, records: 0 });
    expect(kept(d)).toEqual(once);
    expect(d.records('main')).toHaveLength(1);

    // Without what hooks and the first sync left, the transcripts alone give the same.
    for (const part of ['sessions', 'metrics', 'local']) rmSync(join(d.root, '.kaizen', part), { recursive: true });
    expect(sync(d, '--from', d.home)).toMatchObject({ own: 1, records: 1, bad_lines: 0, unknown: {} });
    // A hook's word, the commit and the agent's name, is not in the transcript.
    const measured = ({ git: _git, agent_by: _by, ...rest }: any): object => rest;
    expect(digests(d).map(measured)).toEqual([digest].map(measured));
  });

  test('a session that goes on is counted once, and stays one execution', async () => {
    const turns = [looking(client), done, again, doneAgain];
    const d = await desk(client, [{ when: 'MAIN-TASK', turns }]);
    await d.run('MAIN-TASK');
    close(d, client);
    await expect.poll(() => d.records('main').length, PATIENCE).toBe(1);
    const run = await d.goOn('AND-ON');
    expect([run.code, d.model.served.length, d.hookLog()]).toEqual([0, 4, '']);
    close(d, client);
    const whole = { turns: 2, tool_calls: 2, tool_errors: 0, status: 'ended' };
    await expect.poll(() => digests(d), PATIENCE).toMatchObject([whole]);
    const [[digest], tokens] = [digests(d), servedTokens(d.model, 'MAIN-TASK')];
    expect(digest.tokens).toMatchObject(known(digest.tokens, tokens));
    const counted = { tokens: known(digest.tokens, tokens), tool_calls: 2 };
    await expect.poll(() => d.records('main'), PATIENCE).toMatchObject([counted]);
  });

  test('a subagent is a session and an execution of its own', async () => {
    const wait: Turn = { ...looking(client), shell: 'sleep 2' };
    const d = await desk(client, [
      { when: 'SUB-TASK', turns: [{ ...again, shell: 'echo sub' }, doneAgain] },
      { when: 'MAIN-TASK', turns: [{ ...done, calls: [client.delegate('SUB-TASK')] }, wait, done] },
    ]);
    d.ka(['memory', 'add', client.delegate_to, '--section', 'What works', 'Look twice.']);
    const run = await d.run('MAIN-TASK');
    expect([run.code, d.hookLog()]).toEqual([0, '']);
    const started = d.model.served.find(({ conversation }) => conversation === 'SUB-TASK')!;
    expect(started.body.includes('Look twice.')).toBe(client.briefsSubagents);
    close(d, client);
    await expect.poll(() => digests(d).length, PATIENCE).toBe(2);
    const both = digests(d);
    const [main, sub] = [both.find(({ parent }) => parent === null), both.find(({ parent }) => parent !== null)];
    expect([sub.parent, sub.agent, sub.tool_calls, main.tool_calls]).toEqual([main.id, client.delegate_to, 1, 2]);
    expect(main.tokens).toMatchObject(known(main.tokens, servedTokens(d.model, 'MAIN-TASK')));
    expect(sub.tokens).toMatchObject(known(sub.tokens, servedTokens(d.model, 'SUB-TASK')));
    sync(d);
    const records = [...d.records('main'), ...d.records(client.delegate_to)];
    expect(records.map(({ session_id }) => session_id).sort()).toEqual([main.session_id, sub.session_id].sort());
  });
});

/** Served tokens but for the classes that the tool does not record. */
function known(recorded: Record<string, number | null>, served: Record<string, number>): Record<string, number | null> {
  return Object.fromEntries(Object.entries(served).filter(([name]) => recorded[name] !== null || served[name]! > 0));
}
