import { join } from 'node:path';
import { makeScratch, removeScratch, writeScratch } from '../scratch.ts';
import { runGit } from './git.ts';

/**
 * Merges two texts by line, as git does.
 *
 * @param env the whole environment
 * @param union keep the lines of both where they differ
 * @returns null if they conflict
 */
export function mergeText(
  env: Readonly<Record<string, string | undefined>>,
  base: string,
  ours: string,
  theirs: string,
  union = false,
): string | null {
  const folder = makeScratch('ka-merge-');
  try {
    for (const [name, text] of Object.entries({ base, ours, theirs })) writeScratch(join(folder, name), `${text}\n`);
    const how = union ? ['--union'] : [];
    const ran = runGit(folder, ['merge-file', '-p', '-q', ...how, 'ours', 'base', 'theirs'], env);
    return ran.code === 0 ? ran.out.replace(/\n$/, '') : null;
  } finally {
    removeScratch(folder);
  }
}
