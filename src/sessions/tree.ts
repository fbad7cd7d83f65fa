import { startsSubagent } from '../harnesses/starters.ts';
import type { Digest } from './digests/digest.ts';
import { addCosts, addUp, allTokens } from './family-totals.ts';
import { agentOf, type Family, familyOf, sessionIdOf } from './fold/family.ts';
import { pathInRepository } from './fold/repository-path.ts';
import { safeName } from './fold/safe-text.ts';
import { commandSignature } from './fold/signature.ts';
import type { HeldCall, HeldUsage, SessionFold } from './fold/state.ts';
import { type Pricing, priceModels, sumModels } from './fold/tokens.ts';
import type { LowerBound } from './run-sums.ts';
import { type Turn, timelineOf } from './timeline.ts';
import { UNSEEN_SUBAGENTS } from './unseen-subagents.ts';

/** A part of a session: the session, its turns, their messages, the calls of a message, the subagents of a call. */
export interface TreeNode {
  kind: 'session' | 'turn' | 'message' | 'charge' | 'call';
  /** Text-free: an agent, a model, a tool with the command or file that it was given. */
  name: string;
  /** With all below. Null where unknown. */
  cost_usd: number | null;
  tokens: number | null;
  lower_bound: LowerBound;
  /** Of a session and a turn: at work, from each prompt to the last reply. Of a call: until its result. */
  ms: number | null;
  error: boolean;
  /** Share of the whole session's cost (of its tokens, where no price is known), 0 to 1; null where neither is known. */
  share: number | null;
  children: TreeNode[];
}

type Price = (usage: HeldUsage) => number | null;

/** What a tree is made with. */
interface Making {
  family: Family;
  price: Price;
  root: string | null;
  digests: ReadonlyMap<string, Digest>;
}

/**
 * The tree of one session.
 *
 * @param sessions those of its source, among which are its subagents
 * @param digests what is known of them beside the transcript, by session id
 */
export function treeOf(
  id: string,
  sessions: ReadonlyMap<string, SessionFold>,
  pricing: Pricing,
  root: string | null,
  digests: ReadonlyMap<string, Digest>,
): TreeNode | null {
  const fold = sessions.get(id);
  if (!fold) return null;
  const price: Price = (usage) =>
    priceModels(
      sumModels([usage], () => true),
      pricing,
    )[0]?.cost_usd ?? null;
  const tree = sessionNode(fold, { family: familyOf(sessions), price, root, digests }, new Set());
  const whole = tree.cost_usd ?? tree.tokens;
  const share = (node: TreeNode): void => {
    const own = tree.cost_usd === null ? node.tokens : node.cost_usd;
    node.share = own === null || !whole ? null : own / whole;
    node.children.forEach(share);
  };
  share(tree);
  return tree;
}

/** @param partial a part of what was used is unknown: the tool left it out, or a subagent's transcript is missing */
function node(
  kind: TreeNode['kind'],
  name: string,
  children: TreeNode[],
  usages: HeldUsage[],
  price: Price,
  partial = false,
): TreeNode {
  const costs = usages.map(price);
  const least = partial || usages.some(({ cut }) => cut === true) || children.some((child) => child.lower_bound.tokens);
  const unpriced = costs.includes(null) || children.some((child) => child.lower_bound.cost);
  const own = allTokens(addUp(usages.map(({ tokens }) => tokens)));
  const tokens = [own, ...children.map((child) => child.tokens)].filter((value) => value !== null);
  return {
    kind,
    name,
    cost_usd: addCosts([...costs, ...children.map(({ cost_usd }) => cost_usd)]),
    tokens: tokens.length === 0 ? null : tokens.reduce((a, b) => a + b, 0),
    lower_bound: { tokens: least, cost: least || unpriced },
    ms: null,
    error: false,
    share: null,
    children,
  };
}

function sessionNode(fold: SessionFold, making: Making, above: Set<string>): TreeNode {
  const { family, price, root, digests } = making;
  const seen = new Set([...above, fold.id]);
  const { turns } = timelineOf(fold);
  const started = new Set<string>();
  const known = digests.get(sessionIdOf(fold));
  const unseen = known?.flags.includes(UNSEEN_SUBAGENTS) === true;
  const callNode = (call: HeldCall): TreeNode => {
    const result = fold.results.get(call.id);
    const child = result?.child === undefined || seen.has(result.child) ? undefined : family.sessions.get(result.child);
    if (child) started.add(child.id);
    const below = child ? [sessionNode(child, making, seen)] : [];
    const timed = result?.at != null && call.at !== null ? Math.max(0, result.at - call.at) : null;
    const error = result?.error === true;
    const lacks = unseen && !error && startsSubagent(known.harness, call.tool);
    const made = node('call', nameOf(call, fold, root), below, [], price, lacks);
    return { ...made, ms: result?.ms ?? timed, error };
  };
  const loose = [...fold.usages.values()].filter(({ id }) => !fold.replies.has(id));
  const nodes = turns.map((turn, at) => turnNode(turn, fold, callNode, chargesOf(turns, at, loose), price));
  const others = (family.children.get(fold.id) ?? []).filter(({ id }) => !started.has(id) && !seen.has(id));
  const apart = others.map((other) => sessionNode(other, making, seen));
  const name = known?.agent ?? agentOf(fold, family);
  const made = node('session', name, [...nodes, ...apart], [], price, fold.flags.has('partial'));
  const ms = fold.first === null ? null : turns.reduce((sum, turn) => sum + turn.ms, 0);
  return { ...made, ms: known ? known.working_ms : ms };
}

/** Charges that belong to no message: those from a turn's prompt to the next; without times all stand at the last turn. */
function chargesOf(turns: readonly Turn[], at: number, loose: readonly HeldUsage[]): HeldUsage[] {
  const from = at === 0 ? Number.NEGATIVE_INFINITY : (turns[at]!.prompt?.at ?? Number.NEGATIVE_INFINITY);
  const until = turns[at + 1]?.prompt?.at ?? Number.POSITIVE_INFINITY;
  const last = at === turns.length - 1;
  return loose.filter((usage) => (usage.at === null ? last : usage.at >= from && usage.at < until));
}

function turnNode(
  turn: Turn,
  fold: SessionFold,
  callNode: (call: HeldCall) => TreeNode,
  charges: HeldUsage[],
  price: Price,
): TreeNode {
  const partial = fold.flags.has('partial');
  const messages = turn.replies.map((id) => {
    const usage = fold.usages.get(id);
    const calls = turn.calls.filter(({ reply }) => reply === id).map(callNode);
    return node('message', safeName(usage?.model ?? 'message'), calls, usage ? [usage] : [], price, partial);
  });
  const shown = new Set(turn.replies);
  const apart = turn.calls.filter(({ reply }) => reply === null || !shown.has(reply)).map(callNode);
  const paid = charges.map((usage) => node('charge', safeName(usage.model ?? 'charge'), [], [usage], price));
  const answered = turn.number > 0 ? `turn ${turn.number}` : 'prompt without a reply';
  const name = turn.prompt === null ? 'before any prompt' : answered;
  const made = node('turn', name, [...messages, ...apart, ...paid], [], price, partial);
  return { ...made, ms: turn.prompt !== null && turn.number === 0 ? null : turn.ms };
}

/** A tool, with what it was given that holds no text: a command's program, a file of the repository, a skill, an agent. */
function nameOf(call: HeldCall, fold: SessionFold, root: string | null): string {
  const file = call.files?.[0] ?? fold.results.get(call.id)?.files?.[0];
  const given =
    (call.command === undefined ? null : commandSignature(call.command)) ??
    (file
      ? (pathInRepository(file.path, fold.facts.cwd ?? null, root ?? fold.facts.cwd ?? null) ?? 'a file outside')
      : null) ??
    call.skill ??
    call.starts;
  return given == null ? safeName(call.tool) : `${safeName(call.tool)} ${given}`;
}
