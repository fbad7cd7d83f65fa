import { startsSubagent } from '../harnesses/starters.ts';
import type { Digest } from './digests/digest.ts';

/** The flag of a session that started subagents of which no transcript is known: its numbers are lower bounds. */
export const UNSEEN_SUBAGENTS = 'unseen-subagents';

/** How many calls of a session started a subagent. */
export function startedSubagents({ harness, tools }: Digest): number {
  const starting = tools.filter(({ name }) => startsSubagent(harness, name));
  return starting.reduce((sum, { calls, errors }) => sum + calls - (errors ?? 0), 0);
}

/**
 * Flags the outermost sessions that started subagents of which no transcript is known. One that is known will do: a
 * subagent may be called more than once. The flag stands in no log, since the next transcript may take it away.
 *
 * @param digests all that are known: a subagent that a view leaves out is known too
 */
export function flagUnseen(digests: readonly Digest[]): Digest[] {
  const parents = new Set(digests.map(({ parent }) => parent));
  return digests.map((digest) =>
    digest.parent === null && !parents.has(digest.id) && startedSubagents(digest) > 0
      ? { ...digest, flags: [...digest.flags, UNSEEN_SUBAGENTS].sort() }
      : digest,
  );
}
