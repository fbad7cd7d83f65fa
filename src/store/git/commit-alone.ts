import { join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { statFile } from '../files.ts';
import type { Project } from '../project.ts';
import { runGit } from './git.ts';
import { readHead } from './head.ts';
import { withOwnIndex } from './own-index.ts';

/** An operation that is half done: a commit in the middle of it would become part of it. */
const HALF_DONE = ['MERGE_HEAD', 'CHERRY_PICK_HEAD', 'REVERT_HEAD', 'rebase-merge', 'rebase-apply'];

export type CommittedAlone = { commit: string } | { commit: null; why: string };

/**
 * Commits one file, and nothing else, whatever is staged: the commit is built in an index of its own, and the user's
 * index gets just that entry, lest the next commit take the file away again. No hook runs, other files stay as they are.
 *
 * @param path of the file as it lies on the disk, relative to the project root
 * @param on the commit that HEAD must be; null: whatever it is
 * @returns the commit, or why there is none: no git, nothing committed yet, HEAD elsewhere, a merge that is half done, an ignored file,
 *   no name and address of a committer. Then HEAD is where it was
 */
export function commitAlone(
  project: Project,
  ctx: Pick<Ctx, 'env' | 'pid'>,
  path: string,
  message: string,
  on: string | null = null,
): CommittedAlone {
  const { top, gitDir } = project;
  if (!top || !gitDir) return { commit: null, why: 'there is no git repository' };
  const { commit: head } = readHead(project);
  if (head === null) return { commit: null, why: 'nothing is committed yet' };
  if (on !== null && on !== head) return { commit: null, why: 'HEAD has moved' };
  const busy = HALF_DONE.find((name) => statFile(join(gitDir, name)));
  if (busy) return { commit: null, why: `a merge or rebase is half done (${busy})` };
  let failed: string | null = null;
  const git = (args: readonly string[], env = ctx.env): string => {
    if (failed !== null) return '';
    const ran = runGit(project.root, args, env);
    if (ran.code !== 0) failed = reasonIn(ran.err) ?? `git ${args[0]} failed`;
    return ran.out.trim();
  };
  return withOwnIndex(gitDir, ctx, (own) => {
    if (git(['ls-files', '--others', '--ignored', '--exclude-standard', '--', path]) !== '')
      return { commit: null, why: 'git ignores the file' };
    const blob = git(['hash-object', '-w', '--no-filters', '--', path]);
    const entry = ['update-index', '--add', '--cacheinfo', `100644,${blob},${inTop(project, path)}`];
    git(['read-tree', head], own);
    git(entry, own);
    const tree = git(['write-tree'], own);
    const made = git(['commit-tree', tree, '-p', head, '-m', message]);
    git(entry);
    const staged = failed === null;
    git(['update-ref', '-m', `commit: ${message.split('\n')[0]}`, 'HEAD', made, head]);
    // Another commit came in between: the next one shall not take the file along.
    if (staged && failed !== null) runGit(project.root, ['update-index', '--force-remove', '--', path], ctx.env);
    return failed === null ? { commit: made } : { commit: null, why: failed };
  });
}

/** Relative to the git top level, with `/`. */
export const inTop = ({ top, root }: Project, path: string): string =>
  join(root.slice(top!.length), path).replaceAll('\\', '/').replace(/^\//, '');

/** Why git failed, in a line: advice may stand above it. */
function reasonIn(text: string): string | undefined {
  if (text.includes('Please tell me who you are'))
    return 'git does not know who you are (git config user.name, git config user.email)';
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((one) => /^(?:fatal|error): /.test(one)) ?? lines[0];
  return line?.trim().replace(/^(?:fatal|error): /, '');
}
