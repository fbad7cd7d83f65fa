import type { Usage, UsageTokens } from '../session-event.ts';
import { isUncounted, outputWithReasoning, UNKNOWN_TOKENS } from '../usage-tokens.ts';
import { countOf, dollarsOf, type Fields, fieldsOf, nameOf } from '../values.ts';

/**
 * What an assistant message was charged; null where nothing was counted. `step-finish` parts repeat it and are not read.
 * Cached tokens stand beside the input. A cost of zero for tokens is OpenCode's word for a price that it does not know.
 */
export function usageOf(info: Fields): Pick<Usage, 'model' | 'tokens' | 'cost_usd'> | null {
  const counts = fieldsOf(info.tokens);
  const cache = fieldsOf(counts?.cache);
  const tokens: UsageTokens = {
    input: countOf(counts?.input),
    output: countOf(counts?.output),
    reasoning: countOf(counts?.reasoning),
    cache_read: countOf(cache?.read),
    cache_write: countOf(cache?.write),
    cache_write_1h: null,
  };
  const cost = dollarsOf(info.cost);
  if (isUncounted(tokens) && !cost) return null;
  return {
    model: nameOf(info.modelID),
    tokens: isUncounted(tokens) ? UNKNOWN_TOKENS : outputWithReasoning(tokens, countOf(counts?.total)),
    cost_usd: cost === 0 ? null : cost,
  };
}
