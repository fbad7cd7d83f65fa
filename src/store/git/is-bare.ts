import { KaError } from '../../lib/errors.ts';
import { git } from './git.ts';

/** Whether a folder is a bare repository or lies in a git folder: there is git, and no work tree. */
export function isBare(folder: string): boolean {
  try {
    return git(folder, ['rev-parse', '--is-inside-git-dir']).trim() === 'true';
  } catch (error) {
    if (error instanceof KaError) return false;
    throw error;
  }
}
