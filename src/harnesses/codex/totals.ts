import type { UsageTokens } from '../session-event.ts';
import { countOf, type Fields, fieldsIn } from '../values.ts';

/** Running totals as Codex writes them: cached is inside input, reasoning inside output. */
export interface Totals {
  total: number;
  input: number;
  cached: number;
  /** Null in versions that do not know it. */
  written: number | null;
  output: number;
  reasoning: number | null;
}

export const NO_TOTALS: Totals = { total: 0, input: 0, cached: 0, written: null, output: 0, reasoning: null };

/** Of `total_token_usage` and the like; null where it is not whole. */
export function totalsOf(value: unknown): Totals | null {
  const usage: Fields = fieldsIn(value);
  const [input, output] = [countOf(usage.input_tokens), countOf(usage.output_tokens)];
  if (input === null || output === null) return null;
  return {
    total: countOf(usage.total_tokens) ?? input + output,
    input,
    cached: countOf(usage.cached_input_tokens) ?? 0,
    written: countOf(usage.cache_write_input_tokens),
    output,
    reasoning: countOf(usage.reasoning_output_tokens),
  };
}

/** What was used between two totals, in ka's classes. */
export function tokensBetween(before: Totals, after: Totals): UsageTokens {
  const grown = (field: 'input' | 'cached' | 'output'): number => Math.max(0, after[field] - before[field]);
  const maybe = (from: number | null, to: number | null): number | null =>
    to === null ? null : Math.max(0, to - (from ?? 0));
  const written = maybe(before.written, after.written);
  return {
    input: Math.max(0, grown('input') - grown('cached') - (written ?? 0)),
    output: grown('output'),
    reasoning: maybe(before.reasoning, after.reasoning),
    cache_read: grown('cached'),
    cache_write: written,
    cache_write_1h: null,
  };
}

/** The totals before a call, of those after it and what it used. */
export const totalsBefore = (after: Totals, last: Totals): Totals => ({
  total: Math.max(0, after.total - last.total),
  input: Math.max(0, after.input - last.input),
  cached: Math.max(0, after.cached - last.cached),
  written: after.written === null ? null : Math.max(0, after.written - (last.written ?? 0)),
  output: Math.max(0, after.output - last.output),
  reasoning: after.reasoning === null ? null : Math.max(0, after.reasoning - (last.reasoning ?? 0)),
});
