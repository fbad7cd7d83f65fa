import { dollars, percent, seconds, thousands } from '../metrics/summary/format.ts';
import type { TreeNode } from './tree.ts';

/** Above this share of the session's cost a part is marked. */
const HEAVY = 0.4;

/** Whether a part holds over 40 % of the whole session's cost; what holds all of it tells nothing. */
export const isHeavy = ({ share }: TreeNode): boolean => share !== null && share > HEAVY && share < 1;

const failedIn = ({ error, children }: TreeNode): number =>
  children.reduce((sum, child) => sum + failedIn(child), error ? 1 : 0);

/** `at work` is the time from each prompt to the last reply, as in lists of sessions; a call has a beginning and an end. */
const sayTime = ({ kind, ms }: TreeNode): string | null =>
  ms === null ? null : `${kind === 'call' ? 'took' : 'at work'} ${seconds(ms / 1000)}`;

/** What is known of a part, in a few words each: `$0.75`, `537k tokens`, `at work 2 min`, `57 %`, `2 failed`. `>`: a lower bound. */
export function sayPart(node: TreeNode): string[] {
  const { kind, cost_usd, tokens, share, lower_bound } = node;
  const failed = kind === 'call' ? 0 : failedIn(node);
  return [
    cost_usd === null ? null : `${lower_bound.cost ? '>' : ''}${dollars(cost_usd)}`,
    tokens === null ? null : `${lower_bound.tokens ? '>' : ''}${thousands(tokens)} tokens`,
    sayTime(node),
    share === null || kind === 'session' ? null : percent(share),
    failed === 0 ? null : `${failed} failed`,
  ].filter((fact) => fact !== null);
}
