import type { SessionFold } from './state.ts';
import { contextOf } from './tokens.ts';

/** The largest share of the model's window that was in use, and the largest context in tokens; null where unknown. */
export function contextPeak(fold: SessionFold): { context_peak: number | null; context_tokens: number | null } {
  let [share, tokens] = [null as number | null, 0];
  for (const { context } of fold.marks.values()) tokens = Math.max(tokens, context ?? 0);
  for (const usage of fold.usages.values()) {
    if (!fold.replies.has(usage.id)) continue;
    const size = contextOf(usage.tokens);
    tokens = Math.max(tokens, size);
    if (usage.window) share = Math.max(share ?? 0, Math.min(1, size / usage.window));
  }
  return {
    context_peak: share === null ? null : Math.round(share * 1e4) / 1e4,
    context_tokens: tokens === 0 ? null : tokens,
  };
}
