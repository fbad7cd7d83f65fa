import { statFile } from '../../store/files.ts';
import type { FoldedSession } from '../fold/digest-session.ts';
import type { ReadSource } from './read-source.ts';
import { findReplays } from './replays.ts';
import type { IndexedSession, ReplyIndex } from './reply-index.ts';

/** Replies by digest id that belong to an earlier session. */
export type Replays = ReadonlyMap<string, ReadonlySet<string>>;

/** What an earlier sync knew of each session, with which reading begins: most forks then need no second reading. */
export const knownReplays = (index: ReplyIndex): Replays =>
  new Map([...index.values()].map(({ id, replayed }) => [id, new Set(replayed === '' ? [] : replayed.split(' '))]));

/** What was seen of a session before and now: a transcript that was cut short still owns what it held. */
function joined(known: IndexedSession | undefined, session: FoldedSession, source: string): IndexedSession {
  const { digest, replies } = session;
  const { id, harness, started } = digest;
  if (!known) return { id, harness, started, replies, source, replayed: textOf(session.guessed) };
  const all = new Map([...known.replies, ...replies].map((reply) => [reply.id, reply]));
  // Of two copies of one session the greater stays; of one that was moved, where it is now.
  const moved = replies.length >= known.replies.length || statFile(known.source) === null;
  return {
    ...known,
    line: undefined,
    started: started === null || (known.started !== null && known.started < started) ? known.started : started,
    replies: [...all.values()],
    source: moved ? source : known.source,
  };
}

/** With more new replies than this, looking through the whole index once is cheaper than to search it for each. */
const FEW = 30;

/**
 * Whether these results can change which replies stand in several sessions. Not so where sessions only went on: the few
 * replies that are new to the index stand in no other one.
 */
function bringsReplays(results: ReadonlyMap<string, ReadSource>, index: ReplyIndex): boolean {
  const fresh = new Set<string>();
  for (const [source, { sessions }] of results) {
    for (const session of sessions) {
      const known = index.get(session.digest.id);
      if (known?.stale || (known && joined(known, session, source).started !== known.started)) return true;
      const before = new Map(known?.replies.map((reply) => [reply.id, reply]));
      for (const { id, at, copied } of session.replies) {
        const same = before.get(id);
        if (same && same.at === at && same.copied === copied) continue;
        if (same || copied || fresh.has(id) || fresh.size === FEW) return true;
        fresh.add(id);
      }
    }
  }
  const searched = [...fresh].map((id) => JSON.stringify(id));
  return [...index.values()].some(({ line }) => line === undefined || searched.some((id) => line.includes(id)));
}

const textOf = (replies: Iterable<string> | undefined): string => [...(replies ?? [])].sort().join(' ');

/**
 * Finds the replies that stand in several sessions, now that these results are known, and reads sessions for which that
 * changed again: those just read, and those of an earlier sync, since an older session may come to light later.
 *
 * @param results by source; readings are put in their place
 * @param read reads a source with these replays into `results`; one that is gone gives nothing
 */
export async function settleReplays(
  results: ReadonlyMap<string, ReadSource>,
  index: ReplyIndex,
  read: (harness: IndexedSession['harness'], source: string, replays: Replays) => Promise<void>,
): Promise<void> {
  const isNews = bringsReplays(results, index);
  const holders = new Map<string, Set<string>>();
  const guesses = new Map<string, string>();
  for (const [source, { sessions }] of results) {
    for (const session of sessions) {
      const { id } = session.digest;
      index.set(id, joined(index.get(id), session, source));
      const guess = textOf(session.guessed);
      // Two copies of one session that were read differently: both will be read again.
      if ((guesses.get(id) ?? guess) !== guess) index.get(id)!.replayed = 'differently';
      guesses.set(id, guess);
      holders.set(id, (holders.get(id) ?? new Set()).add(source));
    }
  }
  if (!isNews) return;
  const replays = findReplays(index.values());
  const changed = [...index.values()].filter(({ id, replayed }) => textOf(replays.get(id)) !== replayed);
  const again = new Map<string, IndexedSession['harness']>();
  for (const { id, harness, source } of changed) {
    for (const path of [source, ...(holders.get(id) ?? [])]) again.set(path, harness);
  }
  for (const [source, harness] of again) await read(harness, source, replays);
  const readNow = new Set(
    [...again.keys()].flatMap((path) => results.get(path)?.sessions.map((s) => s.digest.id) ?? []),
  );
  for (const session of changed) {
    if (readNow.has(session.id)) session.replayed = textOf(replays.get(session.id));
    session.stale = readNow.has(session.id) ? undefined : true;
    session.line = undefined;
  }
}
