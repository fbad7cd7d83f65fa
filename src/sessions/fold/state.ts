import type {
  Call,
  FileAccess,
  Mark,
  Prompt,
  Reply,
  Result,
  Seen,
  SessionEvent,
  SessionFact,
  Usage,
} from '../../harnesses/session-event.ts';
import { largest, raiseTokens } from './token-classes.ts';

/** When something was: by the clock where noted, else by its place among the events. */
export interface When {
  at: number | null;
  place: number;
}

export type Held<T> = Omit<T, 'session' | 'kind' | 'at'> & When;
export type HeldReply = { id: string; first: When; last: When; copied: boolean };
export type HeldUsage = Held<Usage>;
export type HeldCall = Held<Call>;
export type HeldResult = Held<Result>;
export type HeldPrompt = Held<Prompt>;
export type HeldMark = Held<Mark>;

type Facts = Partial<Omit<SessionFact, 'kind' | 'session' | 'at' | 'flags' | 'status'>>;

/** What is known of one session: everything by its id, so that an event taken twice changes nothing. */
export interface SessionFold {
  id: string;
  facts: Facts;
  /** Time of the event that stated each fact. */
  since: Partial<Record<keyof Facts, number | null>>;
  status: (When & { status: NonNullable<SessionFact['status']> }) | null;
  flags: Set<string>;
  /** Earliest and latest time of any event. */
  first: number | null;
  latest: number | null;
  /** Whether every prompt, reply and call has a time. */
  timed: boolean;
  events: number;
  prompts: Map<string, HeldPrompt>;
  replies: Map<string, HeldReply>;
  usages: Map<string, HeldUsage>;
  calls: Map<string, HeldCall>;
  results: Map<string, HeldResult>;
  marks: Map<string, HeldMark>;
  seen: Map<string, Pick<Seen, 'what' | 'name'>>;
}

export const startSession = (id: string): SessionFold => ({
  id,
  facts: {},
  since: {},
  status: null,
  flags: new Set(),
  first: null,
  latest: null,
  timed: true,
  events: 0,
  prompts: new Map(),
  replies: new Map(),
  usages: new Map(),
  calls: new Map(),
  results: new Map(),
  marks: new Map(),
  seen: new Map(),
});

/** Takes one event in. */
export function takeInto(fold: SessionFold, event: SessionEvent): void {
  const { at } = event;
  if (at !== null) {
    if (fold.first === null || at < fold.first) fold.first = at;
    if (fold.latest === null || at > fold.latest) fold.latest = at;
  }
  const when: When = { at, place: fold.events++ };
  if (event.kind === 'session') takeFact(fold, event, when);
  else if (event.kind === 'seen') fold.seen.set(`${event.what} ${event.name}`, { what: event.what, name: event.name });
  else if (event.kind === 'usage') takeUsage(fold.usages, event, when);
  else {
    if (at === null && event.kind !== 'mark' && event.kind !== 'result') fold.timed = false;
    if (event.kind === 'prompt') keepFirst(fold.prompts, event, when);
    else if (event.kind === 'mark') keepFirst(fold.marks, event, when);
    else if (event.kind === 'reply') takeReply(fold.replies, event, when);
    else if (event.kind === 'call') takeCall(fold.calls, event, when);
    else takeResult(fold.results, event, when);
  }
}

function takeFact(fold: SessionFold, event: SessionFact, when: When): void {
  const { kind: _kind, session: _session, at, flags, status, ...facts } = event;
  for (const flag of flags ?? []) fold.flags.add(flag);
  if (status && !isBefore(when, fold.status)) fold.status = { ...when, status };
  for (const name of Object.keys(facts) as Array<keyof Facts>) {
    if (facts[name] === undefined) continue;
    const known = fold.since[name];
    if (at !== null && known != null && at < known) continue;
    fold.since[name] = at;
    Object.assign(fold.facts, { [name]: facts[name] });
  }
}

const isBefore = (a: When, b: When | null): boolean => b !== null && a.at !== null && b.at !== null && a.at < b.at;

function moveBack(held: When, when: When): void {
  if (!isBefore(when, held)) return;
  held.at = when.at;
  held.place = when.place;
}

function keepFirst<T extends { id: string }>(held: Map<string, T & When>, event: T, when: When): void {
  const known = held.get(event.id);
  if (!known || isBefore(when, known)) held.set(event.id, { ...event, ...when });
}

function takeReply(held: Map<string, HeldReply>, { id, copied = false }: Reply, when: When): void {
  const known = held.get(id);
  if (!known) {
    held.set(id, { id, first: when, last: when, copied });
    return;
  }
  known.copied ||= copied;
  if (isBefore(when, known.first)) known.first = when;
  else if (isBefore(known.last, when)) known.last = when;
}

/** Of several under one id each class' largest counts; which of them came last decides whether it is cut off. */
function takeUsage(held: Map<string, HeldUsage>, event: Usage, when: When): void {
  const known = held.get(event.id);
  if (!known) {
    const { id, model, tokens, cost_usd, cut, window, request } = event;
    held.set(id, { id, model, tokens: { ...tokens }, cost_usd, cut, window, request, ...when });
    return;
  }
  raiseTokens(known.tokens, event.tokens);
  known.cost_usd = largest(known.cost_usd, event.cost_usd);
  known.window ??= event.window;
  if (isBefore(when, known)) return;
  known.model = event.model ?? known.model;
  known.cut = event.cut;
  known.at = when.at;
  known.place = when.place;
}

function takeCall(held: Map<string, HeldCall>, event: Call, when: When): void {
  const { id, reply, tool, files, command, skill, starts } = event;
  const known = held.get(id);
  if (!known) {
    held.set(id, { id, reply, tool, files, command, skill, starts, at: when.at, place: when.place });
    return;
  }
  known.reply ??= reply;
  known.files ??= files;
  known.command ??= command;
  known.skill ??= skill;
  known.starts ??= starts;
  moveBack(known, when);
}

/** Several results of one call tell different things of it: an error in one is an error. */
function takeResult(held: Map<string, HeldResult>, event: Result, when: When): void {
  const { id, error, rejected, ms, files, child, printed } = event;
  const known = held.get(id);
  if (!known) {
    held.set(id, { id, error, rejected, ms, files, child, printed, at: when.at, place: when.place });
    return;
  }
  known.error = known.error === true || error === true ? true : (known.error ?? error);
  known.rejected = known.rejected === true || rejected === true;
  known.ms ??= ms;
  known.child ??= child;
  const isNew = ({ path, as }: FileAccess): boolean =>
    !known.files?.some((file) => path === file.path && as === file.as);
  known.files = [...(known.files ?? []), ...(files ?? []).filter(isNew)];
  known.printed = [...new Set([...(known.printed ?? []), ...(printed ?? [])])];
  moveBack(known, when);
}
