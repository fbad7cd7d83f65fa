import { delimiter, join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { statFile } from '../store/files.ts';

/** Folders that npm puts on the PATH for one run only: hooks will not see them. */
const PASSING = /[\\/](?:_npx|node_modules)[\\/]/;

/** Where a hook's shell would find a program: its absolute path, or null. */
export function findProgram(ctx: Pick<Ctx, 'env'>, name: string): string | null {
  const folders = (ctx.env.PATH ?? ctx.env.Path ?? '').split(delimiter);
  for (const folder of folders) {
    if (folder === '' || PASSING.test(`${folder}/`)) continue;
    for (const file of [name, `${name}.cmd`, `${name}.exe`]) {
      const path = join(folder, file);
      if (statFile(path)?.isFile) return path;
    }
  }
  return null;
}
