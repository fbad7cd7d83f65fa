import type { ExecutionRecord } from '../metrics/contract.ts';
import type { Digest, DigestFile } from '../sessions/digests/digest.ts';
import { addCosts, allTokens, families } from '../sessions/family-totals.ts';

/** What a session with its subagents did to one file. */
export type FileUse = Omit<DigestFile, 'turns'> & {
  /** Turns that touched it; those of subagents count too. */
  turns: number;
};

/** A session with its subagents, as rules see it. */
export interface Session {
  /** Id of its own digest. */
  id: string;
  /** How `ka sessions show` finds it. */
  name: string;
  agent: string;
  harness: string;
  started: string;
  ended: string;
  /** Its own digest, then those of its subagents. */
  runs: readonly Digest[];
  /** All classes, of all runs; null where none is known. */
  tokens: number | null;
  cost_usd: number | null;
  tool_calls: number;
  /** Null: of no run is known how its calls went. */
  tool_errors: number | null;
  /** As records tell; null where none does. */
  success: boolean | null;
}

/**
 * Sessions with known times, by their end, then by id.
 *
 * @param outcomes execution records by session id
 */
export function sessionsOf(
  digests: readonly Digest[],
  outcomes: ReadonlyMap<string, Pick<ExecutionRecord, 'success'>>,
): Omit<Session, 'name'>[] {
  return families(digests)
    .flatMap(({ root, below }) => {
      if (root.started === null || root.ended === null) return [];
      const runs = below.length === 0 ? [root] : [root, ...[...below].sort((a, b) => (a.id < b.id ? -1 : 1))];
      return [
        {
          id: root.id,
          agent: root.agent,
          harness: root.harness,
          started: root.started,
          ended: root.ended,
          runs,
          tokens: sumKnown(runs, ({ tokens }) => allTokens(tokens)),
          cost_usd: runs.length === 1 ? root.cost_usd : addCosts(runs.map(({ cost_usd }) => cost_usd)),
          tool_calls: runs.reduce((sum, { tool_calls }) => sum + tool_calls, 0),
          tool_errors: sumKnown(runs, ({ tool_errors }) => tool_errors),
          success: outcomes.get(root.session_id)?.success ?? null,
        },
      ];
    })
    .sort((a, b) => (a.ended === b.ended ? (a.id < b.id ? -1 : 1) : a.ended < b.ended ? -1 : 1));
}

/** Null where it is known of no run. */
function sumKnown(runs: readonly Digest[], of: (run: Digest) => number | null): number | null {
  let total: number | null = null;
  for (const run of runs) {
    const own = of(run);
    if (own !== null) total = (total ?? 0) + own;
  }
  return total;
}

const known = new WeakMap<Session, ReadonlyMap<string, FileUse>>();

/** The files that a session touched, by path. Most rules ask by file (`usesOf`), which needs no table for each session. */
export function filesOf(session: Session): ReadonlyMap<string, FileUse> {
  const found = known.get(session) ?? gatherFiles(session.runs);
  known.set(session, found);
  return found;
}

function gatherFiles(runs: readonly Digest[]): Map<string, FileUse> {
  const found = new Map<string, FileUse>();
  for (const { files } of runs) {
    for (const { path, reads, edits, rereads, turns, fan_out } of files) {
      const own = found.get(path);
      if (!own) {
        found.set(path, { path, reads, edits, rereads, turns: turns.length, fan_out });
        continue;
      }
      own.reads += reads;
      own.edits += edits;
      own.rereads += rereads;
      own.turns += turns.length;
      own.fan_out += fan_out;
    }
  }
  return found;
}
