import { isoTime } from '../../lib/time.ts';
import type { Project } from '../project.ts';
import { git } from './git.ts';

/** Tells the commit that was HEAD's newest at a time (ms since 1970), by committers' clocks; null before the first. */
export type CommitAt = (ms: number) => string | null;

interface Commit {
  at: number;
  hash: string;
}

function commitsOf(project: Project, ...limits: string[]): Commit[] {
  const text = git(project.top!, ['log', '--format=%ct %H', ...limits, 'HEAD']).trimEnd();
  const lines = text === '' ? [] : text.split('\n').reverse();
  return lines.map((line) => ({ at: Number(line.split(' ')[0]) * 1000, hash: line.split(' ')[1]! }));
}

/**
 * The history of HEAD from a time on. Null without git, or where nothing is committed yet. In a shallow clone what lies
 * before its first commit is unknown, hence null.
 *
 * @param since the earliest time that will be asked for: git need not walk a long history
 */
export function readHistory(project: Project, since: number): CommitAt | null {
  if (!project.top) return null;
  let commits: Commit[];
  try {
    const time = isoTime(since);
    commits = [...commitsOf(project, '-1', `--until=${time}`), ...commitsOf(project, `--since=${time}`)];
  } catch {
    return null;
  }
  // Clocks differ: a commit counts from the latest time that it or one before it bears.
  let latest = 0;
  for (const commit of commits) {
    latest = Math.max(latest, commit.at);
    commit.at = latest;
  }
  return (ms) => commits.findLast(({ at }) => at <= ms)?.hash ?? null;
}
