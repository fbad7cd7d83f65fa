import type { SessionFact, Usage } from '../session-event.ts';
import type { Metered } from './charges.ts';
import type { Line } from './line.ts';

/** What has been read of a session so far. */
export interface State {
  session: string;
  model: string | null;
  /** Where and with which version it works; so do its subagents. */
  known: Pick<SessionFact, 'cwd' | 'harness_version' | 'branch' | 'commit' | 'repository'>;
  /** Subagents that were told. */
  children: Set<string>;
  status: 'ended' | 'open' | 'failed' | null;
  /** Charges of replies since the run began, which its shutdown replaces. */
  pending: Usage[];
  /** Replies of the run. */
  replies: number;
  /** Sums of the newest shutdown. */
  metered: Metered | null;
  /** Whether the run's calls of models are recorded one by one. */
  recorded: boolean;
  /** Recorded charges whose reply has not come, by the id of their call. */
  records: Map<string, Usage>;
  /** Sessions of which some charges are known in part only. */
  partial: Set<string>;
  /** Reply that asked for a call, by the call's id. */
  asked: Map<string, string>;
  /** Session in which a call was made, by the call's id. */
  made: Map<string, string>;
  /** Session of the subagent that a call started, by the call's id. */
  started: Map<string, string>;
  /** Calls that a person refused. */
  refused: Set<string>;
}

export const startState = (session: string): State => ({
  session,
  model: null,
  known: {},
  children: new Set(),
  status: null,
  pending: [],
  replies: 0,
  metered: null,
  recorded: false,
  records: new Map(),
  partial: new Set(),
  asked: new Map(),
  made: new Map(),
  started: new Map(),
  refused: new Set(),
});

/** Whose a line is: the main agent's, or a subagent's where the line says so. */
export function sessionOf({ session, started }: State, { agent, agentCall }: Line): string {
  if (agent !== null) return `${session}/${agent}`;
  return agentCall === null ? session : (started.get(agentCall) ?? `${session}/${agentCall}`);
}
