import type { SessionEvent, SessionFact, Usage } from '../session-event.ts';
import { fieldsIn, textOf } from '../values.ts';
import { chargesOf, meteredOf, ownPart } from './charges.ts';
import type { Line } from './line.ts';
import type { State } from './state.ts';

/** A run of the program begins. What an earlier one did not close is known in part only. */
export function runBegins(state: State, { type, at, data }: Line): SessionEvent[] {
  const before = leftOpen(state);
  state.model = textOf(data.selectedModel) ?? state.model;
  state.status = 'open';
  state.replies = 0;
  state.recorded = false;
  if (type === 'session.resume') return before;
  const { cwd, branch, headCommit, repository, repositoryHost } = fieldsIn(data.context);
  const [name, host] = [textOf(repository), textOf(repositoryHost)];
  const known = {
    harness_version: textOf(data.copilotVersion),
    cwd: textOf(cwd),
    branch: textOf(branch),
    commit: textOf(headCommit),
    repository: name && host && `https://${host}/${name}`,
  };
  state.known = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
  return [...before, { kind: 'session', session: state.session, at, parent: null, ...state.known }];
}

/**
 * A run ends: its numbers replace those of its replies, subagents' included, which then have none of their own. Where each
 * call was recorded there is nothing to replace.
 */
export function runEnds(state: State, line: Line): SessionEvent[] {
  state.status = line.data.shutdownType === 'error' ? 'failed' : 'ended';
  const metered = meteredOf(line.data);
  if (metered.models.size === 0) return [];
  const output = state.pending.reduce((sum, { tokens }) => sum + (tokens.output ?? 0), 0);
  const charges = state.recorded
    ? []
    : chargesOf(state.session, line, ownPart(metered, state.metered, { count: state.replies, output }));
  state.metered = metered;
  state.replies = 0;
  if (charges.length > 0) {
    for (const { session } of state.pending) if (session !== state.session) state.partial.add(session);
    state.pending = [];
  }
  return [...charges, ...leftOpen(state)];
}

/**
 * Charges that nothing has settled: of calls that led to no reply (a summary), and of the replies of a run without a
 * shutdown, which goes on, broke off, or was copied early.
 */
export function leftOpen(state: State): SessionEvent[] {
  const charges = state.pending;
  for (const { session } of charges) state.partial.add(session);
  const others = [...state.records.values()].map((charge): Usage => ({ ...charge, request: true }));
  state.pending = [];
  state.records.clear();
  return [...charges, ...others];
}

/** What is known at the end of the file. */
export function endOf(state: State, at: number | null): SessionFact[] {
  const { session, status, partial } = state;
  const own: SessionFact = { kind: 'session', session, at, ...(status && { status }) };
  return [
    own,
    ...[...partial].map((session): SessionFact => ({ kind: 'session', session, at: null, flags: ['partial'] })),
  ];
}
