import { execFileSync } from 'node:child_process';
import { KaError } from '../lib/errors.ts';

/** Plain paths, no daemon started from the repository's settings, no lock taken for a mere look. */
const SETTINGS = ['--no-optional-locks', '-c', 'core.quotePath=false', '-c', 'core.fsmonitor=false'];

/**
 * What git prints, for cold commands.
 *
 * @param cwd a folder of the work tree
 * @param input text for its standard input
 * @throws KaError `no-git` if the program is missing, `git-failed` with git's first line
 */
export function git(cwd: string, args: readonly string[], input = ''): string {
  try {
    return execFileSync('git', [...SETTINGS, ...args], {
      cwd,
      input,
      encoding: 'utf8',
      stdio: 'pipe',
      maxBuffer: 256 * 1024 * 1024,
    });
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: string };
    if (code === 'ENOENT') throw new KaError('no-git', `git was not found, or ${cwd} is no folder.`, 'git --version');
    const line = (stderr ?? '').split('\n').find((text) => text.trim() !== '');
    throw new KaError(
      'git-failed',
      `git ${args[0]} failed in ${cwd}: ${line ?? code ?? 'no reason given'}`,
      'git status',
    );
  }
}
