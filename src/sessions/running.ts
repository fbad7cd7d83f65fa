import { parseTime } from '../lib/time.ts';
import type { Project } from '../store/project.ts';
import type { Digest } from './digest.ts';
import { listSessions, type OpenRun, runId } from './open.ts';

/** A session without a sign of life for so long has ended. */
const SILENCE_MS = 30 * 60_000;

/** What hooks noted of runs, by digest id. */
export function readNotes(project: Project): Map<string, OpenRun> {
  const notes = new Map<string, OpenRun>();
  for (const { runs } of listSessions(project)) for (const run of runs) notes.set(`${run.harness}:${runId(run)}`, run);
  return notes;
}

/**
 * Whether a session goes on: its last event is less than 30 minutes away, and no hook saw its end. A subagent ends with its
 * session at the latest.
 *
 * @param now ms since 1970
 */
export function isRunning(digest: Digest, notes: ReadonlyMap<string, OpenRun>, now: number): boolean {
  const ended = digest.ended === null ? null : parseTime(digest.ended);
  if (ended === null || Math.abs(now - ended) > SILENCE_MS) return false;
  const note = notes.get(digest.id) ?? (digest.parent === null ? undefined : notes.get(digest.parent));
  return note ? !note.ended : true;
}
