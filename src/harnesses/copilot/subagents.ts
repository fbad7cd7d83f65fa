import type { SessionEvent } from '../session-event.ts';
import { textOf } from '../values.ts';
import type { Line } from './line.ts';
import { type State, sessionOf } from './state.ts';

/** A subagent is a session of its own, below the one that called for it. */
export function subagentStarts(state: State, { agent, at, data }: Line): SessionEvent[] {
  const call = textOf(data.toolCallId);
  const id = agent ?? call;
  if (id === null) return [];
  const session = `${state.session}/${id}`;
  const parent = (call && state.made.get(call)) || state.session;
  if (call) state.started.set(call, session);
  const name = textOf(data.agentName);
  state.children.add(session);
  return [{ kind: 'session', session, at, parent, ...state.known, status: 'open', ...(name && { agent: name }) }];
}

/** The parent of a subagent whose start was not seen. */
export function parentFirst(state: State, { session, at }: SessionEvent): SessionEvent[] {
  if (session === state.session || state.children.has(session)) return [];
  state.children.add(session);
  return [{ kind: 'session', session, at, parent: state.session, ...state.known }];
}

/** Tokens and calls that the line adds up are left to the subagent's own lines. */
export function subagentEnds(state: State, line: Line): SessionEvent[] {
  const call = textOf(line.data.toolCallId);
  const session = (call && state.started.get(call)) ?? sessionOf(state, line);
  const status = line.type === 'subagent.failed' ? 'failed' : 'ended';
  return session === state.session ? [] : [{ kind: 'session', session, at: line.at, status }];
}
