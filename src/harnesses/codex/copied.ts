import type { SessionEvent, SessionFact, UsageTokens } from '../session-event.ts';
import { UNKNOWN_TOKENS } from '../usage-tokens.ts';

/** What a rollout repeats of its parent. */
export interface Copied {
  tokens: UsageTokens | null;
  calls: Set<string>;
  errors: Set<string>;
}

export const nothingCopied = (): Copied => ({ tokens: null, calls: new Set(), errors: new Set() });

/** Takes in an event of the copy, or the result of a call that stands in it. */
export function addCopied(copied: Copied, event: SessionEvent): void {
  if (event.kind === 'usage') addTokens(copied, event.tokens);
  else if (event.kind === 'call') copied.calls.add(event.id);
  else if (event.kind === 'result' && event.error && copied.calls.has(event.id)) copied.errors.add(event.id);
}

export function addTokens(copied: Copied, tokens: UsageTokens): void {
  const sum = copied.tokens ?? UNKNOWN_TOKENS;
  copied.tokens = Object.fromEntries(
    Object.entries(tokens).map(([name, more]) => {
      const known = sum[name as keyof UsageTokens];
      return [name, more === null && known === null ? null : (known ?? 0) + (more ?? 0)];
    }),
  ) as unknown as UsageTokens;
}

/** For the session's facts; absent if nothing is repeated. */
export const replayedOf = ({ tokens, calls, errors }: Copied): Pick<SessionFact, 'replayed'> =>
  tokens === null && calls.size === 0
    ? {}
    : { replayed: { tokens: tokens ?? UNKNOWN_TOKENS, tool_calls: calls.size, tool_errors: errors.size } };
