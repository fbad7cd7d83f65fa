import { fieldsIn } from '../fields.ts';
import type { Usage, UsageTokens } from '../session-event.ts';
import { UNKNOWN_TOKENS } from '../usage-tokens.ts';
import { countOf, type Fields } from '../values.ts';
import type { Line } from './line.ts';

/**
 * Charges of a run, from its `session.shutdown`: the only place that has input tokens. One a model; several shutdowns
 * of a session cover a run each, so that they add up. Recorded costs are premium requests, not dollars.
 */
export function chargesOf(session: string, { id, at, data }: Line): Usage[] {
  return Object.entries(fieldsIn(data.modelMetrics)).flatMap(([model, metric]): Usage[] => {
    const tokens = tokensOf(fieldsIn(fieldsIn(metric).usage));
    return tokens ? [{ kind: 'usage', session, at, id: `${id}/${model}`, model, tokens, cost_usd: null }] : [];
  });
}

function tokensOf(usage: Fields): UsageTokens | null {
  const [input, output] = [countOf(usage.inputTokens), countOf(usage.outputTokens)];
  if (input === null && output === null) return null;
  const [read, written] = [countOf(usage.cacheReadTokens), countOf(usage.cacheWriteTokens)];
  return {
    input: input === null ? null : uncached(input, read ?? 0, written ?? 0),
    output,
    reasoning: countOf(usage.reasoningTokens),
    cache_read: read,
    cache_write: written,
    cache_write_1h: null,
  };
}

/** Input holds what was read from the cache and written to it; where it is too small for that, it cannot. */
const uncached = (input: number, read: number, written: number): number =>
  input >= read + written ? input - read - written : input >= read ? input - read : input;

/** All that is known of a reply whose run has no shutdown: what it put out. */
export function outputOf(session: string, reply: string, line: Line, model: string | null): Usage | null {
  const output = countOf(line.data.outputTokens);
  if (output === null) return null;
  const tokens = { ...UNKNOWN_TOKENS, output };
  return { kind: 'usage', session, at: line.at, id: reply, model, tokens, cost_usd: null };
}
