import { spawn, spawnSync } from 'node:child_process';
import { KaError } from '../../lib/errors.ts';
import type { Ran } from '../process/run-self.ts';

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

type Env = Readonly<Record<string, string | undefined>>;

function run(cwd: string, args: readonly string[], input: string, env?: Env, timeout?: number): Ran {
  const ran = spawnSync('git', [...settingsFor(args), ...args], {
    cwd,
    input,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    timeout,
    ...(env && { env: { ...env } }),
  });
  const { code } = (ran.error ?? {}) as NodeJS.ErrnoException;
  if (ran.error) throw failed(cwd, args, code, ran.stderr ?? '');
  return { out: ran.stdout, err: ran.stderr, code: ran.status };
}

/**
 * Runs git where its exit code is an answer; at most a minute.
 *
 * @param env its whole environment, so that commits have the same hash everywhere
 * @throws KaError `no-git` if the program is missing, `git-failed` if it did not end by itself
 */
export const runGit = (cwd: string, args: readonly string[], env: Env): Ran => run(cwd, args, '', env, 60_000);

/**
 * What git prints, for cold commands.
 *
 * @param cwd a folder of the work tree
 * @param input text for its standard input
 * @param env its whole environment (`ctx.env` with what is to differ); absent: the process's own
 * @throws KaError `no-git` if the program is missing, `git-failed` with git's first line
 */
export function git(cwd: string, args: readonly string[], input = '', env?: Env): string {
  const { out, err, code } = run(cwd, args, input, env);
  if (code !== 0) throw failed(cwd, args, undefined, err);
  return out;
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
  env?: Env,
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
