import type { UsageTokens } from '../session-event.ts';

const count = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;

/**
 * Token classes of a reply (research: transcripts.md 1): input excludes the cache, output includes thinking, which is not told
 * apart. Where a version does not split cache writes by duration, none are counted as of an hour.
 */
export function tokensOf(usage: Record<string, unknown>): UsageTokens {
  const split = usage.cache_creation as Record<string, unknown> | null | undefined;
  const write = count(usage.cache_creation_input_tokens);
  return {
    input: count(usage.input_tokens),
    output: count(usage.output_tokens),
    reasoning: null,
    cache_read: count(usage.cache_read_input_tokens),
    cache_write: write,
    cache_write_1h: write === null ? null : Math.min(count(split?.ephemeral_1h_input_tokens) ?? 0, write),
  };
}
