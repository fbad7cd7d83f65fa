import type { UsageTokens } from '../../harnesses/session-event.ts';
import { UNKNOWN_TOKENS } from '../../harnesses/usage-tokens.ts';

const KINDS = ['input', 'output', 'reasoning', 'cache_read', 'cache_write', 'cache_write_1h'] as const;

/** Of two counts, of which either may be unknown. */
export const largest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

/** Raises each class to that of another snapshot of the same reply. */
export function raiseTokens(to: UsageTokens, tokens: Readonly<UsageTokens>): void {
  for (const kind of KINDS) to[kind] = largest(to[kind], tokens[kind]);
}

/** No class known yet. */
export const unknownTokens = (): UsageTokens => ({ ...UNKNOWN_TOKENS });

/** Adds what is known of each class. */
export function addTokens(to: UsageTokens, tokens: Readonly<UsageTokens>): void {
  for (const kind of KINDS) if (tokens[kind] !== null) to[kind] = (to[kind] ?? 0) + tokens[kind];
}
