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
  UsageTokens,
} from '../../harnesses/session-event.ts';

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
    if (event.kind === 'prompt') keepFirst(fold.prompts, event.id, { ...event, ...when });
    else if (event.kind === 'mark') keepFirst(fold.marks, event.id, { ...event, ...when });
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
const earlier = (a: When, b: When): When => (isBefore(b, a) ? b : a);

function keepFirst<T extends When>(held: Map<string, T>, id: string, value: T): void {
  const known = held.get(id);
  if (!known || isBefore(value, known)) held.set(id, value);
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

const KINDS = ['input', 'output', 'reasoning', 'cache_read', 'cache_write', 'cache_write_1h'] as const;

const largest = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

/** Of several under one id each class' largest counts; which of them came last decides whether it is cut off. */
function takeUsage(held: Map<string, HeldUsage>, event: Usage, when: When): void {
  const known = held.get(event.id);
  if (!known) {
    const { id, model, tokens, cost_usd, cut, window, request } = event;
    held.set(id, { id, model, tokens: { ...tokens }, cost_usd, cut, window, request, ...when });
    return;
  }
  for (const kind of KINDS) known.tokens[kind] = largest(known.tokens[kind], event.tokens[kind]);
  known.cost_usd = largest(known.cost_usd, event.cost_usd);
  known.window ??= event.window;
  if (isBefore(when, known)) return;
  known.model = event.model ?? known.model;
  known.cut = event.cut;
  known.at = when.at;
  known.place = when.place;
}

function takeCall(held: Map<string, HeldCall>, event: Call, when: When): void {
  const known = held.get(event.id);
  held.set(
    event.id,
    known ? { ...event, ...known, reply: known.reply ?? event.reply, ...earlier(known, when) } : { ...event, ...when },
  );
}

/** Several results of one call tell different things of it: an error in one is an error. */
function takeResult(held: Map<string, HeldResult>, event: Result, when: When): void {
  const known = held.get(event.id);
  if (!known) {
    held.set(event.id, { ...event, ...when });
    return;
  }
  const error = known.error === true || event.error === true ? true : (known.error ?? event.error);
  const files: FileAccess[] = [...(known.files ?? [])];
  for (const file of event.files ?? []) {
    if (!files.some(({ path, as }) => path === file.path && as === file.as)) files.push(file);
  }
  const printed = [...new Set([...(known.printed ?? []), ...(event.printed ?? [])])];
  held.set(event.id, {
    ...event,
    ...known,
    ...earlier(known, when),
    error,
    rejected: known.rejected === true || event.rejected === true,
    files,
    printed,
  });
}

/** No class known yet. */
export const unknownTokens = (): UsageTokens => ({
  input: null,
  output: null,
  reasoning: null,
  cache_read: null,
  cache_write: null,
  cache_write_1h: null,
});

/** Adds what is known of each class. */
export function addTokens(to: UsageTokens, tokens: Readonly<UsageTokens>): void {
  for (const kind of KINDS) if (tokens[kind] !== null) to[kind] = (to[kind] ?? 0) + tokens[kind];
}
