import type { Usage, UsageTokens } from '../session-event.ts';
import { isUncounted, outputWithReasoning } from '../usage-tokens.ts';
import { countOf, dollarsOf, type Fields, fieldsOf, nameOf } from '../values.ts';

/**
 * What a reply was charged; null where its provider sent no counts, which is noted as zeros. Cached tokens stand beside
 * the input. The cost comes from the prices that the user has configured: zero where there are none.
 */
export function usageOf(message: Fields): Pick<Usage, 'model' | 'tokens' | 'cost_usd'> | null {
  const usage = fieldsOf(message.usage);
  const tokens: UsageTokens = {
    input: countOf(usage?.input),
    output: countOf(usage?.output),
    reasoning: countOf(usage?.reasoningTokens ?? usage?.reasoning),
    cache_read: countOf(usage?.cacheRead),
    cache_write: countOf(usage?.cacheWrite),
    cache_write_1h: null,
  };
  if (isUncounted(tokens)) return null;
  return {
    model: nameOf(message.model),
    tokens: outputWithReasoning(tokens, countOf(usage?.totalTokens)),
    cost_usd: dollarsOf(fieldsOf(usage?.cost)?.total) || null,
  };
}
