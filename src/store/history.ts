import { git } from './git.ts';
import type { Project } from './project.ts';

/** Tells the commit that was HEAD's newest at a time (ms since 1970), by committers' clocks; null before the first. */
export type CommitAt = (ms: number) => string | null;

/** The history of HEAD, in one pass of git. Null without git, or where nothing is committed yet. */
export function readHistory(project: Project): CommitAt | null {
  if (!project.top) return null;
  let lines: string[];
  try {
    lines = git(project.top, ['log', '--format=%ct %H', 'HEAD']).trimEnd().split('\n');
  } catch {
    return null;
  }
  const commits = lines
    .map((line) => ({ at: Number(line.slice(0, line.indexOf(' '))) * 1000, hash: line.slice(line.indexOf(' ') + 1) }))
    .reverse();
  // Clocks differ: a commit counts from the latest time that it or one before it bears.
  let latest = 0;
  for (const commit of commits) {
    latest = Math.max(latest, commit.at);
    commit.at = latest;
  }
  return (ms) => {
    let [low, high] = [0, commits.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (commits[middle]!.at <= ms) low = middle + 1;
      else high = middle;
    }
    return commits[low - 1]?.hash ?? null;
  };
}
