import { join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { removeFile } from '../files.ts';

/**
 * Runs `work` with an index of git's own beside the user's, which stays as it is, whatever is staged there.
 *
 * @param gitDir absolute
 * @param work gets the environment in which git uses that index
 */
export function withOwnIndex<T>(gitDir: string, ctx: Pick<Ctx, 'env' | 'pid'>, work: (env: Ctx['env']) => T): T {
  const index = join(gitDir, `ka-index-${ctx.pid}`);
  try {
    return work({ ...ctx.env, GIT_INDEX_FILE: index });
  } finally {
    removeFile(index);
    removeFile(`${index}.lock`);
  }
}
