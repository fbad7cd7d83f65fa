import type { Digest } from './digests/digest.ts';
import type { HeldCall, HeldMark, HeldPrompt, SessionFold, When } from './fold/state.ts';

/** One prompt and what followed it. What came before any prompt is a turn without one. */
export interface Turn {
  prompt: HeldPrompt | null;
  /** The first prompt comes after a reply: it may correct it. */
  answers: boolean;
  replies: string[];
  calls: HeldCall[];
  /** From 1, over turns in which the model did something; 0 for the others. */
  number: number;
  /** Ms from the prompt to the last reply. */
  ms: number;
  /** A reply is its last event, and the harness does not say why it was the last. */
  untold: boolean;
}

export interface Timeline {
  turns: Turn[];
  status: Digest['status'] | null;
}

/** At the same time a reply follows its prompt, and a call its reply. */
const RANK = { prompt: 0, reply: 1, call: 2, result: 3, mark: 4 } as const;

/** What says how a turn ended. */
const TELL_AN_END: ReadonlySet<string> = new Set(['stop', 'limit', 'interrupt', 'api-error']);

type Item = { when: When; id: string } & (
  | { kind: 'prompt'; prompt: HeldPrompt }
  | { kind: 'reply'; again: boolean }
  | { kind: 'call'; call: HeldCall }
  | { kind: 'result' }
  | { kind: 'mark'; mark: HeldMark }
);

/** The conversation in the order of its times; of one in which some are unknown, in the order in which it was read. */
function itemsOf(fold: SessionFold): Item[] {
  const items: Item[] = [];
  for (const prompt of fold.prompts.values()) items.push({ kind: 'prompt', when: prompt, id: prompt.id, prompt });
  for (const { id, first, last } of fold.replies.values()) {
    items.push({ kind: 'reply', when: first, id, again: false });
    if (last !== first) items.push({ kind: 'reply', when: last, id, again: true });
  }
  for (const call of fold.calls.values()) items.push({ kind: 'call', when: call, id: call.id, call });
  for (const { id, at, place } of fold.results.values()) {
    // A result without a time of its own stands at its call; one without either, at the end.
    items.push({ kind: 'result', when: { at: at ?? fold.calls.get(id)?.at ?? fold.latest, place }, id });
  }
  for (const mark of fold.marks.values()) {
    items.push({ kind: 'mark', when: { at: mark.at ?? fold.latest, place: mark.place }, id: mark.id, mark });
  }
  return items.sort(
    fold.timed
      ? (a, b) => a.when.at! - b.when.at! || RANK[a.kind] - RANK[b.kind] || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
      : (a, b) => a.when.place - b.when.place,
  );
}

/** Turns, and how the conversation stands. */
export function timelineOf(fold: SessionFold): Timeline {
  const turns: Turn[] = [];
  let turn: Turn | null = null;
  let [start, answered, number] = [null as number | null, false, 0];
  let status: Timeline['status'] = null;
  const begin = (prompt: HeldPrompt | null, at: number | null): Turn => {
    turn = { prompt, answers: answered, replies: [], calls: [], number: 0, ms: 0, untold: false };
    turns.push(turn);
    start = at;
    return turn;
  };
  const during = (at: number | null): Turn => {
    const own = turn ?? begin(null, at);
    start ??= at;
    if (at !== null && start !== null) own.ms = Math.max(own.ms, at - start);
    return own;
  };
  const settle = (): void => {
    if (turn) turn.untold = false;
  };
  for (const item of itemsOf(fold)) {
    const { at } = item.when;
    if (item.kind === 'prompt') {
      begin(item.prompt, at);
      // Most commands (`/exit`, `/clear`) are the program's own business; one that is the model's shows by its reply.
      if (item.prompt.skill === undefined || status === null) status = 'open';
    } else if (item.kind === 'mark') {
      if (TELL_AN_END.has(item.mark.what)) settle();
      if (item.mark.what === 'api-error') {
        during(at);
        status = 'failed';
      } else if (item.mark.what === 'interrupt') status = 'aborted';
      else if (item.mark.what === 'stop' && status === 'open') status = 'ended';
    } else if (item.kind === 'result') {
      settle();
      status = 'open';
    } else {
      const own = during(at);
      if (own.number === 0) own.number = ++number;
      answered = true;
      if (item.kind === 'call') own.calls.push(item.call);
      else if (!item.again) own.replies.push(item.id);
      // A reply's later lines come after what it says of its end.
      if (item.kind === 'call' || !item.again) own.untold = item.kind === 'reply';
      status = item.kind === 'call' ? 'open' : 'ended';
    }
  }
  return { turns, status };
}
