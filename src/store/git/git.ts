import { execFileSync, spawn } from 'node:child_process';
import { KaError } from '../../lib/errors.ts';

/** Plain paths, no daemon started from the repository's settings, no lock for a mere look, no signature looked into. */
const SETTINGS = [
  '--no-optional-locks',
  '-c',
  'core.quotePath=false',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'log.showSignature=false',
];

/** No hook of the repository runs (`rev-parse` runs none, and is asked where they lie); paths of the history are no patterns. */
function settingsFor([verb = '']: readonly string[]): string[] {
  const paths = verb === 'log' || verb === 'ls-tree' ? ['--literal-pathspecs'] : [];
  return [...SETTINGS, ...paths, ...(verb === 'rev-parse' ? [] : ['-c', 'core.hooksPath=/dev/null'])];
}

function failed(cwd: string, args: readonly string[], code: string | undefined, stderr: string): KaError {
  if (code === 'ENOENT') return new KaError('no-git', `git was not found, or ${cwd} is no folder.`, 'git --version');
  const line = stderr.split('\n').find((text) => text.trim() !== '');
  return new KaError(
    'git-failed',
    `git ${args[0]} failed in ${cwd}: ${line ?? code ?? 'no reason given'}`,
    'git status',
  );
}

/**
 * What git prints, for cold commands.
 *
 * @param cwd a folder of the work tree
 * @param input text for its standard input
 * @param env its whole environment (`ctx.env` with what is to differ); absent: the process's own
 * @throws KaError `no-git` if the program is missing, `git-failed` with git's first line
 */
export function git(
  cwd: string,
  args: readonly string[],
  input = '',
  env?: Readonly<Record<string, string | undefined>>,
): string {
  try {
    return execFileSync('git', [...settingsFor(args), ...args], {
      cwd,
      input,
      encoding: 'utf8',
      stdio: 'pipe',
      maxBuffer: 256 * 1024 * 1024,
      ...(env && { env: { ...env } }),
    });
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: string };
    throw failed(cwd, args, code, stderr ?? '');
  }
}

/**
 * The same for output that is too large to hold: handed over piece by piece.
 *
 * @throws KaError as `git`
 */
export function streamGit(
  cwd: string,
  args: readonly string[],
  input: string,
  take: (piece: Buffer) => void,
  env?: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...settingsFor(args), ...args], {
      cwd,
      stdio: 'pipe',
      ...(env && { env: { ...env } }),
    });
    let said = '';
    child.stdout.on('data', take);
    child.stderr.on('data', (piece: Buffer) => {
      said += said.length < 4096 ? piece.toString() : '';
    });
    // It may end before it has read all of its input.
    child.stdin.on('error', () => {});
    child.on('error', (error: NodeJS.ErrnoException) => reject(failed(cwd, args, error.code, said)));
    child.on('close', (code) => (code === 0 ? resolve() : reject(failed(cwd, args, `exit ${code}`, said))));
    child.stdin.end(input);
  });
}
