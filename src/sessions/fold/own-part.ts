import type { Replayed } from '../digests/digest.ts';
import type { Turn } from '../timeline.ts';
import { copyOf } from './safe-text.ts';
import type { HeldMark, HeldUsage, SessionFold } from './state.ts';
import { addTokens, unknownTokens } from './token-classes.ts';

/** A session without what belongs to an earlier one. */
export interface OwnPart {
  turns: Turn[];
  usages: HeldUsage[];
  marks: HeldMark[];
  replayed: Replayed;
  /** All replies that count for something, replayed ones too. */
  ids: Array<{ id: string; at: number | null; copied?: true }>;
  /** When it begins. */
  first: number | null;
}

/**
 * Takes the replies of an earlier session out, with their calls, their usage, and the turns and marks around them: copies
 * stand before what a fork does itself.
 */
export function splitReplayed(fold: SessionFold, turns: readonly Turn[], known?: ReadonlySet<string>): OwnPart {
  const counts = fold.facts.replayed;
  const sum: Replayed = {
    replies: 0,
    tokens: { ...unknownTokens(), ...counts?.tokens },
    tool_calls: counts?.tool_calls ?? 0,
    tool_errors: counts?.tool_errors ?? 0,
  };
  const usages = [...fold.usages.values()];
  const ids = idsOf(fold);
  const replayed = new Set(known);
  for (const { id, copied } of fold.replies.values()) if (copied) replayed.add(id);
  if (replayed.size === 0) {
    return { turns: [...turns], usages, marks: [...fold.marks.values()], replayed: sum, ids, first: fold.first };
  }
  sum.replies = ids.filter(({ id }) => replayed.has(id)).length;
  for (const { id, tokens } of usages) if (replayed.has(id)) addTokens(sum.tokens, tokens);
  for (const { id, reply } of fold.calls.values()) {
    if (reply === null || !replayed.has(reply)) continue;
    sum.tool_calls++;
    if (fold.results.get(id)?.error === true) sum.tool_errors++;
  }
  let until = Number.NEGATIVE_INFINITY;
  for (const { id, last } of fold.replies.values()) if (replayed.has(id)) until = Math.max(until, last.at ?? until);
  const isCopied = ({ prompt, replies }: Turn): boolean =>
    replies.length > 0 ? replies.every((id) => replayed.has(id)) : (prompt?.at ?? Number.POSITIVE_INFINITY) <= until;
  const own = turns.filter((turn) => !isCopied(turn));
  return {
    turns: own.map((turn) => ({
      ...turn,
      replies: turn.replies.filter((id) => !replayed.has(id)),
      calls: turn.calls.filter(({ reply }) => reply === null || !replayed.has(reply)),
    })),
    usages: usages.filter(({ id }) => !replayed.has(id)),
    marks: [...fold.marks.values()].filter(({ at }) => at === null || at > until),
    replayed: sum,
    ids,
    first: startOf(own, fold),
  };
}

/** When the first turn of its own began. */
function startOf([turn]: readonly Turn[], { replies }: SessionFold): number | null {
  if (!turn) return null;
  const times = [turn.prompt?.at, ...turn.replies.map((id) => replies.get(id)?.first.at)];
  return times.find((at) => at != null) ?? null;
}

/** The replies that have a usage or a call. */
export function idsThatCount({ usages, calls }: SessionFold): Set<string> {
  const counting = new Set(usages.keys());
  for (const { reply } of calls.values()) if (reply !== null) counting.add(reply);
  return counting;
}

function idsOf(fold: SessionFold): OwnPart['ids'] {
  const { replies, usages } = fold;
  return [...idsThatCount(fold)].sort().map((id) => ({
    // It outlives the texts that it was a part of.
    id: copyOf(id),
    at: replies.get(id)?.first.at ?? usages.get(id)?.at ?? null,
    ...(replies.get(id)?.copied ? { copied: true as const } : {}),
  }));
}
