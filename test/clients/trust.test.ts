import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse } from 'smol-toml';
import { expect, test } from 'vitest';
import { CLIENTS, type Client } from './clients.ts';
import { type Desk, desk } from './desk.ts';
import { install } from './install.ts';

/** Codex without the word that lets every hook run for one call. */
const codex: Client = {
  ...CLIENTS.codex,
  args: (prompt) => CLIENTS.codex.args(prompt).filter((arg) => arg !== '--dangerously-bypass-hook-trust'),
};

/** Trusts the hooks of a project as Codex's own `/hooks` does: by its server, which writes its own config.toml. */
async function trustHooks({ root, home }: Desk): Promise<void> {
  const program = await install(codex);
  const env = { PATH: process.env.PATH, HOME: home, ...codex.env('') };
  const server = spawn(program, ['app-server'], { cwd: root, env, stdio: ['pipe', 'pipe', 'ignore'] });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const call = async (id: number, method: string, params: object): Promise<any> => {
    server.stdin.write(`${JSON.stringify({ id, method, params })}\n`);
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`Codex ended before it answered ${method}`);
      const said = JSON.parse(value);
      if (said.error) throw new Error(`${method}: ${said.error.message}`);
      if (said.id === id) return said.result;
    }
  };
  try {
    await call(1, 'initialize', { clientInfo: { name: 'test', version: '1' } });
    const { data } = await call(2, 'hooks/list', { cwds: [root] });
    const hooks: Array<{ key: string; currentHash: string }> = data[0].hooks;
    const value = Object.fromEntries(hooks.map(({ key, currentHash }) => [key, { trusted_hash: currentHash }]));
    const edits = [{ keyPath: 'hooks.state', value, mergeStrategy: 'upsert' }];
    await call(3, 'config/batchWrite', { edits });
  } finally {
    server.kill();
  }
}

test('Codex runs the hooks of ka once they are trusted, without being told to skip the trust, and `ka doctor` knows', async () => {
  const names = ['FIRST-TASK', 'NEXT-TASK', 'LAST-TASK'];
  const d = await desk(
    codex,
    names.map((when) => ({ when, turns: [{ text: 'Done.' }] })),
  );
  d.ka(['memory', 'add', 'main', '--section', 'What works', 'Walk in small steps.']);
  const isBriefed = async (prompt: string): Promise<boolean> => {
    const run = await d.run(prompt);
    expect([run.code, d.hookLog()]).toEqual([0, '']);
    const { body } = d.model.served.find(({ conversation }) => conversation === prompt)!;
    return body.includes('Walk in small steps.');
  };
  const isTold = (): boolean => d.ka(['doctor']).out.includes('Codex runs the hooks of a project only once you trust');

  expect([await isBriefed('FIRST-TASK'), isTold()]).toEqual([false, true]);

  await trustHooks(d);
  const { hooks } = parse(readFileSync(join(d.home, '.codex/config.toml'), 'utf8')) as any;
  const file = join(d.root, '.codex/hooks.json');
  const events = ['session_start', 'subagent_start', 'stop', 'subagent_stop', 'session_end'];
  expect(Object.keys(hooks.state).sort()).toEqual(events.map((event) => `${file}:${event}:0:0`).sort());
  expect([await isBriefed('NEXT-TASK'), isTold()]).toEqual([true, false]);
  await expect.poll(() => d.records('main').length, { timeout: 30_000, interval: 100 }).toBe(1);

  // What Codex trusts is the hook as it was.
  d.write('.codex/hooks.json', d.read('.codex/hooks.json').replaceAll('"timeout": 3', '"timeout": 2'));
  expect(await isBriefed('LAST-TASK')).toBe(false);
});
