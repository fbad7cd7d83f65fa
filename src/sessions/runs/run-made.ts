import type { HarnessName } from '../../harnesses/transcripts.ts';
import { parseTime } from '../../lib/time.ts';
import type { Digest } from '../digests/digest.ts';
import type { BoundSession } from '../sync/bind-sessions.ts';

/** What `ka run` measured of a command. */
export interface RunFacts {
  /** When the command began, ms since 1970. */
  since: number;
  /** The tool that it started, where its name tells. */
  harness: HarnessName | null;
  /** As the caller names it; null: as the session is known. */
  agent: string | null;
  /** SHA-256 of that agent's definition. */
  definition: string | null;
  git: Omit<Digest['git'], 'bound_by'>;
  metadata: Record<string, unknown>;
}

const startOf = ({ digest }: BoundSession): number => parseTime(digest.started ?? '') ?? 0;
const endOf = ({ digest }: BoundSession): number => parseTime(digest.ended ?? '') ?? 0;

/**
 * The session that a command made: the newest of this repository that started since, else the newest that went on since (a
 * resumed one); of the tool that was started, where that is known.
 */
export function sessionOfRun(sessions: readonly BoundSession[], { since, harness }: RunFacts): BoundSession | null {
  const own = sessions.filter(({ own: isOwn, digest }) => isOwn && digest.parent === null);
  const sameTool = own.filter(({ digest }) => digest.harness === harness);
  const newest = (from: readonly BoundSession[], timeOf: typeof startOf): BoundSession | null =>
    from.filter((one) => timeOf(one) >= since).sort((a, b) => timeOf(b) - timeOf(a))[0] ?? null;
  for (const from of harness === null ? [own] : [sameTool, own]) {
    const made = newest(from, startOf) ?? newest(from, endOf);
    if (made) return made;
  }
  return null;
}

/** The session with what the run measured, and those that it started: their tool is gone, so they have ended. */
export function bindRun(
  sessions: readonly BoundSession[],
  facts: RunFacts,
): { sessions: BoundSession[]; made: BoundSession | null; ended: ReadonlySet<string> } {
  const made = sessionOfRun(sessions, facts);
  if (!made) return { sessions: [...sessions], made: null, ended: new Set() };
  const ended = new Set([made.digest.id]);
  for (let before = 0; before < ended.size; ) {
    before = ended.size;
    for (const { digest } of sessions) if (digest.parent !== null && ended.has(digest.parent)) ended.add(digest.id);
  }
  const branch = facts.git.branch ?? made.digest.git.branch;
  const digest: Digest = {
    ...made.digest,
    ...(facts.agent === null ? {} : { agent: facts.agent, agent_by: 'run' as const }),
    definition: made.digest.definition ?? facts.definition,
    git: { ...facts.git, branch, bound_by: facts.git.end === null && facts.git.start === null ? null : 'run' },
  };
  const bound = { ...made, digest };
  return { sessions: sessions.map((one) => (one === made ? bound : one)), made: bound, ended };
}
