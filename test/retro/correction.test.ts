import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';

/** A Claude Code session in which a person corrects the agent once. */
function transcript(r: Repo, n: number, correction: string): void {
  const session = `0000000${n}-0000-4000-8000-00000000000${n}`;
  const folder = join(r.home, '.claude/projects/-x');
  mkdirSync(folder, { recursive: true });
  const at = (minute: number): string => `2026-11-1${n}T10:0${minute}:00.000Z`;
  const user = (minute: number, content: string) => ({
    type: 'user',
    sessionId: session,
    cwd: r.root,
    version: '2.1.300',
    uuid: `u${minute}`,
    timestamp: at(minute),
    message: { role: 'user', content },
  });
  const reply = (minute: number) => ({
    type: 'assistant',
    sessionId: session,
    cwd: r.root,
    version: '2.1.300',
    uuid: `a${minute}`,
    timestamp: at(minute),
    message: {
      id: `m${n}${minute}`,
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      stop_reason: 'end_turn',
      content: [{ type: 'text', text: 'Done.' }],
      usage: { input_tokens: 10, output_tokens: 20, cache_read_input_tokens: 1000, cache_creation_input_tokens: 50 },
    },
  });
  const lines = [user(0, `Task ${n}: add a package`), reply(1), user(2, correction), reply(3)];
  writeFileSync(join(folder, `${session}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

test('a correction said three times becomes a rule to write, with its words on this terminal and in no file', () => {
  const r = repo({ 'AGENTS.md': '# Rules\n', '.kaizen/.gitignore': 'local/\n' });
  for (const n of [1, 2, 3]) transcript(r, n, n === 2 ? 'No,  use pnpm here!' : 'no, use pnpm here');
  // The sessions' processes are gone and their transcripts silent for days.
  const env = { KA_NOW: '2026-11-20T00:00:00Z' };
  const ran = r.ka(['retro', '--all', '--write'], { env });
  expect([ran.code, ran.err]).toEqual([0, '']);
  expect(ran.out).toContain('the same correction in 3 sessions: make it a rule');
  expect(ran.out.toLowerCase()).toContain('said: "no, use pnpm here"');
  for (const path of ['.kaizen/retro/analysis.json', '.kaizen/retro/2026-W46.md', '.kaizen/sessions/2026-11.jsonl'])
    expect(r.read(path)).not.toContain('pnpm');
  expect(r.ka(['retro', '--all', '--json'], { env }).out).not.toContain('pnpm');
});
