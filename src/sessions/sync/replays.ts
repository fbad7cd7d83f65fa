import type { FoldedReply } from '../fold/digest-session.ts';

/** What is needed of a session to tell copies from originals. */
export interface ReplaySession {
  /** The digest's id. */
  id: string;
  harness: string;
  started: string | null;
  replies: readonly FoldedReply[];
}

/** Whether the id of a reply is unique everywhere; a short one may be so within its session only. */
export const isUnique = (id: string): boolean => id.length >= 20;

/** Of ids that are not unique the times must agree too. */
const keyOf = (harness: string, { id, at }: FoldedReply): string | null => {
  if (isUnique(id)) return `${harness}\n${id}`;
  return at === null ? null : `${harness}\n${id}\n${at}`;
};

const isEarlier = (a: ReplaySession, b: ReplaySession): boolean =>
  (a.started ?? '9') === (b.started ?? '9') ? a.id < b.id : (a.started ?? '9') < (b.started ?? '9');

/**
 * Replies that stand in several sessions (fork, resume, copied parent) belong to the earliest: by first timestamp, then
 * id (design.md 3.6).
 *
 * @returns by digest id the replies that an earlier session has; sessions without such are left out
 */
export function findReplays(sessions: Iterable<ReplaySession>): Map<string, Set<string>> {
  const all = [...sessions];
  const owners = new Map<string, ReplaySession>();
  for (const session of all) {
    for (const reply of session.replies) {
      const key = keyOf(session.harness, reply);
      const owner = key === null ? undefined : owners.get(key);
      if (key !== null && !reply.copied && (!owner || isEarlier(session, owner))) owners.set(key, session);
    }
  }
  const replays = new Map<string, Set<string>>();
  for (const session of all) {
    const copied = session.replies.filter((reply) => {
      const key = keyOf(session.harness, reply);
      const owner = key === null ? session : owners.get(key);
      return owner !== undefined && owner.id !== session.id;
    });
    if (copied.length > 0) replays.set(session.id, new Set(copied.map(({ id }) => id)));
  }
  return replays;
}
