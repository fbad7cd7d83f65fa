import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import type { Project } from '../project.ts';
import { inTop } from './commit-alone.ts';
import { git } from './git.ts';
import { withOwnIndex } from './own-index.ts';

/** A file as it shall be in the commit: with a text, as another object that is there already, or gone. */
export type TreeChange =
  | { path: string; text: string; mode?: string }
  | { path: string; object: string; mode: string }
  | { path: string; gone: true };

/** A file of a commit: mode, object, path relative to the project root. */
export interface TreeEntry {
  mode: string;
  object: string;
  path: string;
}

const topOf = (project: Project): string => {
  if (project.top) return project.top;
  throw new KaError('no-git', `${project.root} is in no git repository, so there is nothing to commit to.`, 'git init');
};

/** The files of a commit at a path (a file, or all below a folder), links among them. */
export function entriesAt(project: Project, commit: string, path: string): TreeEntry[] {
  const out = git(topOf(project), ['ls-tree', '-r', '-z', '--full-tree', commit, '--', inTop(project, path)]);
  const below = inTop(project, 'x').slice(0, -1);
  return out.split('\0').flatMap((line) => {
    const found = /^(\d+) blob ([0-9a-f]+)\t([\s\S]+)$/.exec(line);
    if (!found) return [];
    return [{ mode: found[1]!, object: found[2]!, path: found[3]!.slice(below.length) }];
  });
}

/** The text of a file of a commit. */
export const textOfObject = (project: Project, object: string): string =>
  git(topOf(project), ['cat-file', 'blob', object]);

/**
 * Makes one commit on a new branch, on top of another commit. The work tree, the index and the branch that is checked out
 * stay as they are, whatever is dirty or staged: the tree is built in an index of its own. Nothing of the repository runs, no hook and no filter.
 *
 * @param branch must not exist yet
 * @returns the commit
 * @throws KaError `branch-exists`; `git-failed` with git's words, e.g. where nobody said who commits
 */
export function commitOnBranch(
  project: Project,
  ctx: Pick<Ctx, 'env' | 'pid'>,
  { branch, base, changes, message }: { branch: string; base: string; changes: readonly TreeChange[]; message: string },
): string {
  const top = topOf(project);
  const ref = `refs/heads/${branch}`;
  if (branchCommit(project, branch) !== null)
    throw new KaError('branch-exists', `The branch ${branch} is there already.`, `git log -1 ${branch}`);
  return withOwnIndex(project.gitDir!, ctx, (env) => {
    git(top, ['read-tree', base], '', env);
    const lines = changes.map((change) => {
      const path = inTop(project, change.path);
      if ('gone' in change) return `0 ${'0'.repeat(base.length)}\t${path}\0`;
      if ('object' in change) return `${change.mode} ${change.object}\t${path}\0`;
      const object = git(top, ['hash-object', '-w', '--no-filters', '--stdin'], change.text).trim();
      return `${change.mode ?? '100644'} ${object}\t${path}\0`;
    });
    git(top, ['update-index', '-z', '--index-info'], lines.join(''), env);
    const tree = git(top, ['write-tree'], '', env).trim();
    const commit = git(top, ['commit-tree', tree, '-p', base, '-F', '-'], message, ctx.env).trim();
    git(top, ['update-ref', '-m', `bet: ${branch}`, ref, commit, '0'.repeat(base.length)], '', ctx.env);
    return commit;
  });
}

/** The commit of a branch; null where there is none. */
export function branchCommit(project: Project, branch: string): string | null {
  const out = git(topOf(project), ['for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`]);
  return out.trim() || null;
}
