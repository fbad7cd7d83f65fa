import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commands } from '../../src/commands/index.ts';
import { type Repo, repo } from '../repo.ts';
import { connect, PROGRAM } from './client.ts';

const AGENT = 'tdd-workflow';
const WIDE = { COLUMNS: '200' };

/** A repository with `n` records of one agent. */
function measured(n: number): Repo {
  const r = repo();
  const record = (at: number) => ({
    agent: AGENT,
    timestamp: new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString(),
    session_id: `s${at}`,
    success: at % 3 !== 0,
    recorded_at: '2026-01-02T00:00:00.000Z',
    source: 'cli',
    outcome_by: 'caller',
  });
  const lines = Array.from({ length: n }, (_, at) => JSON.stringify(record(at)));
  r.write(`.kaizen/metrics/${AGENT}/executions.jsonl`, `${lines.join('\n')}\n`);
  return r;
}

test('the tools are the commands that say so, those that write with --write only', async () => {
  const kinds = await Promise.all(
    Object.entries(commands).map(async ([line, load]) => [line.replaceAll(' ', '_'), (await load()).default.tool]),
  );
  const named = (...which: string[]) => kinds.filter(([, kind]) => which.includes(kind!)).map(([name]) => name);
  const r = repo();
  const names = async (...args: string[]) =>
    (await (await connect(r, ...args)).client.listTools()).tools.map(({ name }) => name);
  const read = await names();
  expect(read).toEqual(named('read'));
  expect(read).toEqual(
    expect.arrayContaining([
      ...['memory_brief', 'summary', 'sessions_list', 'sessions_show', 'metrics_show', 'bets_list'],
      ...['retro', 'explain', 'exp_list', 'exp_report'],
    ]),
  );
  expect(await names('--write')).toEqual(named('read', 'write'));
  expect(named('write')).toEqual(['memory_add', 'metrics_record']);
});

test('the list of tools costs an agent little: about 300 tokens each at most', async () => {
  const { client } = await connect(repo());
  const { tools } = await client.listTools();
  expect(JSON.stringify(tools).length / tools.length).toBeLessThan(1200);
});

test('a tool describes its inputs as its command does; what only a shell needs is left out', async () => {
  const { tools } = await (await connect(repo(), '--write')).client.listTools();
  const tool = (name: string) => tools.find((one) => one.name === name)!;
  expect(tool('metrics_show')).toMatchObject({
    title: 'ka metrics show',
    inputSchema: {
      required: ['agent'],
      additionalProperties: false,
      properties: { last: { type: 'integer', minimum: 0, maximum: 10_000, default: 10 }, cursor: { type: 'string' } },
    },
    annotations: { readOnlyHint: true, destructiveHint: false },
  });
  expect(Object.keys(tool('summary').inputSchema.properties!)).toEqual([
    'by',
    'days',
    'agent',
    'model',
    'harness',
    'json',
    'cursor',
  ]);
  expect(tool('metrics_record').annotations).toMatchObject({ readOnlyHint: false });
  expect(Object.keys(tool('metrics_record').inputSchema.properties!)).not.toContain('transcript');
});

test('a tool answers what its command prints, as text and as JSON', async () => {
  const r = measured(3);
  r.ka(['memory', 'add', AGENT, '--section', 'What works', 'Small steps.']);
  const { call } = await connect(r);
  const answers = async (name: string, input: Record<string, unknown>, ...line: string[]): Promise<void> => {
    expect((await call(name, input)).text.trimEnd()).toBe(r.ka(line, { env: WIDE }).out.trimEnd());
    const { next_cursor, ...data } = (await call(name, { ...input, json: true })).json();
    expect([next_cursor, data]).toEqual([null, r.ka([...line, '--json']).json()]);
  };
  await answers('metrics_show', { agent: AGENT }, 'metrics', 'show', AGENT);
  await answers('metrics_list', {}, 'metrics', 'list');
  await answers('memory_brief', { agent: AGENT }, 'memory', 'brief', AGENT);
  await answers('summary', { by: 'model' }, 'summary', '--by', 'model', '--no-sync');
  await answers('bets_list', { all: true }, 'bets', 'list', '--all');
});

test('a reading tool changes no file that git knows or would take', async () => {
  const r = measured(12);
  r.ka(['init', '--harness', 'claude']);
  r.ka(['metrics', 'rebuild']);
  r.git('add', '-A');
  r.git('commit', '-qm', 'records');
  const { call } = await connect(r);
  for (const name of ['metrics_optimize', 'metrics_list', 'summary', 'sessions_list', 'bets_list']) {
    expect((await call(name)).error).toBeNull();
  }
  expect(r.git('status', '--porcelain')).toBe('');
});

test('a long text comes in pages of whole lines that add up to it; each cursor is the same in every process', async () => {
  const r = repo();
  const lessons = Array.from({ length: 80 }, (_, at) => `- 2026-01-01: lesson ${at} ${'ä'.repeat(100)}`);
  r.write(`.kaizen/agents/${AGENT}/memory.md`, `---\nagent: ${AGENT}\n---\n\n## Notes\n\n${lessons.join('\n')}\n`);
  const whole = r.ka(['memory', 'brief', AGENT, '--all']).out;
  const { call } = await connect(r);
  const input = { agent: AGENT, all: true };
  const first = await call('memory_brief', input);
  const pages = [first.text];
  for (let next = first.next; next !== null; ) {
    // A fresh process each: nothing that only one of them remembers is needed.
    const page = await (await connect(r)).call('memory_brief', { ...input, cursor: next });
    expect(page.error).toBeNull();
    pages.push(page.text);
    next = page.next;
  }
  expect(pages.join('').trimEnd()).toBe(whole.trimEnd());
  expect(pages.length).toBeGreaterThan(2);
  for (const page of pages) expect(Buffer.byteLength(page)).toBeLessThanOrEqual(8192);
  for (const page of pages.slice(0, -1)) expect(page.endsWith('\n')).toBe(true);
  expect((await call('memory_brief', input)).next).toBe(first.next);
});

test('a long list comes in pages of whole items, which fit together although a run is recorded meanwhile', async () => {
  const r = measured(40);
  const { call } = await connect(r);
  const input = { agent: AGENT, last: 1000, json: true };
  const all = r.ka(['metrics', 'show', AGENT, '--last', '1000', '--json']).json().executions;
  const first = await call('metrics_show', input);
  r.ka(['metrics', 'record', AGENT, '--success', '--session', 'later']);
  const found = first.json().executions;
  for (let next = first.next; next !== null; ) {
    const page = await call('metrics_show', { ...input, cursor: next });
    expect(Buffer.byteLength(page.text)).toBeLessThan(9000);
    found.push(...page.json().executions);
    next = page.next;
  }
  expect(found).toEqual(all);
  const stale = await (await connect(r)).call('metrics_show', { ...input, cursor: first.next! });
  expect(stale.error).toMatchObject({ code: 'stale-cursor' });
});

const HELP = 'ka metrics show --help';
test.each([
  ['metrics_show', { agent: 'nobody' }, 'no-records', 'No run is recorded yet.\nNext: ka init', null],
  ['metrics_show', {}, 'bad-value', 'agent is missing', HELP],
  ['metrics_show', { agent: 7 }, 'bad-value', 'agent is 7, not a text', HELP],
  ['metrics_show', { agent: 'a', lst: 1 }, 'bad-value', 'there is no key "lst"; did you mean "last"?', HELP],
  ['metrics_show', { agent: 'a', last: -1 }, 'bad-value', 'last is -1, below 0', HELP],
  ['metrics_show', { agent: 'a', last: 1, run: 'x' }, 'exclusive', 'run and last exclude each other', HELP],
  ['summary', { by: 'week' }, 'bad-value', 'by is "week", none of agent, model', 'ka summary --help'],
  ['summary', { noSync: false }, 'bad-value', 'there is no key "noSync"', 'ka summary --help'],
  ['summary', { cursor: 'x' }, 'bad-cursor', '"x" is no cursor', null],
  ['sessions_show', { id: 'zz' }, 'no-session', 'No session is called zz', 'ka sessions list'],
  ['metrics_shw', {}, 'no-tool', 'Did you mean metrics_show?', null],
  ['metrics_record', { agent: 'a', success: true }, 'no-tool', 'There is no tool metrics_record', null],
])('%s %j is refused: %s', async (name, input, code, says, hint) => {
  const { error } = await (await connect(repo())).call(name, input);
  expect(error).toEqual({ code, message: expect.stringContaining(says), hint });
});

test('with --write a run is recorded as coming from an agent, and a lesson is kept', async () => {
  const r = repo();
  const { call } = await connect(r, '--write');
  const run = { agent: AGENT, success: true, session: 's1', tokensInput: 900 };
  expect((await call('metrics_record', run)).text).toMatch(
    /^recorded x_[0-9a-f]{20} of tdd-workflow, which no file defines \(1 execution, 100 % of 1 succeeded\)$/,
  );
  expect(JSON.parse(r.ka(['metrics', 'export', AGENT]).out)).toMatchObject({
    source: 'mcp',
    outcome_by: 'caller',
    success: true,
    tokens: { input: 900 },
  });
  expect((await call('metrics_record', run)).text).toMatch(/^unchanged/);
  await call('memory_add', { agent: AGENT, section: 'works', text: ['Small steps.'] });
  expect((await call('memory_brief', { agent: AGENT })).text).toContain('Small steps.');
  const secret = await call('memory_add', { agent: AGENT, text: [`key AKIA${'ABCDEFGHIJKLMNOP'}`] });
  expect(secret.error?.message).toContain('aws');
  expect(r.read(`.kaizen/agents/${AGENT}/memory.md`)).not.toContain('AKIA');
});

test('twenty calls at once are all answered, each with its own', async () => {
  const { call } = await connect(repo(), '--write');
  const wrote = await Promise.all(
    Array.from({ length: 20 }, (_, at) => call('metrics_record', { agent: AGENT, success: true, session: `s${at}` })),
  );
  expect(new Set(wrote.map(({ text }) => /x_[0-9a-f]{20}/.exec(text)?.[0])).size).toBe(20);
  expect((await call('metrics_show', { agent: AGENT, json: true })).json().summary.count).toBe(20);
});

test('nothing but the protocol stands on standard output, and the server ends with its client', () => {
  const { root, home } = repo();
  const hello = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } };
  const ran = spawnSync(process.execPath, [PROGRAM, 'mcp'], {
    cwd: root,
    env: { PATH: process.env.PATH!, HOME: home },
    input: `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: hello })}\n`,
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect([ran.status, ran.signal, ran.stderr]).toEqual([0, null, '']);
  const lines = ran.stdout.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ id: 1, result: { serverInfo: { name: 'ka' } } }]);
});

test('a folder that cannot be served is said before any client waits', () => {
  expect(repo().ka(['mcp', '--target', 'gone'])).toMatchObject({
    code: 2,
    out: '',
    err: expect.stringContaining('gone'),
  });
});
