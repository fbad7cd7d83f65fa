import { parseTime } from '../lib/time.ts';
import type { ExecutionRecord } from '../metrics/contract.ts';
import type { CommitAt } from '../store/history.ts';
import type { Digest } from './digest.ts';

/**
 * Binds a session to commits. What a hook or `ka run` measured at the time wins (it stands on the session's execution
 * record), then what the harness noted, then the newest commit by then.
 *
 * @param record of the same session, if there is one
 * @param commitAt of the repository that the session belongs to; null where that is not known
 */
export function bindGit(digest: Digest, record: ExecutionRecord | null, commitAt: CommitAt | null): Digest {
  const measured = record?.git;
  const branch = measured?.branch ?? digest.git.branch;
  if (measured && (measured.start !== null || measured.end !== null)) {
    const by = record.source === 'run' ? ('run' as const) : ('hook' as const);
    return { ...digest, git: { ...measured, branch, bound_by: by } };
  }
  const at = (time: string | null): string | null => {
    const ms = time === null ? null : parseTime(time);
    return ms === null || commitAt === null ? null : commitAt(ms);
  };
  const start = digest.git.start ?? at(digest.started);
  const end = digest.git.end ?? at(digest.ended);
  if (start === null && end === null) return { ...digest, git: { ...digest.git, branch } };
  return { ...digest, git: { start, end, branch, dirty: null, bound_by: 'time' } };
}
