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

/** Runs this very program as a process of its own, with this Node. `dist`: its folder. */
export function runSelf(dist: string, args: readonly string[], { cwd, env, input = '' }: RunOptions): Ran {
  const program = join(dist, 'ka.cjs');
  const ran = spawnSync(process.execPath, [program, ...args], {
    cwd,
    env: { ...env },
    input,
    encoding: 'utf8',
    timeout: 60_000,
  });
  if (ran.error) throw ran.error;
  return { out: ran.stdout, err: ran.stderr, code: ran.status };
}
