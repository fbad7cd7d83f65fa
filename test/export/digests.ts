import type { Digest } from '../../src/sessions/digests/digest.ts';

const NONE = { input: null, output: null, reasoning: null, cache_read: null, cache_write: null, cache_write_1h: null };
export const COMMIT = 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3';

/** A digest as `ka sessions sync` writes it; number `n` of a day of sessions. */
export function digest(n: number, own: Partial<Digest> = {}): Digest {
  const session_id = own.session_id ?? `s-${String(n).padStart(4, '0')}`;
  const tokens = { input: 100 + n, output: 20, reasoning: 5, cache_read: 1000, cache_write: 50, cache_write_1h: 0 };
  return {
    id: `claude:${session_id}`,
    harness: 'claude',
    session_id,
    parent: null,
    agent: 'tdd-workflow',
    agent_by: 'hook',
    definition: null,
    repo: 'github.com/o/n',
    started: new Date(Date.UTC(2026, 10, 1 + (n % 20), 8, 0, n % 60)).toISOString(),
    ended: new Date(Date.UTC(2026, 10, 1 + (n % 20), 8, 5, n % 60)).toISOString(),
    duration_ms: 300_000,
    working_ms: 200_000,
    status: 'ended',
    harness_version: '2.1.328',
    tokens,
    replayed: { tokens: NONE, tool_calls: 0, tool_errors: 0, replies: 0 },
    cost_usd: 0.0125,
    models: [{ model: 'claude-sonnet-4-5', tokens, cost_usd: 0.0125, price: 'table:2026-09-23' }],
    user_messages: 1,
    assistant_messages: 2,
    turns: 1,
    tool_calls: 3,
    tool_errors: 1,
    tools: [{ name: 'Read', calls: 3, errors: 1, p50_ms: 3, p95_ms: 9 }],
    commands: [{ sig: 'npm test', runs: 1, errors: 0 }],
    skills: [],
    rules: ['AGENTS.md'],
    corrections: [],
    violations: [],
    context_peak: 0.25,
    context_tokens: 1170,
    compactions: 0,
    rejections: 0,
    retries: 0,
    interrupts: 0,
    stops: 1,
    truncations: 0,
    spans: { depth: 1, fan_out: 1 },
    files: [{ path: 'src/a.ts', reads: 3, edits: 0, rereads: 2, turns: [1], fan_out: 3 }],
    outside: { reads: 0, edits: 0 },
    git: { start: COMMIT, end: COMMIT, branch: 'main', dirty: null, bound_by: 'time' },
    arms: {},
    flags: [],
    source: { version: 1, files: 1, lines: 20, bad_lines: 0, unknown: {} },
    ...own,
  };
}

export const asLines = (digests: readonly Digest[]): string =>
  digests.map((one) => `${JSON.stringify(one)}\n`).join('');

/** So many sessions of one day's log. */
export const LOG = '.kaizen/sessions/2026-11.jsonl';
export const manyDigests = (count: number): string => asLines(Array.from({ length: count }, (_, n) => digest(n)));
