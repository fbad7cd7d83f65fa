import { type CommitGraph, reachableFrom } from '../store/git/commit-graph.ts';

/**
 * How a commit stands to those that wrote the plan down. `together`: it is one of them. `apart`: on a line that does not
 * hold the plan, so that no history tells which came first. `unknown`: a shallow clone cuts off what would tell, or the commit is not here.
 */
export type Order = 'plan first' | 'together' | 'plan later' | 'apart' | 'unknown';

/** With the earliest commit on that line that holds the plan; null: none does. */
export interface Precedence {
  order: Order;
  plan: string | null;
}

/**
 * Tells for each commit by ancestry alone whether the plan was there before it: clocks differ, and anyone can set them.
 *
 * @param added commits that add the plan, several after a rebase or squash
 * @returns `itself`: whether a commit that adds the plan counts as after it: a session that began there does, a change made
 *   in it does not
 */
export function precedences(
  graph: CommitGraph,
  added: readonly string[],
): (commit: string, itself: boolean) => Precedence {
  const { parents, cut } = graph;
  const plans = new Set(added);
  const earlier = reachableFrom(graph, added);
  const held = new Map<string, string>();
  const heldBefore = (commit: string): string | null =>
    (parents.get(commit) ?? []).map((parent) => held.get(parent)).find((plan) => plan !== undefined) ?? null;
  for (const commit of parents.keys()) {
    const plan = heldBefore(commit) ?? (plans.has(commit) ? commit : null);
    if (plan !== null) held.set(commit, plan);
  }
  return (commit, itself) => {
    const plan = itself ? (held.get(commit) ?? null) : heldBefore(commit);
    // There it seems added, and may be older.
    if (plan !== null) return { order: cut.has(plan) ? 'unknown' : 'plan first', plan };
    if (!parents.has(commit) || cut.has(commit)) return { order: 'unknown', plan };
    if (plans.has(commit)) return { order: 'together', plan };
    return { order: earlier.has(commit) ? 'plan later' : 'apart', plan };
  };
}
