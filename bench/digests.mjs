import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const tokens = (i) => ({
  input: 900 + (i % 7) * 100,
  output: 4000 + ((i * 37) % 900) * 10,
  reasoning: null,
  cache_read: 90_000 + ((i * 101) % 500) * 400,
  cache_write: 5000,
  cache_write_1h: 0,
});

/** One session's digest, about 3 KB: twelve files, six tools, eight commands. */
function digest(i, count) {
  const ended = Date.UTC(2026, 10, 1) - Math.floor(((count - i) / count) * 6.9 * 86_400_000);
  const id = `${String(i).padStart(8, '0')}-bench`;
  return {
    id: `claude:${id}`,
    harness: 'claude',
    session_id: id,
    parent: null,
    agent: i % 3 === 0 ? 'tdd-workflow' : 'main',
    agent_by: 'harness',
    definition: null,
    repo: 'example.invalid/o/r',
    started: new Date(ended - 3_600_000).toISOString(),
    ended: new Date(ended).toISOString(),
    duration_ms: 3_600_000,
    working_ms: 1_800_000,
    status: 'ended',
    harness_version: '1',
    tokens: tokens(i),
    replayed: {
      replies: 0,
      tokens: { input: null, output: null, reasoning: null, cache_read: null, cache_write: null, cache_write_1h: null },
      tool_calls: 0,
      tool_errors: 0,
    },
    cost_usd: 0.1 + (i % 50) / 100,
    models: [{ model: 'claude-sonnet-4-5', tokens: tokens(i), cost_usd: 0.1, price: 'table:2026-09-23' }],
    user_messages: 3,
    assistant_messages: 20,
    turns: 3,
    tool_calls: 40,
    tool_errors: i % 4,
    tools: ['Read', 'Edit', 'Bash', 'Grep', 'Glob', 'Task'].map((name, at) => ({
      name,
      calls: 3 + at,
      errors: at === 2 ? i % 4 : 0,
      p50_ms: 10,
      p95_ms: 90,
    })),
    commands: ['npm test', 'npm run', 'git status', 'git diff', 'tsc', 'vitest', 'node', `make x${i % 40}`].map(
      (sig) => ({
        sig,
        runs: 2,
        errors: i % 3 === 0 ? 1 : 0,
      }),
    ),
    skills: [{ name: `skill${i % 9}`, fired: 1, contributed: i % 2 }],
    rules: ['CLAUDE.md'],
    corrections: i % 20 === 0 ? [`00000000000000${String(i % 60).padStart(2, '0')}`] : [],
    violations: [],
    context_peak: 0.4,
    context_tokens: 80_000,
    compactions: i % 30 === 0 ? 1 : 0,
    rejections: 0,
    retries: 0,
    interrupts: 0,
    stops: 3,
    truncations: 0,
    spans: { depth: 1, fan_out: 3 },
    files: Array.from({ length: 12 }, (_, at) => ({
      path: `src/area${(i * 7 + at) % 40}/part${at % 23}/file${(i * 13 + at * 31) % 3000}.ts`,
      reads: 2,
      edits: at % 3 === 0 ? 1 : 0,
      rereads: (i + at) % 60 === 0 ? 1 : 0,
      turns: [1, 2],
      fan_out: 20,
    })),
    outside: { reads: 1, edits: 0 },
    git: { start: null, end: null, branch: 'main', dirty: null, bound_by: null },
    arms: {},
    flags: [],
    source: { version: 1, files: 1, lines: 300, bad_lines: 0, unknown: {} },
  };
}

/** Writes the digests of so many sessions within one week, as `ka sessions sync` would. */
export function writeDigests(root, count) {
  const folder = join(root, '.kaizen/sessions');
  mkdirSync(folder, { recursive: true });
  const lines = Array.from({ length: count }, (_, i) => JSON.stringify(digest(i, count)));
  writeFileSync(join(folder, '2026-10.jsonl'), `${lines.join('\n')}\n`);
}
