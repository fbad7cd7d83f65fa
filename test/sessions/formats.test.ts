import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo } from '../repo.ts';

const SESSION = '0b0b0b0b-0000-4000-8000-000000000001';
const line = (value: object): string =>
  JSON.stringify({ sessionId: SESSION, timestamp: '2026-11-20T09:00:00.000Z', isSidechain: false, ...value });

test('doctor --formats tells what transcripts hold, and what no reader knows', () => {
  const { ka, home } = repo({ '.kaizen/.gitignore': 'local/\n' });
  const folder = join(home, '.claude', 'projects', 'shop');
  mkdirSync(folder, { recursive: true });
  const result = { type: 'tool_result', tool_use_id: 'toolu_gone', content: 'ok' };
  const lines = [
    line({ type: 'user', uuid: 'a', message: { content: 'go' } }),
    line({ type: 'user', uuid: 'b', message: { content: [result] } }),
    line({ type: 'from-the-future' }),
    '{"type":"user","torn',
    line({ type: 'assistant', uuid: 'c', message: { id: 'msg_1', model: 'm', stop_reason: 'end_turn', content: [] } }),
  ];
  writeFileSync(join(folder, `${SESSION}.jsonl`), `${lines.join('\n')}\n`);
  const told = ka(['doctor', '--formats', '--json']);
  expect(told.code).toBe(0);
  const { tools } = told.json();
  expect(tools.map((tool: { harness: string }) => tool.harness)).toHaveLength(9);
  expect(tools[0]).toMatchObject({
    harness: 'claude',
    places: [join(home, '.claude', 'projects'), join(home, '.config', 'claude', 'projects')],
    transcripts: 1,
    files: 1,
    sessions: { ended: 1 },
    lines: 5,
    bad_lines: 1,
    types: { user: 2, assistant: 1 },
    unknown: { 'from-the-future': 1 },
    unmatched_results: 1,
  });
  expect(ka(['doctor', '--formats']).out).toContain('unknown: from-the-future 1');
  const many = Array.from({ length: 30 }, (_, n) => line({ type: `from-the-future-${n}` }));
  writeFileSync(join(folder, `${SESSION}.jsonl`), `${[...lines, ...many].join('\n')}\n`);
  const narrow = ka(['doctor', '--formats'], { env: { COLUMNS: '80' } }).out;
  expect(narrow).toContain('from-the-future-29 1');
  expect(narrow).toMatch(/^tool +transcripts +files +sessions /);
  expect(narrow).toContain('A transcript holds a session, in a file for itself and one for each subagent;');
  expect(narrow.split('\n').filter((told) => told.length > 80)).toEqual([]);
});

test('doctor --formats names where it looked for what it did not find', () => {
  const { ka, write, root } = repo();
  const { out } = ka(['doctor', '--formats'], { env: { COLUMNS: '80' } });
  expect(out).toContain('\nClaude Code, none in:\n  ~/.claude/projects, ~/.config/claude/projects\n');
  expect(out).toContain('\nGoose, none in:\n  ~/.local/share/goose/sessions\n');
  expect(out.split('\n').filter((told) => told.length > 80)).toEqual([]);
  write('README.md', 'words\n');
  const given = ka(['doctor', '--formats', '--from', 'README.md'], { env: { COLUMNS: '300' } });
  expect(given.out).toContain(`\nNothing in ${root}/README.md is a transcript that ka knows.\n`);
});

test('80 columns: states of sessions that do not fit go on below', () => {
  const { ka, home } = repo();
  const folder = join(home, '.claude', 'projects', 'shop');
  mkdirSync(folder, { recursive: true });
  const user = (content: string) => ({ type: 'user', uuid: content, message: { content } });
  const reply = {
    type: 'assistant',
    uuid: 'c',
    message: { id: 'msg_1', model: 'm', stop_reason: 'end_turn', content: [] },
  };
  const sessions = [[user('go'), reply], [user('go')], [user('go'), user('[Request interrupted by user]')]];
  for (const [n, lines] of sessions.entries()) {
    const sessionId = SESSION.replace(/.$/, String(n));
    const text = lines.map((one) => line({ ...one, sessionId })).join('\n');
    writeFileSync(join(folder, `${sessionId}.jsonl`), `${text}\n`);
  }
  const { out } = ka(['doctor', '--formats'], { env: { COLUMNS: '80' } });
  expect(out).not.toContain('…');
  const [, first = '', ...rest] = out.split('\n');
  expect(first).toMatch(/^Claude Code +3 +3 +aborted 1, ended +5 +0 +0$/);
  expect(rest[0]!.trim()).toBe('1, open 1');
});
