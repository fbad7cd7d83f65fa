import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** What one run left: its streams and its exit code. */
export interface Ran {
  out: string;
  err: string;
  code: number | null;
}

export interface RunOptions {
  cwd: string;
  /** The whole environment; nothing is inherited. */
  env: Readonly<Record<string, string | undefined>>;
  input?: string;
}

function run(file: string, args: readonly string[], { cwd, env, input = '' }: RunOptions): Ran {
  const ran = spawnSync(file, args, { cwd, env: { ...env }, input, encoding: 'utf8', timeout: 60_000 });
  if (ran.error) throw ran.error;
  return { out: ran.stdout, err: ran.stderr, code: ran.status };
}

/** Runs this very program as a process of its own, with this Node. `dist`: its folder. */
export const runSelf = (dist: string, args: readonly string[], options: RunOptions): Ran =>
  run(process.execPath, [join(dist, 'ka.cjs'), ...args], options);

/** Runs git with a given environment, so that commits have the same hash everywhere. */
export const runGit = (args: readonly string[], options: RunOptions): Ran => run('git', args, options);
