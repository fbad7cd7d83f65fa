import type { ExecutionRecord } from '../contract.ts';
import type { RuleInput } from './rule.ts';

type Run = Partial<ExecutionRecord>;

/** `count` runs, six hours apart from each other; `each` says what is special about the i-th. */
export function runs(count: number, each: (i: number) => Run, from = 0): Run[] {
  return Array.from({ length: count }, (_, i) => ({
    timestamp: new Date(Date.UTC(2026, 0, 1) + (from + i) * 6 * 3_600_000).toISOString(),
    ...each(i),
  }));
}

/** A rule's input of given runs, for the examples that stand beside each rule. */
export function exampleInput(list: Run[], more: Partial<RuleInput> = {}): RuleInput {
  const records = list.map(
    (run, i): ExecutionRecord => ({
      id: `x_${String(i).padStart(20, '0')}`,
      agent: 'example',
      timestamp: '2026-01-01T00:00:00.000Z',
      success: null,
      recorded_at: '2026-01-01T00:00:00.000Z',
      source: 'hook',
      ...run,
    }),
  );
  return {
    agent: 'example',
    records,
    file: {
      definition: {
        name: 'example',
        description: 'An example.',
        metrics: { primary: { name: 'pass-rate', target: 1 } },
      },
      body: '',
      path: 'agents/example.md',
      hash: 'b'.repeat(64),
      exported: false,
    },
    minSamples: 10,
    recentWindow: 10,
    thresholds: { success_rate: 0.8, execution_time_s: null, quality_score: 0.7 },
    ...more,
  };
}

/** Values around `centre` that scatter by up to `spread` (a factor above 1), the same at every call. */
export const around = (centre: number, spread: number, i: number): number =>
  centre * spread ** ((((i * 7) % 11) - 5) / 5);
