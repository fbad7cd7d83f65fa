import type { UsageTokens } from '../harnesses/session-event.ts';
import { dollars, thousands } from '../metrics/summary/format.ts';
import type { Digest } from './digests/digest.ts';
import { addCosts, addUp, allTokens } from './family-totals.ts';
import { UNSEEN_SUBAGENTS } from './unseen-subagents.ts';

/** Which numbers are lower bounds: a part of them is unknown. */
export interface LowerBound {
  tokens: boolean;
  cost: boolean;
}

/** Numbers over some runs: a session and its subagents. */
export interface RunSums {
  tokens: UsageTokens | null;
  cost_usd: number | null;
  tool_calls: number;
  /** Null where no run tells. */
  tool_errors: number | null;
  lower_bound: LowerBound;
}

/** A run whose tool left a part of its tokens out, or all of them, or whose subagents nobody knows. */
const leavesOut = ({ flags, tokens, assistant_messages }: Digest): boolean =>
  flags.includes('partial') || flags.includes(UNSEEN_SUBAGENTS) || (tokens === null && assistant_messages > 0);

/** @param unpriced a part of what they used has no price */
export function lowerBound(runs: readonly Digest[], unpriced: boolean): LowerBound {
  const tokens = runs.some(leavesOut);
  return { tokens, cost: tokens || unpriced };
}

/** What is known of a run's cost, where a part of it has no price too. */
const knownCost = ({ cost_usd, models }: Digest): number | null =>
  cost_usd ?? addCosts(models.map((model) => model.cost_usd));

export function sumRuns(runs: readonly Digest[]): RunSums {
  const errors = runs.map(({ tool_errors }) => tool_errors).filter((value) => value !== null);
  return {
    tokens: addUp(runs.map(({ tokens }) => tokens)),
    cost_usd: addCosts(runs.map(knownCost)),
    tool_calls: runs.reduce((sum, { tool_calls }) => sum + tool_calls, 0),
    tool_errors: errors.length === 0 ? null : errors.reduce((a, b) => a + b, 0),
    lower_bound: lowerBound(
      runs,
      runs.some(({ flags }) => flags.includes('unpriced')),
    ),
  };
}

/** `12k`, `>12k` for a lower bound, `n/a`. */
export const sayTokens = (tokens: number | null, { tokens: least }: LowerBound): string =>
  tokens === null ? 'n/a' : `${least ? '>' : ''}${thousands(tokens)}`;

/** `$1.20`, `>$1.20` for a lower bound, `unpriced` where tokens are known alone, `n/a`. */
export const sayCost = (usd: number | null, tokens: number | null, { cost: least }: LowerBound): string =>
  usd === null ? (tokens === null ? 'n/a' : 'unpriced') : `${least ? '>' : ''}${dollars(usd)}`;

/** The numbers of some runs, as lists of sessions show them. */
export function sayRuns(runs: readonly Digest[]): { tokens: string; cost: string; calls: string; errors: string } {
  const { tokens, cost_usd, tool_calls, tool_errors, lower_bound } = sumRuns(runs);
  const all = allTokens(tokens);
  return {
    tokens: sayTokens(all, lower_bound),
    cost: sayCost(cost_usd, all, lower_bound),
    calls: String(tool_calls),
    errors: String(tool_errors ?? '?'),
  };
}
