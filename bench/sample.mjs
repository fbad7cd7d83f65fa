// Synthetic input of a stated size. Deterministic: the same size gives the same bytes.
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digestOf } from './digest.mjs';

/** Writes line(i) for i in 0..n-1 in blocks, so that a large file needs little memory. */
function writeLines(path, n, line) {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  for (let at = 0; at < n; at += 1000) {
    let block = '';
    for (let i = at; i < Math.min(n, at + 1000); i++) block += `${JSON.stringify(line(i))}\n`;
    writeSync(file, block);
  }
  closeSync(file);
}

const START = Date.parse('2026-10-01T00:00:00.000Z');
const time = (i, step) => new Date(START + i * step).toISOString();

/** `n` execution records of one agent, 30 seconds apart. */
export function writeRecords(path, agent, n) {
  writeLines(path, n, (i) => ({
    id: `x_${i.toString(16).padStart(20, '0')}`,
    timestamp: time(i, 30_000),
    agent,
    session_id: `s${i}`,
    success: i % 7 !== 0,
    outcome_by: 'caller',
    execution_time_s: 100 + ((i * 7919) % 400),
    quality_score: 0.5 + ((i * 31) % 50) / 100,
    primary_metric: { name: 'test-pass-rate', value: 0.6 + ((i * 17) % 40) / 100, target: 1 },
    tokens: { input: 900, output: 8000 + (i % 1000), cache_read: 210000, cache_write: 15000 },
    cost_usd: 0.2 + ((i * 13) % 100) / 1000,
    price: 'table:2026-09-23',
    model: i % 3 ? 'claude-sonnet-4-5' : 'claude-haiku-4-5',
    harness: 'claude',
    recorded_at: time(i, 30_000),
    source: 'hook',
  }));
}

const FILLER = 'The quick brown fox jumps over the lazy dog. '.repeat(24);

/** A Claude Code transcript of about `bytes` bytes; returns the number of its turns. */
export function writeTranscript(path, session, cwd, bytes) {
  const turns = Math.ceil(bytes / 3200);
  writeLines(path, turns * 3, (i) => transcriptLine(session, cwd, Math.floor(i / 3), i % 3));
  return turns;
}

/** Line 0: the prompt; 1: a reply with a tool call; 2: its result. */
export function transcriptLine(session, cwd, turn, part) {
  const base = {
    sessionId: session,
    cwd,
    version: '2.1.328',
    gitBranch: 'main',
    isSidechain: false,
    timestamp: time(turn * 3 + part, 2000),
    uuid: `${turn}-${part}`,
  };
  if (part === 0) return { ...base, type: 'user', message: { role: 'user', content: FILLER } };
  if (part === 2)
    return {
      ...base,
      type: 'user',
      message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: `t${turn}`, content: FILLER }] },
    };
  return {
    ...base,
    type: 'assistant',
    message: {
      id: `msg_${turn}`,
      role: 'assistant',
      model: 'claude-sonnet-4-5-20250929',
      stop_reason: 'tool_use',
      content: [{ type: 'tool_use', id: `t${turn}`, name: 'Bash', input: { command: 'npm test' } }],
      usage: {
        input_tokens: 10,
        output_tokens: 100 + (turn % 50),
        cache_read_input_tokens: 2000,
        cache_creation_input_tokens: 300,
      },
    },
  };
}

/** A project with an experiment on one commit, and `n` sessions on each side of it whose tokens scatter by factors. */
export function experiment(root, n, env, ka) {
  const who = { ...env, GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.invalid' };
  const as = { ...who, GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.invalid' };
  const git = (...args) => execFileSync('git', args, { cwd: root, env: as, encoding: 'utf8' }).trim();
  const dated = (day) => Object.assign(as, { GIT_AUTHOR_DATE: day, GIT_COMMITTER_DATE: day });
  dated('2026-01-01T00:00:00Z');
  writeFileSync(join(root, 'auth.py'), 'one\n');
  git('add', 'auth.py');
  git('commit', '-q', '-m', 'start');
  const control = git('rev-parse', 'HEAD');
  dated('2026-01-08T00:00:00Z');
  const words = [ka, 'exp', 'new', '--no-sync', '--hypothesis', 'split auth.py reduces tokens/session by 20%'];
  execFileSync(process.execPath, words, { cwd: root, env: { ...as, KA_NOW: '2026-01-08T00:00:00Z' } });
  writeFileSync(join(root, 'auth.py'), 'two\n');
  git('commit', '-q', '-am', 'split');
  const treatment = git('rev-parse', 'HEAD');
  const digest = (i, start, from, factor) =>
    digestOf({
      id: `s${start.slice(0, 4)}-${i}`,
      started: new Date(Date.parse(from) + i * 600_000).toISOString(),
      start,
      tokens: Math.round(1e5 * factor * Math.exp(Math.sin(i * 12.9898) * 1.2)),
    });
  const lines = [
    ...Array.from({ length: n }, (_, i) => digest(i, control, '2026-01-03T00:00:00Z', 1)),
    ...Array.from({ length: n }, (_, i) => digest(i, treatment, '2026-01-08T01:00:00Z', 0.8)),
  ];
  mkdirSync(join(root, '.kaizen/sessions'), { recursive: true });
  writeFileSync(
    join(root, '.kaizen/sessions/2026-01.jsonl'),
    `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
  );
}
