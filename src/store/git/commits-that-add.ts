import type { Project } from '../project.ts';
import { hashes } from './commit-graph.ts';
import { git } from './git.ts';

/** A commit that adds a file. */
export interface Added {
  commit: string;
  /** Committer's time, ms since 1970. */
  at: number;
}

/**
 * The commits below `ends` that add a file, the newest by ancestry first. At the end of a shallow clone every file seems added.
 *
 * @param path relative to the project root
 * @param since nothing below this commit is looked at; null: no limit
 */
export function commitsThatAdd(
  project: Project,
  path: string,
  ends: Iterable<string | null>,
  since: string | null,
): Added[] {
  const wanted = hashes(ends);
  if (!project.top || wanted.length === 0) return [];
  const listed = git(
    project.root,
    [
      'log',
      '--topo-order',
      '--full-history',
      '--diff-filter=A',
      '--no-renames',
      '--no-follow',
      '--ignore-missing',
      '--format=%H %ct',
      '--stdin',
      '--',
      path,
    ],
    `${[...wanted, ...(since === null ? [] : [`^${since}`])].join('\n')}\n`,
  );
  return listed
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ commit: line.split(' ')[0]!, at: Number(line.split(' ')[1]) * 1000 }));
}
