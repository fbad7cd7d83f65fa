import type { LineObject } from './line-object.ts';

/** A call that started a subagent whose lines stand inline, and what it gave it to do. */
interface Start {
  call: string;
  prompt: string;
  agent: string | undefined;
}

/** The subagents that old versions (before late 2025) wrote into the file of their session, as `isSidechain` lines. */
export interface Chains {
  /** Session of each sidechain line, by its `uuid`. */
  sessions: Map<string, string>;
  starts: Start[];
  /** Session that a call started. */
  started: Map<string, string>;
  latest: string | null;
}

export const noChains = (): Chains => ({ sessions: new Map(), starts: [], started: new Map(), latest: null });

/** Notes a call that starts a subagent: its prompt is the first line of a chain. */
export function noteStart(chains: Chains, call: string, prompt: unknown, agent: string | undefined): void {
  if (typeof prompt === 'string') chains.starts.push({ call, prompt, agent });
}

/**
 * The subagent to which a sidechain line belongs: that of the line before it, else one that begins here, named by the
 * `uuid` of its first line, so that a later reading names it alike.
 */
export function chainOf(chains: Chains, session: string, of: LineObject): { id: string; agent: string | undefined } {
  const [uuid, parentUuid] = [of.uuid(), of.parentUuid()];
  const known = typeof parentUuid === 'string' ? chains.sessions.get(parentUuid) : undefined;
  let id = known ?? (typeof parentUuid === 'string' ? chains.latest : null);
  let agent: string | undefined;
  if (id === null) {
    id = `${session}/${typeof uuid === 'string' && /^[\w-]{1,64}$/.test(uuid) ? uuid : 'sidechain'}`;
    const at = chains.starts.findIndex(({ prompt }) => prompt === of.line.message?.content);
    if (at >= 0) {
      const [start] = chains.starts.splice(at, 1);
      chains.started.set(start!.call, id);
      agent = start!.agent;
    }
  }
  chains.latest = id;
  if (typeof uuid === 'string') chains.sessions.set(uuid, id);
  return { id, agent };
}
