import { beforeAll, expect, test } from 'vitest';
import { CLIENTS } from './clients.ts';
import { type Desk, desk as deskOf } from './desk.ts';
import { install } from './install.ts';
import type { Conversation } from './model.ts';

beforeAll(async () => {
  await install(CLIENTS.claude);
});

const desk = (...script: Conversation[]): Promise<Desk> => deskOf(CLIENTS.claude, script, { agents: ['tdd-workflow'] });
const asked = (name: string, input: Record<string, unknown>, when = 'MAIN-TASK') => ({
  when,
  turns: [
    { text: 'Asking ka.', calls: [{ name, input }], input: 100, output: 10 },
    { text: 'All done.', input: 5, output: 5 },
  ],
});
/** The project's servers, as if a person had approved them. */
const APPROVED = ['--mcp-config', '.mcp.json', '--strict-mcp-config', '--allowedTools', 'mcp__ka'];

test('Claude Code starts the server of ka init --mcp, and its model reads what a tool answers', async () => {
  const d = await desk(asked('mcp__ka__memory_brief', { agent: 'tdd-workflow' }));
  d.ka(['memory', 'add', 'tdd-workflow', '--section', 'What works', 'Write the smallest failing test first.']);
  expect(d.ka(['init', '--harness', 'claude', '--mcp']).code).toBe(0);
  const run = await d.run('MAIN-TASK', ...APPROVED);
  expect([run.code, run.err, run.out.trim()]).toEqual([0, '', 'All done.']);
  const [first, second] = d.model.served;
  const names = (name: string): boolean => first!.body.includes(name);
  expect([names('mcp__ka__memory_brief'), names('mcp__ka__metrics_record')]).toEqual([true, false]);
  const brief = d.ka(['memory', 'brief', 'tdd-workflow']).out.trim();
  expect(brief).toContain('Write the smallest failing test first.');
  expect(second!.body.includes(JSON.stringify(brief).slice(1, -1))).toBe(true);
});

test('with --write the agent records its run: one record of the session, with its outcome and the served tokens', async () => {
  const d = await desk(asked('mcp__ka__metrics_record', { agent: 'main', success: true, quality: 0.9 }));
  d.write('.mcp.json', JSON.stringify({ mcpServers: { ka: { command: 'ka', args: ['mcp', '--write'] } } }));
  const run = await d.run('MAIN-TASK', ...APPROVED);
  expect([run.code, run.err]).toEqual([0, '']);
  const records = d.records('main');
  expect(records.map(({ success, quality_score, tokens }) => [success, quality_score, tokens.input])).toEqual([
    [true, 0.9, 105],
  ]);
});
