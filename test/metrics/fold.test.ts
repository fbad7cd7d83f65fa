import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExecutionRecord } from '../../src/metrics/contract.ts';
import { claimsOf, join } from '../../src/metrics/records/claims.ts';
import { fold, settle } from '../../src/metrics/records/fold.ts';
import { line } from './arbitrary.ts';

const lines = fc.array(line(['x_1']), { minLength: 1, maxLength: 6 });
const text = (record: ExecutionRecord): string => JSON.stringify(record);
const RUNS = { numRuns: 300 * Number(process.env.KA_SOAK ?? 1) };

describe('folding gives one result', () => {
  test('in any order, with any line any number of times', () => {
    const shuffled = lines.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray([...all, ...all, ...all], { minLength: 0 }).map((more) => [...more]),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([all, more]) => {
        const mixed = [...more, ...[...all].reverse()];
        expect(text(fold(mixed))).toBe(text(fold(all)));
      }),
      RUNS,
    );
  });

  test('however the lines are split between the sides of a merge', () => {
    fc.assert(
      fc.property(lines, lines, lines, (a, b, c) => {
        const of = (part: ExecutionRecord[]) => part.map(claimsOf).reduce(join);
        const [left, right] = [join(join(of(a), of(b)), of(c)), join(of(a), join(of(c), of(b)))];
        expect(text(settle(left))).toBe(text(settle(right)));
        expect(text(settle(left))).toBe(text(fold([...a, ...b, ...c])));
      }),
      RUNS,
    );
  });

  test('a folded line folds to itself', () => {
    fc.assert(
      fc.property(line(['x_1']), (one) => {
        expect(text(fold([fold([one])]))).toBe(text(fold([one])));
      }),
      RUNS,
    );
  });
});

const at = (source: string, hour: number, more: object): ExecutionRecord =>
  ({
    id: 'x_1',
    timestamp: '2026-01-01T00:00:00.000Z',
    agent: 'a',
    success: null,
    recorded_at: `2026-01-01T0${hour}:00:00.000Z`,
    source,
    ...more,
  }) as ExecutionRecord;

describe('who is believed', () => {
  test('on the outcome: the collector, then the caller, then the harness, whatever the time', () => {
    const all = [
      at('collect', 1, { success: false, quality_score: 0.1 }),
      at('cli', 2, { success: true, quality_score: 0.9 }),
      at('hook', 3, { success: true }),
    ];
    expect(fold(all)).toMatchObject({ success: false, quality_score: 0.1 });
    expect(fold(all.slice(1))).toMatchObject({ success: true, quality_score: 0.9 });
  });

  test('on tokens, time and cost: the harness before the caller', () => {
    const cli = at('cli', 9, { cost_usd: 9, price: 'caller', tokens: { input: 1, output: 1 }, execution_time_s: 1 });
    const hook = at('hook', 1, { cost_usd: 2, price: 'table:x', tokens: { input: 5, output: 5 }, execution_time_s: 7 });
    expect(fold([cli, hook])).toMatchObject({
      cost_usd: 2,
      price: 'table:x',
      tokens: { input: 5, output: 5 },
      execution_time_s: 7,
    });
  });

  test('a price goes with its cost', () => {
    expect(fold([at('hook', 3, { price: 'unpriced' }), at('cli', 1, { cost_usd: 2, price: 'caller' })])).toMatchObject({
      cost_usd: 2,
      price: 'caller',
    });
  });

  test('a harness may take its verdict back; null of anybody else says nothing', () => {
    expect(
      fold([at('hook', 1, { success: false, outcome_by: 'harness' }), at('sweep', 2, { success: null })]).success,
    ).toBe(null);
    expect(fold([at('cli', 1, { success: true }), at('cli', 2, { success: null })]).success).toBe(true);
    expect(fold([at('cli', 1, { success: true }), at('hook', 2, { success: null })]).success).toBe(true);
  });

  test('metrics, metadata and arms fold by key; the earliest start and its commit stay', () => {
    const a = at('cli', 1, { metadata: { a: 1, b: 1 }, git: { start: 'c1', end: null, branch: null, dirty: null } });
    const b = {
      ...at('cli', 2, { metadata: { b: 2 }, git: { start: 'c2', end: 'c3', branch: null, dirty: null } }),
      timestamp: '2026-01-02T00:00:00.000Z',
    };
    expect(fold([a, b])).toMatchObject({
      timestamp: a.timestamp,
      metadata: { a: 1, b: 2 },
      git: { start: 'c1', end: 'c3' },
    });
  });
});
