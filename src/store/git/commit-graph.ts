import { join } from 'node:path';
import { readText } from '../files.ts';
import type { Project } from '../project.ts';
import { git } from './git.ts';

const HASH = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** The part of the history below some commits. */
export interface CommitGraph {
  /** Parents by commit; parents come before their children. */
  parents: Map<string, string[]>;
  /** Commits at which a shallow clone ends: what lies before them is not known. */
  cut: Set<string>;
}

/** Hashes fit to be given to git: anything else in a log may be an option. */
export const hashes = (commits: Iterable<string | null>): string[] => [
  ...new Set([...commits].filter((commit): commit is string => commit !== null && HASH.test(commit))),
];

/** All that is reachable from these commits; those that this clone lacks are left out. Null without git. */
export function readCommitGraph(project: Project, ends: Iterable<string | null>): CommitGraph | null {
  if (!project.top) return null;
  const wanted = hashes(ends);
  const parents = new Map<string, string[]>();
  if (wanted.length > 0) {
    const listed = git(
      project.top,
      ['rev-list', '--topo-order', '--reverse', '--parents', '--ignore-missing', '--stdin'],
      `${wanted.join('\n')}\n`,
    );
    for (const line of listed.split('\n')) {
      if (line === '') continue;
      const [commit, ...of] = line.split(' ');
      parents.set(commit!, of);
    }
  }
  const shallow = project.commonDir === null ? null : readText(join(project.commonDir, 'shallow'));
  return { parents, cut: new Set(shallow?.split('\n').filter(Boolean)) };
}

/** These commits, as far as the graph holds them, and all that lie before them. */
export function reachableFrom({ parents }: CommitGraph, commits: Iterable<string>): Set<string> {
  const reached = new Set<string>();
  const queue = [...commits].filter((commit) => parents.has(commit));
  for (let commit = queue.pop(); commit !== undefined; commit = queue.pop()) {
    if (reached.has(commit)) continue;
    reached.add(commit);
    for (const parent of parents.get(commit) ?? []) if (parents.has(parent)) queue.push(parent);
  }
  return reached;
}

/** These commits and all of the graph that follow them. */
export function followersOf({ parents }: CommitGraph, commits: Iterable<string>): Set<string> {
  const follow = new Set(commits);
  for (const [commit, of] of parents) if (of.some((parent) => follow.has(parent))) follow.add(commit);
  return follow;
}

/** A commit with what it says and touches. */
export interface Change {
  commit: string;
  /** Committer's time, ms since 1970. */
  at: number;
  message: string;
  /** Relative to the git top level; none of a merge. */
  files: string[];
}

/** A history without a beginning is read so far. */
const MOST = 5000;

/** The commits below `ends` that are not below `since` (null: the newest 5,000), oldest first. */
export function readChanges(project: Project, ends: Iterable<string | null>, since: string | null): Change[] {
  const wanted = hashes(ends);
  if (!project.top || wanted.length === 0) return [];
  const listed = git(
    project.top,
    [
      'log',
      '--topo-order',
      '--reverse',
      '--no-renames',
      '--name-only',
      '--ignore-missing',
      ...(since === null ? [`--max-count=${MOST}`] : []),
      '--format=%x01%H %ct%n%B%x02',
      '--stdin',
    ],
    `${[...wanted, ...(since === null ? [] : [`^${since}`])].join('\n')}\n`,
  );
  return listed
    .split('\x01')
    .slice(1)
    .map((part) => {
      const [said, names = ''] = part.split('\x02');
      const [head, ...message] = said!.split('\n');
      const [commit, at] = head!.split(' ');
      return {
        commit: commit!,
        at: Number(at) * 1000,
        message: message.join('\n'),
        files: names.split('\n').filter(Boolean),
      };
    });
}

/** Files that a commit changes against its first parent. Empty for one that this clone lacks. */
export function filesOf(project: Project, commit: string): string[] {
  if (!project.top || !HASH.test(commit)) return [];
  try {
    return git(project.top, [
      'diff-tree',
      '-r',
      '--root',
      '--no-commit-id',
      '--no-renames',
      '--name-only',
      '-m',
      '--first-parent',
      commit,
    ])
      .split('\n')
      .filter(Boolean);
  } catch {
    return [];
  }
}

/**
 * Those of `commits` that make the same change as one commit: it after a rebase, a cherry-pick or the squash of a branch that
 * held nothing else. By `git patch-id --stable`.
 */
export function samePatch(project: Project, commit: string, commits: readonly string[]): string[] {
  if (!project.top || !HASH.test(commit)) return [];
  const all = hashes([commit, ...commits]);
  try {
    const patches = git(
      project.top,
      ['diff-tree', '--stdin', '-p', '--root', '--no-renames', '--no-ext-diff', '--no-textconv'],
      `${all.join('\n')}\n`,
    );
    const ids = new Map(
      git(project.top, ['patch-id', '--stable'], patches)
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(' ').reverse() as [string, string]),
    );
    const own = ids.get(commit);
    return own === undefined ? [] : commits.filter((one) => one !== commit && ids.get(one) === own);
  } catch {
    // The commit is gone, and with it the change that could be compared.
    return [];
  }
}
