import { parseTime } from '../lib/time.ts';
import type { ExecutionRecord } from '../metrics/contract.ts';
import type { CommitAt } from '../store/history.ts';
import type { Digest } from './digest.ts';
import type { OpenRun } from './open.ts';

/** What was measured while a session ran. */
export interface MeasuredGit {
  git: Pick<Digest['git'], 'start' | 'end' | 'branch' | 'dirty'>;
  by: 'hook' | 'run';
}

/** What a hook or `ka run` put on a session's record, else what hooks noted of it; null where neither was there. */
export function measuredGit(record: ExecutionRecord | null, note: OpenRun | null): MeasuredGit | null {
  const measured = record?.git;
  if (measured && (measured.start !== null || measured.end !== null)) {
    return { git: measured, by: record.source === 'run' ? 'run' : 'hook' };
  }
  if (!note || (note.git.start === null && note.git.end === null)) return null;
  return { git: { ...note.git, dirty: null }, by: 'hook' };
}

/**
 * Binds a session to commits. What a hook or `ka run` measured at the time wins, then what the harness noted,
 * then the newest commit by then.
 *
 * @param commitAt of the repository that the session belongs to; null where that is not known
 */
export function bindGit(digest: Digest, measured: MeasuredGit | null, commitAt: CommitAt | null): Digest {
  const branch = measured?.git.branch ?? digest.git.branch;
  if (measured) return { ...digest, git: { ...measured.git, branch, bound_by: measured.by } };
  const at = (time: string | null): string | null => {
    const ms = time === null ? null : parseTime(time);
    return ms === null || commitAt === null ? null : commitAt(ms);
  };
  const start = digest.git.start ?? at(digest.started);
  const end = digest.git.end ?? at(digest.ended);
  if (start === null && end === null) return { ...digest, git: { ...digest.git, branch } };
  return { ...digest, git: { start, end, branch, dirty: null, bound_by: 'time' } };
}
