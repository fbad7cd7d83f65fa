import fc from 'fast-check';
import type { Ctx } from '../../src/lib/context.ts';
import { isoTime } from '../../src/lib/time.ts';
import type { ExecutionRecord } from '../../src/metrics/contract.ts';
import { findProject, type Project } from '../../src/store/project.ts';

const DIST = new URL('../../dist', import.meta.url).pathname;

/** A context of a test: its own clock and chance. */
export function context(root: string, now = Date.UTC(2026, 5, 1), more: Partial<Ctx> = {}): Ctx {
  let drawn = 0;
  return {
    cwd: root,
    target: null,
    env: {},
    home: null,
    version: '0',
    packageRoot: `${DIST}/..`,
    dist: DIST,
    pid: process.pid,
    now: () => now + drawn,
    random: (bytes) =>
      (++drawn)
        .toString(16)
        .padStart(bytes * 2, '0')
        .slice(-bytes * 2),
    stdin: () => new Uint8Array(),
    progress: () => {},
    meter: () => {},
    json: false,
    dryRun: false,
    platform: 'linux',
    columns: 80,
    color: false,
    ...more,
  };
}

export const projectAt = (root: string): Project => findProject({ cwd: root, target: null, home: null });

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });
const time = fc.integer({ min: 0, max: 40 }).map((hour) => isoTime(Date.UTC(2026, 0, 1) + hour * 3_600_000));
const small = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 9 }), { maxKeys: 3 });

/** Lines of one agent, few ids and few times, so that they meet. */
export const line = (ids: readonly string[]): fc.Arbitrary<ExecutionRecord> =>
  fc.record({
    id: fc.constantFrom(...ids),
    timestamp: time,
    agent: fc.constant('tdd'),
    success: maybe(fc.boolean()),
    outcome_by: fc.constantFrom('caller' as const, 'collector' as const, null),
    execution_time_s: maybe(fc.integer({ min: 0, max: 5000 }).map((ms) => ms / 10)),
    quality_score: maybe(fc.integer({ min: 0, max: 100 }).map((n) => n / 100)),
    primary_metric: maybe(
      fc.record({
        name: fc.constantFrom('pass', 'lines'),
        value: fc.integer({ min: 0, max: 9 }),
        target: maybe(fc.constant(5)),
      }),
    ),
    metrics: small,
    tokens: maybe(fc.record({ input: maybe(fc.nat(1000)), output: maybe(fc.nat(1000)), cache_read: fc.nat(9) })),
    cost_usd: maybe(fc.integer({ min: 0, max: 100000 }).map((n) => n / 1e6)),
    price: fc.constantFrom('reported', 'unpriced', 'table:2026-01-01', null),
    model: maybe(fc.constantFrom('big', 'small')),
    definition: maybe(fc.constantFrom('d1', 'd2')),
    git: maybe(
      fc.record({
        start: maybe(fc.constantFrom('c1', 'c2')),
        end: maybe(fc.constantFrom('c3')),
        branch: fc.constant(null),
        dirty: fc.constant(null),
      }),
    ),
    arms: fc.dictionary(fc.constantFrom('e1', 'e2'), fc.constantFrom('treatment', 'control'), { maxKeys: 2 }),
    metadata: small,
    replayed: maybe(
      fc.record({
        replies: fc.nat(3),
        tokens: fc.constant({ input: 1, output: 1 }),
        tool_calls: fc.nat(1),
        tool_errors: fc.constant(0),
      }),
    ),
    recorded_at: time,
    source: fc.constantFrom('cli', 'hook', 'sweep', 'sync', 'collect', 'mcp', 'run', 'loop'),
  }) as fc.Arbitrary<ExecutionRecord>;
