import type { Evidence } from '../metrics/rule.ts';
import type { FileFacts } from './facts/contract.ts';
import type { RetroInput, Saving } from './rule.ts';
import type { FileUse, Session } from './session.ts';

/** Bytes that make a token, about: enough to rank by. */
const BYTES_A_TOKEN = 4;
/** Tools hand over a file in parts of so many lines. */
const LINES_A_READ = 2000;

export const tokensOfBytes = (bytes: number): number => Math.round(bytes / BYTES_A_TOKEN);

/** What reading a file once costs. */
export const readTokens = ({ bytes, lines }: FileFacts): number =>
  tokensOfBytes(bytes * Math.min(1, LINES_A_READ / Math.max(1, lines ?? 0)));

/** A count within the window, as one within a week. */
export const perWeek = (count: number, days: number): number => (count * 7) / days;

export const estimated = (tokens: number): Saving => ({ tokens: Math.round(tokens), how: 'estimated' });
export const measured = (tokens: number): Saving => ({ tokens: Math.round(tokens), how: 'measured' });

/** One fact in words, with its number and sample. */
export const fact = (text: string, n: number, value: number | null = null): Evidence => ({
  text,
  n,
  value,
  interval: null,
});

export interface Use {
  session: Session;
  use: FileUse;
}

/** Works something out of some sessions once, however many rules ask. */
export function oncePerSessions<T>(workOut: (sessions: readonly Session[]) => T): (sessions: readonly Session[]) => T {
  const known = new WeakMap<readonly Session[], { value: T }>();
  return (sessions) => {
    let found = known.get(sessions);
    if (!found) {
      found = { value: workOut(sessions) };
      known.set(sessions, found);
    }
    return found.value;
  };
}

/** Which sessions touched each file, by path, sorted. */
export const usesOf = oncePerSessions((sessions): ReadonlyMap<string, Use[]> => {
  const found = new Map<string, Use[]>();
  for (const session of sessions) {
    for (const use of session.files.values()) {
      addUnder(found, use.path, { session, use });
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
});

const facts = new WeakMap<object, Map<string, FileFacts>>();

/** What git knows of a file; null where it is in no commit. */
export function factsOf(input: RetroInput, path: string): FileFacts | null {
  if (!input.facts) return null;
  let byPath = facts.get(input.facts);
  if (!byPath) {
    byPath = new Map(input.facts.files.map((file) => [file.path, file]));
    facts.set(input.facts, byPath);
  }
  return byPath.get(path) ?? null;
}

/** Adds to the list under a key. */
export function addUnder<K, T>(lists: Map<K, T[]>, key: K, item: T): void {
  const known = lists.get(key);
  if (known) known.push(item);
  else lists.set(key, [item]);
}

export const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);

/** What a tool call costs on average, with all that is read again for it; null where no tokens are known. */
export function tokensPerCall(sessions: readonly Session[]): number | null {
  const known = sessions.filter(({ tokens, tool_calls }) => tokens !== null && tool_calls > 0);
  return known.length === 0 ? null : sum(known, ({ tokens }) => tokens!) / sum(known, ({ tool_calls }) => tool_calls);
}

/** What a reply costs on average; null where no tokens are known. */
export function tokensPerReply(sessions: readonly Session[]): number | null {
  const replies = ({ runs }: Session): number => sum(runs, ({ assistant_messages }) => assistant_messages);
  const known = sessions.filter((session) => session.tokens !== null && replies(session) > 0);
  return known.length === 0 ? null : sum(known, ({ tokens }) => tokens!) / sum(known, replies);
}

/** A saving of so many calls or replies a window; null where their price is unknown. */
export const timesEach = (count: number, each: number | null, days: number): Saving | null =>
  each === null ? null : estimated(perWeek(count, days) * each);

export const newestEnd = (sessions: readonly Session[]): string =>
  sessions
    .map(({ ended }) => ended)
    .sort()
    .at(-1) ?? '';

/** Up to `most` sessions by name, those with the greatest number first, with what it says of each. */
export function nameSessions<T extends { session: Session }>(
  items: readonly T[],
  by: (item: T) => number,
  say: (item: T) => string,
  most = 4,
): string {
  const sorted = [...items].sort((a, b) => by(b) - by(a) || (a.session.id < b.session.id ? -1 : 1));
  const named = sorted.slice(0, most).map((item) => `${item.session.name} (${say(item)})`);
  return named.join(', ') + (sorted.length > most ? ` and ${sorted.length - most} more` : '');
}
