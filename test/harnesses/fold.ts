import type { SessionEvent, SessionFact, UsageTokens } from '../../src/harnesses/session-event.ts';
import { emptyTally, type Source, type Tally, type Transcripts } from '../../src/harnesses/transcripts.ts';

/** What the events of a session add up to: each charge once with the largest of each class, each call once. */
export interface Folded {
  session: string;
  facts: Omit<SessionFact, 'kind' | 'session' | 'at'>;
  flags: string[];
  first: number | null;
  last: number | null;
  /** Null where nothing was charged. */
  tokens: UsageTokens | null;
  models: string[];
  prompts: string[];
  replies: number;
  calls: Map<string, Extract<SessionEvent, { kind: 'call' }>>;
  results: Map<string, Extract<SessionEvent, { kind: 'result' }>[]>;
  errors: number;
  marks: string[];
  files: string[];
}

export function fold(events: Iterable<SessionEvent>): Map<string, Folded> {
  const all = new Map<string, Open>();
  for (const event of events) {
    const of = all.get(event.session) ?? opened(event.session);
    all.set(event.session, of);
    if (event.at !== null) {
      of.first = Math.min(of.first ?? event.at, event.at);
      of.last = Math.max(of.last ?? event.at, event.at);
    }
    if (event.kind === 'session') {
      const { kind: _, session: __, at: ___, flags = [], ...facts } = event;
      of.flags.push(...flags);
      Object.assign(of.facts, facts);
    } else if (event.kind === 'usage') {
      of.charges.set(event.id, mostOf(of.charges.get(event.id), event.tokens));
      if (event.model && !of.models.includes(event.model)) of.models.push(event.model);
    } else if (event.kind === 'prompt') {
      if (event.human) of.prompts.push(event.text);
    } else if (event.kind === 'reply') of.answers.add(event.id);
    else if (event.kind === 'call') {
      if (!of.calls.has(event.id)) of.calls.set(event.id, event);
      of.files.push(...(event.files ?? []).map(({ path, as }) => `${as} ${path}`));
    } else if (event.kind === 'result') {
      of.results.set(event.id, [...(of.results.get(event.id) ?? []), event]);
      of.files.push(...(event.files ?? []).map(({ path, as }) => `${as} ${path}`));
    } else if (event.kind === 'mark' && !of.marked.has(event.id)) {
      of.marked.add(event.id);
      of.marks.push(event.what);
    }
  }
  for (const of of all.values()) {
    of.replies = of.answers.size;
    of.errors = [...of.results.values()].filter((results) => results.some(({ error }) => error)).length;
    for (const tokens of of.charges.values()) of.tokens = sumOf(of.tokens, tokens);
  }
  return all;
}

type Open = Folded & { charges: Map<string, UsageTokens>; marked: Set<string>; answers: Set<string> };

const opened = (session: string): Open => ({
  session,
  facts: {},
  flags: [],
  first: null,
  last: null,
  tokens: null,
  models: [],
  prompts: [],
  replies: 0,
  calls: new Map(),
  results: new Map(),
  errors: 0,
  marks: [],
  files: [],
  charges: new Map(),
  marked: new Set(),
  answers: new Set(),
});

const CLASSES = ['input', 'output', 'reasoning', 'cache_read', 'cache_write', 'cache_write_1h'] as const;

export const sumOf = (a: UsageTokens | null, b: UsageTokens | null): UsageTokens | null =>
  a && b ? each((name) => (a[name] === null && b[name] === null ? null : (a[name] ?? 0) + (b[name] ?? 0))) : (a ?? b);
const mostOf = (a: UsageTokens | undefined, b: UsageTokens): UsageTokens =>
  a ? each((name) => (a[name] === null ? b[name] : Math.max(a[name], b[name] ?? 0))) : b;
const each = (value: (name: (typeof CLASSES)[number]) => number | null): UsageTokens =>
  Object.fromEntries(CLASSES.map((name) => [name, value(name)])) as unknown as UsageTokens;

/** Reads a source and folds it. */
export function readAll(transcripts: Transcripts, source: Source): { sessions: Map<string, Folded>; tally: Tally } {
  const tally = emptyTally();
  return { sessions: fold(transcripts.read(source, tally)), tally };
}

/** The same for a source of one session. */
export function readOne(transcripts: Transcripts, ...files: string[]): Folded & { tally: Tally } {
  const { sessions, tally } = readAll(transcripts, { harness: transcripts.name, files });
  if (sessions.size !== 1) throw new Error(`${sessions.size} sessions: ${[...sessions.keys()]}`);
  return { ...[...sessions.values()][0]!, tally };
}
