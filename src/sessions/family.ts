import { sha256 } from '../lib/sha256.ts';
import { isoTime } from '../lib/time.ts';
import type { SessionFold } from './fold-state.ts';
import { safeId } from './safe-text.ts';

type Sessions = ReadonlyMap<string, SessionFold>;

/** The call that started a session, and the session that made it. */
function findStart(id: string, sessions: Sessions): { parent: string; agent: string | undefined } | null {
  for (const { id: parent, calls, results } of sessions.values()) {
    for (const result of results.values()) {
      if (result.child === id && parent !== id) return { parent, agent: calls.get(result.id)?.starts };
    }
  }
  return null;
}

/** The parent and the agent of a session, as it says itself, or as the call that started it says. */
export function originOf(fold: SessionFold, sessions: Sessions): { parent: string | null; agent: string | null } {
  const { parent, agent } = fold.facts;
  if (parent !== undefined && (agent !== undefined || parent === null)) return { parent, agent: agent ?? null };
  const start = findStart(fold.id, sessions);
  return { parent: parent ?? start?.parent ?? null, agent: agent ?? start?.agent ?? null };
}

export function firstPrompt(fold: SessionFold): string | null {
  let first: { at: number | null; place: number; text: string } | null = null;
  for (const prompt of fold.prompts.values()) {
    const before =
      first === null || (prompt.at !== null && first.at !== null ? prompt.at < first.at : prompt.place < first.place);
    if (before) first = prompt;
  }
  return first?.text ?? null;
}

/**
 * The id of a session in digests. Ids that are unique in one place only get `~` and eight hex over start time and first
 * prompt (design.md 3.6).
 */
export function sessionIdOf(fold: SessionFold): string {
  const id = safeId(fold.id);
  if (fold.facts.local_id !== true) return id;
  const start = fold.first === null ? '' : isoTime(fold.first);
  return `${id}~${sha256(`${start}\n${firstPrompt(fold) ?? ''}`).slice(0, 8)}`;
}

/** Levels of tool calls from a session downwards: 1 where it called tools, more where these started subagents that did. */
export function depthOf(fold: SessionFold, sessions: Sessions, above: readonly string[] = []): number {
  if (above.includes(fold.id)) return 0;
  let below = 0;
  for (const other of sessions.values()) {
    if (other !== fold && originOf(other, sessions).parent === fold.id)
      below = Math.max(below, depthOf(other, sessions, [...above, fold.id]));
  }
  return fold.calls.size > 0 || below > 0 ? 1 + below : 0;
}
