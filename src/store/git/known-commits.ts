import type { Project } from '../project.ts';
import { git } from './git.ts';

/** Those of `commits` (hashes, whole or their beginnings) that this clone has, in one process. */
export function checkCommits(project: Project, commits: readonly string[]): Set<string> {
  const wanted = [...new Set(commits)].filter((commit) => /^[0-9a-f]{4,64}$/i.test(commit));
  if (!project.top || wanted.length === 0) return new Set();
  const answers = git(
    project.top,
    ['cat-file', '--batch-check=%(objecttype)'],
    wanted.map((one) => `${one}\n`).join(''),
  );
  const types = answers.split('\n');
  return new Set(wanted.filter((_, at) => types[at] === 'commit'));
}
