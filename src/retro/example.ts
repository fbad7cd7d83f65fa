import { DIGEST_VERSION, type Digest, type DigestTokens } from '../sessions/digests/digest.ts';
import type { FileFacts, InstructionFile, RepoFacts } from './facts/contract.ts';
import type { RetroInput } from './rule.ts';
import { type Session, sessionsOf } from './session.ts';

const END = Date.UTC(2026, 10, 20);
const HOUR = 3_600_000;

/** Tokens of known classes. */
export const tokens = (input: number, output: number, cache_read = 0, cache_write = 0): DigestTokens => ({
  input,
  output,
  reasoning: null,
  cache_read,
  cache_write,
  cache_write_1h: 0,
});

/** A digest, the `i`-th: each ended four hours before the one before it. */
export function exampleDigest(i: number, own: Partial<Digest> = {}): Digest {
  const ended = END - i * 4 * HOUR;
  const id = String(i).padStart(8, '0');
  return {
    id: `claude:${id}`,
    harness: 'claude',
    session_id: id,
    parent: null,
    agent: 'main',
    agent_by: 'harness',
    definition: null,
    repo: 'example.invalid/o/r',
    started: new Date(ended - HOUR).toISOString(),
    ended: new Date(ended).toISOString(),
    duration_ms: HOUR,
    working_ms: HOUR / 2,
    status: 'ended',
    harness_version: '1',
    tokens: tokens(1000, 4000, 90_000, 5000),
    replayed: {
      tokens: { ...tokens(0, 0), input: null, output: null, cache_read: null, cache_write: null, cache_write_1h: null },
      replies: 0,
      tool_calls: 0,
      tool_errors: 0,
    },
    cost_usd: 0.1,
    models: [{ model: 'large', tokens: tokens(1000, 4000, 90_000, 5000), cost_usd: 0.1, price: 'config' }],
    user_messages: 2,
    assistant_messages: 20,
    turns: 2,
    tool_calls: 20,
    tool_errors: 0,
    tools: [],
    commands: [],
    skills: [],
    rules: [],
    corrections: [],
    violations: [],
    context_peak: 0.3,
    context_tokens: 60_000,
    compactions: 0,
    rejections: 0,
    retries: 0,
    interrupts: 0,
    stops: 2,
    truncations: 0,
    spans: { depth: 1, fan_out: 2 },
    files: [],
    outside: { reads: 0, edits: 0 },
    git: { start: null, end: null, branch: 'main', dirty: null, bound_by: null },
    arms: {},
    flags: [],
    source: { version: DIGEST_VERSION, files: 1, lines: 50, bad_lines: 0, unknown: {} },
    ...own,
  };
}

/** What a session did to a file: `turns` of them, with so many calls in each. */
export const touch = (path: string, reads: number, edits: number, rereads = 0, turns = 1, calls = 4) => ({
  path,
  reads,
  edits,
  rereads,
  turns: Array.from({ length: turns }, (_, i) => i + 1),
  fan_out: turns * calls,
});

export const file = (path: string, lines: number, own: Partial<FileFacts> = {}): FileFacts => ({
  path,
  bytes: lines * 40,
  lines,
  complexity: Math.round(lines / 5),
  symbols: Math.round(lines / 20),
  churn_30d: 4,
  churn_90d: 9,
  authors_30d: 1,
  authors_90d: 2,
  changed: '2026-11-10T00:00:00.000Z',
  ...own,
});

export const instruction = (
  kind: InstructionFile['kind'],
  path: string,
  own: Partial<InstructionFile> = {},
): InstructionFile => ({
  kind,
  name: kind === 'skill' ? path.split('/').at(-2)! : path,
  path,
  bytes: 4000,
  standing: 400,
  scope: [],
  changed: '2026-06-01T00:00:00.000Z',
  prohibitions: [],
  ...own,
});

/** A rule's input of given digests, for the examples that stand beside each rule. */
export function exampleInput(
  digests: readonly Digest[],
  { prices = {}, ...facts }: Partial<RepoFacts> & { prices?: Record<string, number> } = {},
): RetroInput {
  const all = sessionsOf(digests, new Map()).map((one): Session => ({ ...one, name: one.id.split(':')[1]! }));
  const since = new Date(END - 7 * 24 * HOUR).toISOString();
  return {
    sessions: all.filter(({ ended }) => ended > since),
    month: all,
    days: 7,
    monthDays: 30,
    asOf: new Date(END).toISOString(),
    facts: {
      commit: 'c'.repeat(40),
      at: new Date(END).toISOString(),
      shallow: false,
      files: [],
      co_changes: [],
      instructions: [],
      ...facts,
    },
    prices: new Map(Object.entries(prices)),
  };
}

/** As many digests, `each` saying what is special about the i-th. */
export const digests = (count: number, each: (i: number) => Partial<Digest> = () => ({})): Digest[] =>
  Array.from({ length: count }, (_, i) => exampleDigest(i, each(i)));
