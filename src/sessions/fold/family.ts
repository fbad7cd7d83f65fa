import { sha256 } from '../../lib/sha256.ts';
import { isoTime } from '../../lib/time.ts';
import { agentName } from '../runs/agent-name.ts';
import { safeId } from './safe-text.ts';
import type { SessionFold } from './state.ts';

/** How the sessions of one source belong together. */
export interface Family {
  sessions: ReadonlyMap<string, SessionFold>;
  /** By session: the one whose call started it, and the agent that this call named. */
  starts: ReadonlyMap<string, { parent: string; agent: string | undefined }>;
  children: ReadonlyMap<string, SessionFold[]>;
}

export function familyOf(sessions: ReadonlyMap<string, SessionFold>): Family {
  const starts = new Map<string, { parent: string; agent: string | undefined }>();
  for (const { id: parent, calls, results } of sessions.values()) {
    for (const { id, child } of results.values()) {
      if (child !== undefined && child !== parent) starts.set(child, { parent, agent: calls.get(id)?.starts });
    }
  }
  const children = new Map<string, SessionFold[]>();
  const family = { sessions, starts, children };
  for (const session of sessions.values()) {
    const { parent } = originOf(session, family);
    if (parent === null) continue;
    const known = children.get(parent);
    if (known) known.push(session);
    else children.set(parent, [session]);
  }
  return family;
}

/** The parent and the agent of a session: as the call that started it says, which knows best where it stands, or as it says itself. */
export function originOf(
  { id, facts }: SessionFold,
  { starts }: Family,
): { parent: string | null; agent: string | null } {
  const start = starts.get(id);
  return { parent: start?.parent ?? facts.parent ?? null, agent: facts.agent ?? start?.agent ?? null };
}

/** The agent under which a session is recorded; `unnamed`: a subagent that nobody names. */
export function agentOf(fold: SessionFold, family: Family): string {
  const { parent, agent } = originOf(fold, family);
  if (agent !== null) return agentName(agent);
  return parent === null ? 'main' : 'unnamed';
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
export function depthOf(
  fold: SessionFold,
  { children }: Pick<Family, 'children'>,
  above: readonly string[] = [],
): number {
  if (above.includes(fold.id)) return 0;
  const path = [...above, fold.id];
  let deepest = 0;
  for (const child of children.get(fold.id) ?? []) deepest = Math.max(deepest, depthOf(child, { children }, path));
  return fold.calls.size > 0 || deepest > 0 ? 1 + deepest : 0;
}
