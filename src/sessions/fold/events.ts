import type { SessionEvent } from '../../harnesses/session-event.ts';
import { digestSession, type FoldedSession, type FoldOptions } from './digest-session.ts';
import { familyOf } from './family.ts';
import { type SessionFold, startSession, takeInto } from './state.ts';

export type { FoldedSession, FoldOptions } from './digest-session.ts';

/** Sessions of one source, by id. */
export type Fold = Map<string, SessionFold>;

export const startFold = (): Fold => new Map();

/** Takes one event in. Again with the same event it changes nothing. */
export function takeEvent(fold: Fold, event: SessionEvent): void {
  let session = fold.get(event.session);
  if (!session) {
    session = startSession(event.session);
    fold.set(event.session, session);
  }
  takeInto(session, event);
}

/**
 * What was folded, by session, parents before their subagents. The fold may be gone on with afterwards.
 *
 * A session's digest needs to know which of its replies an earlier session has (`findReplays`): finish once to learn the
 * ids, and those sessions again with `options.replayed`.
 */
export function finishFolds(fold: Fold, options: FoldOptions): FoldedSession[] {
  const family = familyOf(fold);
  return [...fold.keys()].sort().map((id) => digestSession(fold.get(id)!, family, options));
}
