import type { UsageTokens } from './session-event.ts';

/**
 * Output with reasoning in it, as ka counts. Most makers put reasoning into the output, some beside it: the record's own
 * total tells, and so does reasoning that is more than the output.
 *
 * @param total of all classes, as the record has it; null for none
 */
export function outputWithReasoning(tokens: UsageTokens, total: number | null): UsageTokens {
  const { input, output, reasoning, cache_read, cache_write } = tokens;
  if (output === null || !reasoning) return tokens;
  const within = (input ?? 0) + output + (cache_read ?? 0) + (cache_write ?? 0);
  const beside = total === null ? reasoning > output : total === within + reasoning;
  return beside ? { ...tokens, output: output + reasoning } : tokens;
}

/** Nothing was counted: a provider that sends no usage, or a reply that was cut off. Unknown, not free. */
export const isUncounted = ({ input, output, reasoning, cache_read, cache_write }: UsageTokens): boolean =>
  !(input || output || reasoning || cache_read || cache_write);

export const UNKNOWN_TOKENS: UsageTokens = {
  input: null,
  output: null,
  reasoning: null,
  cache_read: null,
  cache_write: null,
  cache_write_1h: null,
};
