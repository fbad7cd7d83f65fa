import { count } from '../lib/count.ts';
import type { Evidence } from '../metrics/optimizer/rule.ts';
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

/** What one session did to one file. */
export interface Use extends Omit<FileUse, 'path'> {
  session: Session;
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
    for (const { files } of session.runs) {
      for (const { path, reads, edits, rereads, turns, fan_out } of files) {
        const list = found.get(path);
        const last = list?.at(-1);
        if (last?.session === session) {
          // A subagent's share of what the session did to it.
          last.reads += reads;
          last.edits += edits;
          last.rereads += rereads;
          last.turns += turns.length;
          last.fan_out += fan_out;
          continue;
        }
        const own = { session, reads, edits, rereads, turns: turns.length, fan_out };
        if (list) list.push(own);
        else found.set(path, [own]);
      }
    }
  }
  return new Map([...found.keys()].sort().map((path) => [path, found.get(path)!]));
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

/** What one session adds to a list under a key: that session's entry, made where it has none yet. Sessions come one after the other. */
export function entryUnder<T extends { session: Session }>(
  lists: Map<string, T[]>,
  key: string,
  session: Session,
  make: () => T,
): T {
  const list = lists.get(key);
  const last = list?.at(-1);
  if (last?.session === session) return last;
  const made = make();
  if (list) list.push(made);
  else lists.set(key, [made]);
  return made;
}

/** Adds to the list under a key. */
export function addUnder<K, T>(lists: Map<K, T[]>, key: K, item: T): void {
  const known = lists.get(key);
  if (known) known.push(item);
  else lists.set(key, [item]);
}

/** The greatest of some numbers; 0 for none. */
export const largest = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((greatest, item) => Math.max(greatest, of(item)), 0);

export const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);

/** What a tool call costs on average, with all that is read again for it; null where no tokens are known. */
export function tokensPerCall(sessions: readonly Session[]): number | null {
  let [all, calls] = [0, 0];
  for (const { tokens, tool_calls } of sessions) {
    if (tokens === null || tool_calls === 0) continue;
    all += tokens;
    calls += tool_calls;
  }
  return calls === 0 ? null : all / calls;
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

export function newestEnd(sessions: readonly Session[]): string {
  let newest = '';
  for (const { ended } of sessions) if (ended > newest) newest = ended;
  return newest;
}

/** Up to `shown` sessions by name, those with the greatest number first, with what it says of each. */
export function nameSessions<T extends { session: Session }>(
  items: readonly T[],
  by: (item: T) => number,
  say: (item: T) => string,
  shown = 4,
): string {
  const named = greatest(items, by, shown).map((item) => `${item.session.name} (${say(item)})`);
  return named.join(', ') + (items.length > shown ? ` and ${items.length - shown} more` : '');
}

/** How often a file was read, and in which sessions most. @param uses with reads */
export const readsFact = (uses: readonly Use[]): Evidence =>
  fact(
    `read in ${nameSessions(
      uses,
      ({ reads }) => reads,
      ({ reads }) => count(reads, 'read'),
    )}`,
    uses.length,
    sum(uses, ({ reads }) => reads),
  );

/** The first few by a number, ties by session id; without sorting all of thousands. */
function greatest<T extends { session: Session }>(items: readonly T[], by: (item: T) => number, few: number): T[] {
  const before = (a: T, b: T): number => by(b) - by(a) || (a.session.id < b.session.id ? -1 : 1);
  const best: T[] = [];
  for (const item of items) {
    if (best.length === few && before(best[few - 1]!, item) < 0) continue;
    best.push(item);
    best.sort(before);
    if (best.length > few) best.pop();
  }
  return best;
}
