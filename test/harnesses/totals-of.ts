import type { SessionEvent, UsageTokens } from '../../src/harnesses/session-event.ts';
import { emptyTally, type Source, type Tally, type Transcripts } from '../../src/harnesses/transcripts.ts';
import { isoTime } from '../../src/lib/time.ts';

export interface Totals {
  tokens: { input: number | null; output: number | null; cache_read: number | null; cache_write: number | null };
  reasoning: number | null;
  cost: number | null;
  tool_calls: number;
  /** Null where there are calls and no result tells. */
  tool_errors: number | null;
  first: string | null;
  last: string | null;
  models: string[];
  prompts: number;
  replies: number;
  marks: string[];
  flags: string[];
}

/** Events and tally of a source. */
export async function readAll(reader: Transcripts, source: Source): Promise<{ events: SessionEvent[]; tally: Tally }> {
  const tally = emptyTally();
  await reader.prepare?.(source);
  return { events: [...reader.read(source, tally)], tally };
}

/** Events of all sources below a path. */
export async function eventsBelow(reader: Transcripts, path: string): Promise<SessionEvent[]> {
  const events: SessionEvent[] = [];
  for (const source of reader.discover(path)) events.push(...(await readAll(reader, source)).events);
  return events;
}

const plus = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : a + b);

/** A small folding of one session's events, apart from the digest's own. */
export function totalsOf(events: readonly SessionEvent[], session: string): Totals {
  const own = events.filter((event) => event.session === session);
  const ids = (kind: string): number =>
    new Set(own.flatMap((event) => (event.kind === kind && 'id' in event ? event.id : []))).size;
  const usage = new Map(own.flatMap((event) => (event.kind === 'usage' ? [[event.id, event] as const] : [])));
  const sum = (kind: keyof UsageTokens): number | null =>
    [...usage.values()].reduce<number | null>((total, { tokens }) => plus(total, tokens[kind]), null);
  const results = own.filter((event) => event.kind === 'result');
  const times = own.flatMap(({ at }) => at ?? []).sort((a, b) => a - b);
  const cost = [...usage.values()].reduce<number | null>((total, { cost_usd }) => plus(total, cost_usd), null);
  return {
    tokens: {
      input: sum('input'),
      output: sum('output'),
      cache_read: sum('cache_read'),
      cache_write: sum('cache_write'),
    },
    reasoning: sum('reasoning'),
    cost: cost === null ? null : Number(cost.toPrecision(12)),
    tool_calls: ids('call'),
    tool_errors:
      ids('call') > 0 && results.every(({ error }) => error === null)
        ? null
        : results.filter(({ error }) => error).length,
    first: times.length > 0 ? isoTime(times[0]!) : null,
    last: times.length > 0 ? isoTime(times.at(-1)!) : null,
    models: [...new Set([...usage.values()].flatMap(({ model }) => model ?? []))].sort(),
    prompts: ids('prompt'),
    replies: ids('reply'),
    marks: own.flatMap((event) => (event.kind === 'mark' ? event.what : [])).sort(),
    flags: [...new Set(own.flatMap((event) => (event.kind === 'session' ? (event.flags ?? []) : [])))].sort(),
  };
}
