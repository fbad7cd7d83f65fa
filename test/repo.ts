import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

const PROGRAM = join(import.meta.dirname, '..', process.env.KA_DIST ?? 'dist', 'ka.cjs');

/** What a run of the program left: its two streams and its exit code. */
export interface Ran {
  out: string;
  err: string;
  code: number | null;
  /** `out` as JSON. */
  json: () => any;
}

export interface Repo {
  root: string;
  /** Runs the built program here, with an empty environment but for PATH, HOME and what is given. */
  ka: (
    args: readonly string[],
    options?: { input?: string | Buffer; env?: Record<string, string>; cwd?: string },
  ) => Ran;
  git: (...args: string[]) => string;
  write: (path: string, text: string | Buffer) => void;
  read: (path: string) => string;
  home: string;
}

/** A temporary folder, removed after the test. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ka-'));
  onTestFinished(() => removeFolder(folder));
  return folder;
}

/** What a coding tool started behind itself may write a last file while its folder is being emptied: then once more. */
async function removeFolder(folder: string): Promise<void> {
  for (let left = 50; ; left--) {
    try {
      rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((done) => setTimeout(done, 200));
    }
  }
}

const GIT_ENV = {
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.invalid',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.invalid',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};

/**
 * A true git repository with one commit of the given files (`git: false`: a plain folder). `onPath`: git's drivers and
 * hooks find the program as `ka`.
 */
export function repo(files: Record<string, string> = {}, { git = true, onPath = false } = {}): Repo {
  const base = scratch();
  const [root, home] = [join(base, 'repo'), join(base, 'home')];
  for (const folder of [root, home]) mkdirSync(folder);
  // What a hook starts behind itself is waited for: a test sees what is there in the end.
  const bin = join(base, 'bin');
  if (onPath) {
    mkdirSync(bin);
    writeFileSync(join(bin, 'ka'), `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`, { mode: 0o755 });
  }
  const env = {
    PATH: onPath ? `${bin}:${process.env.PATH}` : process.env.PATH!,
    HOME: home,
    KA_DETACHED: 'wait',
    ...GIT_ENV,
  };
  const runGit = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, env, encoding: 'utf8', stdio: 'pipe' });
  const write: Repo['write'] = (path, text) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  for (const [path, text] of Object.entries(files)) write(path, text);
  if (git) {
    runGit('init', '-q', '-b', 'main');
    runGit('config', 'gc.auto', '0');
    runGit('add', '-A');
    runGit('commit', '-q', '--allow-empty', '-m', 'start');
  }
  return {
    root,
    home,
    git: runGit,
    write,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    ka: (args, options = {}) => {
      const ran = spawnSync(process.execPath, [PROGRAM, ...args], {
        cwd: options.cwd ?? root,
        env: { ...env, ...options.env },
        input: options.input ?? '',
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      });
      return { out: ran.stdout, err: ran.stderr, code: ran.status, json: () => JSON.parse(ran.stdout) };
    },
  };
}
