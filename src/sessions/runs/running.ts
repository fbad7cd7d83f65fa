import type { Ctx } from '../../lib/context.ts';
import { parseTime } from '../../lib/time.ts';
import { isGone } from '../../store/process/process-tree.ts';
import { inMainWorktree, type Project } from '../../store/project.ts';
import type { Digest } from '../digests/digest.ts';
import type { FoldedSession } from '../fold/events.ts';
import { noteEnd } from './close-later.ts';
import { listSessions, type OpenRun, runId } from './open.ts';

/** A session without a sign of life for so long has ended. */
const SILENCE_MS = 30 * 60_000;

/** What hooks noted of runs, by `<harness>:<session>`; a subagent also under its own id, which may be its session's. */
export type Notes = ReadonlyMap<string, OpenRun>;

export function readNotes(project: Project): Notes {
  const notes = new Map<string, OpenRun>();
  for (const { runs } of listSessions(inMainWorktree(project))) {
    for (const run of runs) {
      notes.set(`${run.harness}:${runId(run)}`, run);
      if (run.agent_id !== null) notes.set(`${run.harness}:${run.agent_id}`, run);
    }
  }
  return notes;
}

/** The note of a session. Ids that are only locally unique carry eight hex of their own behind `~` in digests. */
export const noteOf = ({ harness, session_id }: Pick<Digest, 'harness' | 'session_id'>, notes: Notes): OpenRun | null =>
  notes.get(`${harness}:${session_id}`) ?? notes.get(`${harness}:${session_id.replace(/~[0-9a-f]{8}$/, '')}`) ?? null;

/**
 * Whether a session goes on: its last event is not long ago (nor ahead of the clock), no hook saw its end, and its tool is not known to be gone. A
 * subagent that no hook told of goes as its parent does.
 */
export function isRunning(digest: Digest, notes: Notes, ctx: Ctx): boolean {
  const ended = digest.ended === null ? null : parseTime(digest.ended);
  if (ended === null || Math.abs(ctx.now() - ended) > SILENCE_MS) return false;
  const note = noteOf(digest, notes) ?? (digest.parent === null ? null : (notes.get(digest.parent) ?? null));
  return note === null || (!note.ended && isGone(note.caller) !== true);
}

/** Closes the notes of other tools' sessions that a sync has just written, so that no sweep writes them again. */
export function settleNotes(project: Project, ctx: Ctx, finished: readonly FoldedSession[], notes: Notes): void {
  for (const { digest } of finished) {
    const note = noteOf(digest, notes);
    if (note && !note.ended && note.harness !== 'claude') noteEnd(inMainWorktree(project), ctx, note);
  }
}
