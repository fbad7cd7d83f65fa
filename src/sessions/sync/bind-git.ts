import { parseTime } from '../../lib/time.ts';
import type { Kept } from '../../metrics/records/session-book.ts';
import type { CommitAt } from '../../store/git/history.ts';
import type { Digest } from '../digests/digest.ts';
import type { OpenRun } from '../runs/open.ts';

/**
 * Binds a session to commits. What a hook or `ka run` measured at the time wins (it stands on the session's execution
 * record), then what the harness noted, then the newest commit by then.
 *
 * @param kept the session's record, if there is one
 * @param note what hooks noted of it
 * @param commitAt of the repository that the session belongs to; null where that is not known
 */
export function bindGit(
  digest: Digest,
  kept: Kept | null,
  note: OpenRun | null,
  commitAt: CommitAt | null,
): Digest['git'] {
  const measured = kept?.seen?.git ?? (note ? { ...note.git, dirty: null } : null);
  const branch = measured?.branch ?? digest.git.branch;
  if (measured && (measured.start !== null || measured.end !== null)) {
    return { ...measured, branch, bound_by: kept?.named === 'run' ? 'run' : 'hook' };
  }
  const at = (time: string | null): string | null => {
    const ms = time === null ? null : parseTime(time);
    return ms === null || commitAt === null ? null : commitAt(ms);
  };
  const start = digest.git.start ?? at(digest.started);
  const end = digest.git.end ?? at(digest.ended);
  if (start === null && end === null) return { ...digest.git, branch };
  // A first commit that the transcript states is no guess, whatever its end is.
  return { start, end, branch, dirty: null, bound_by: digest.git.start === null ? 'time' : null };
}
