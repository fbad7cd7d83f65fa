import type { SessionEvent, SessionFact, UsageTokens } from './session-event.ts';
import { UNKNOWN_TOKENS } from './usage-tokens.ts';

type Replayed = NonNullable<SessionFact['replayed']>;

/** What the part of a session held that a fork repeats from another one; null for an empty part. */
export function replayedIn(copied: readonly SessionEvent[]): Replayed | null {
  const sum: Replayed = { tokens: { ...UNKNOWN_TOKENS }, tool_calls: 0, tool_errors: 0 };
  for (const event of copied) {
    if (event.kind === 'call') sum.tool_calls++;
    else if (event.kind === 'result' && event.error) sum.tool_errors++;
    else if (event.kind === 'usage') {
      for (const kind of Object.keys(sum.tokens) as Array<keyof UsageTokens>) {
        const more = event.tokens[kind];
        if (more !== null) sum.tokens[kind] = (sum.tokens[kind] ?? 0) + more;
      }
    }
  }
  return copied.length > 0 ? sum : null;
}
