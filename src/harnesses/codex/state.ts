import type { FileAccess, SessionEvent, Usage } from '../session-event.ts';
import { NO_TOTALS, type Totals } from './totals.ts';

/** What has been read of a session so far. */
export interface State {
  session: string;
  turn: string | null;
  model: string | null;
  window: number | undefined;
  /** Newest totals; null before the first. */
  totals: Totals | null;
  /** Tokens in the context after the newest call. */
  context: number | undefined;
  /** The answer that is being written down. */
  reply: OpenReply | null;
  /** Answers before any total was seen. */
  early: number;
  calls: Map<string, OpenCall>;
  /** The newest script that still runs: what it does is told under other ids. */
  script: OpenCall | null;
  /** Prompts of this turn, with the record that told them. */
  prompts: Map<string, string>;
  /** Charges by reply, of versions that write them so. */
  records: Map<string, Usage>;
  status: 'ended' | 'open' | 'aborted' | null;
  /** Whether a program, not a person, writes the prompts. */
  spawned: boolean;
  /** Whether it goes on from another session. */
  forked: boolean;
}

export interface OpenReply {
  id: string;
  /** Whether one of its items was seen, its charge, an output of one of its calls. */
  items: boolean;
  charged: boolean;
  answered: boolean;
}

export interface OpenCall {
  error: boolean;
  /** Files that its patch names; none once told. */
  patched: FileAccess[];
  /** Files that were touched from within it, to be told with its output. */
  touched: FileAccess[];
}

export const startState = (session: string): State => ({
  session,
  turn: null,
  model: null,
  window: undefined,
  totals: null,
  context: undefined,
  reply: null,
  early: 0,
  calls: new Map(),
  script: null,
  prompts: new Map(),
  records: new Map(),
  status: null,
  spawned: false,
  forked: false,
});

/** Names a reply by its turn and the totals before it, which both stay the same when the file is copied. */
export const replyId = ({ turn, session, totals, early }: State): string =>
  `${turn ?? session}/${(totals ?? NO_TOTALS).total}${totals === null && early > 1 ? `.${early}` : ''}`;

/** The reply that an item of the model belongs to, told when it is new. */
export function takeReply(state: State, at: number | null, item: boolean, out: SessionEvent[]): void {
  const open = state.reply;
  // Older versions write the events of the screen, then the charge, then the items; later ones the charge at the end.
  const over = open && ((!item && open.charged) || (open.answered && (open.charged || state.totals === null)));
  if (!open || over) {
    if (state.totals === null) state.early++;
    state.reply = { id: replyId(state), items: item, charged: false, answered: false };
    out.push({ kind: 'reply', session: state.session, at, id: state.reply.id });
  } else open.items ||= item;
}
