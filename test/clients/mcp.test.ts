import { expect, test } from 'vitest';
import { CLIENTS, type Client } from './clients.ts';
import { desk } from './desk.ts';
import type { Conversation } from './model.ts';
import type { ToolCall } from './wires/wire.ts';

const AGENT = 'tdd-workflow';
const LESSON = 'Write the smallest failing test first.';
const asked = (call: ToolCall): Conversation => ({
  when: 'MAIN-TASK',
  turns: [
    { text: 'Asking ka.', calls: [call], input: 100, output: 10 },
    { text: 'All done.', input: 5, output: 5 },
  ],
});
/** As if a person had approved the project's servers. */
const APPROVED = ['--mcp-config', '.mcp.json', '--strict-mcp-config', '--allowedTools', 'mcp__ka'];

/** What each client calls a tool of ka's, and what it needs to start the server unasked. */
const TOOLS: ReadonlyArray<[client: Client, call: Omit<ToolCall, 'input'>, args: readonly string[]]> = [
  [CLIENTS.claude, { name: 'mcp__ka__memory_brief' }, APPROVED],
  [CLIENTS.codex, { name: 'memory_brief', namespace: 'mcp__ka' }, []],
  [CLIENTS.gemini, { name: 'mcp_ka_memory_brief' }, []],
  [CLIENTS.copilot, { name: 'ka-memory_brief' }, []],
  [CLIENTS.opencode, { name: 'ka_memory_brief' }, []],
];

test.each(TOOLS.map(([client, ...rest]) => [client.title, client, ...rest] as const))(
  '%s starts the server that ka init --mcp put there, and its model reads what a tool answers',
  // Codex asks its model without the tools of a server that is not there in time, as on a machine that is busy otherwise.
  { retry: 2 },
  async (_, client, call, args) => {
    const d = await desk(client, [asked({ ...call, input: { agent: AGENT } })]);
    d.ka(['memory', 'add', AGENT, '--section', 'What works', LESSON]);
    expect(d.ka(['init', '--harness', client.name, '--mcp']).code).toBe(0);
    const run = await d.run('MAIN-TASK', ...args);
    expect([run.code, d.hookLog()]).toEqual([0, '']);
    const [first, second] = d.model.served.map(({ body }) => body);
    const names = (name: string): boolean => first!.includes(name);
    expect([names('memory_brief'), names('metrics_record')]).toEqual([true, false]);
    expect([first!.includes(LESSON), second!.includes(LESSON)]).toEqual([false, true]);
  },
);

test('with --write the agent records its run: one record of the session, with its outcome and the served tokens', async () => {
  const record = { name: 'mcp__ka__metrics_record', input: { agent: 'main', success: true, quality: 0.9 } };
  const d = await desk(CLIENTS.claude, [asked(record)]);
  d.write('.mcp.json', JSON.stringify({ mcpServers: { ka: { command: 'ka', args: ['mcp', '--write'] } } }));
  const run = await d.run('MAIN-TASK', ...APPROVED);
  expect([run.code, run.err]).toEqual([0, '']);
  const records = d.records('main');
  expect(records.map(({ success, quality_score, tokens }) => [success, quality_score, tokens.input])).toEqual([
    [true, 0.9, 105],
  ]);
});
