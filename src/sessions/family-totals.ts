import type { UsageTokens } from '../harnesses/session-event.ts';
import type { Digest } from './digests/digest.ts';

/** A session with its subagents and theirs. */
export interface Family {
  root: Digest;
  /** All below it, in order. */
  below: Digest[];
}

/** Groups digests by their outermost session. A subagent whose parent is not there stands for itself. */
export function families(digests: readonly Digest[]): Family[] {
  const byId = new Map(digests.map((digest) => [digest.id, digest]));
  const rootOf = (digest: Digest, depth = 0): Digest => {
    const parent = digest.parent === null ? undefined : byId.get(digest.parent);
    return parent && parent !== digest && depth < 50 ? rootOf(parent, depth + 1) : digest;
  };
  const found = new Map<string, Family>();
  const roots = new Map(digests.map((digest) => [digest.id, rootOf(digest)]));
  for (const digest of digests) if (roots.get(digest.id) === digest) found.set(digest.id, { root: digest, below: [] });
  for (const digest of digests) {
    const root = roots.get(digest.id)!;
    if (root !== digest) found.get(root.id)?.below.push(digest);
  }
  return [...found.values()];
}

/** Whether all that a run holds was copied from earlier ones, where it counts. */
export const isCopiedRun = ({ replayed, turns, assistant_messages, tool_calls }: Digest): boolean =>
  replayed.replies > 0 && turns + assistant_messages + tool_calls === 0;

/** The same of a session with its subagents. */
export const isCopy = ({ root, below }: Family): boolean => [root, ...below].every(isCopiedRun);

const KINDS = ['input', 'output', 'reasoning', 'cache_read', 'cache_write', 'cache_write_1h'] as const;

/** Sums of token classes; a class that no part knows is null, and null if no part knows any. */
export function addUp(parts: ReadonlyArray<UsageTokens | null>): UsageTokens | null {
  const known = parts.filter((part) => part !== null);
  if (known.length === 0) return null;
  const sum = (kind: (typeof KINDS)[number]): number | null => {
    const values = known.map((part) => part[kind]).filter((value) => value !== null);
    return values.length === 0 ? null : values.reduce((a, b) => a + b, 0);
  };
  return Object.fromEntries(KINDS.map((kind) => [kind, sum(kind)])) as unknown as UsageTokens;
}

/** All tokens of a charge: input, output, cached ones read and written. Null where none of them is known. */
export function allTokens(tokens: UsageTokens | null): number | null {
  if (tokens === null) return null;
  const { input, output, cache_read, cache_write } = tokens;
  if (input === null && output === null && cache_read === null && cache_write === null) return null;
  return (input ?? 0) + (output ?? 0) + (cache_read ?? 0) + (cache_write ?? 0);
}

/** Dollars, summed in whole nano-dollars; null where no part is known. */
export function addCosts(costs: ReadonlyArray<number | null>): number | null {
  const known = costs.filter((cost) => cost !== null);
  return known.length === 0 ? null : known.reduce((nanos, cost) => nanos + Math.round(cost * 1e9), 0) / 1e9;
}
