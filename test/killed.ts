import { spawnSync } from 'node:child_process';
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Repo, scratch } from './repo.ts';

const PROGRAM = join(import.meta.dirname, '..', process.env.KA_DIST ?? 'dist', 'ka.cjs');

/** Kills the program before its nth change of what stands under a name, of a log, or of a state that is written over in place. */
const KILLER = `
  const fs = require('node:fs');
  let left = Number(process.env.KILL_AT);
  const logs = new Set();
  const open = fs.openSync;
  fs.openSync = (path, ...more) => {
    const fd = open(path, ...more);
    if (/\\.(jsonl|f64)$|state\\.json$/.test(String(path))) logs.add(fd);
    else logs.delete(fd);
    return fd;
  };
  const kill = (name, counts) => {
    const real = fs[name];
    fs[name] = (...args) => {
      if (counts(args[0]) && left-- === 0) process.kill(process.pid, 'SIGKILL');
      return real(...args);
    };
  };
  for (const name of ['renameSync', 'rmSync', 'unlinkSync']) kill(name, () => true);
  for (const name of ['writeSync', 'ftruncateSync', 'fsyncSync']) kill(name, (fd) => logs.has(fd));
  require('node:module').syncBuiltinESMExports();`;

/**
 * Runs a command again and again from the same start, killed one step later each time, till it comes to its end.
 *
 * @param check sees what was left, the last time that of the whole command
 * @param ready makes what a copy loses: states hold inodes
 * @param every of so many steps one: for commands that make many
 * @returns the number of steps
 */
export function killEverywhere(
  at: Repo,
  args: readonly string[],
  env: Record<string, string>,
  check: (left: Repo, whole: boolean) => void,
  ready: (start: Repo) => void = () => {},
  every = 1,
): number {
  const [killer, start] = [join(scratch(), 'killer.cjs'), join(scratch(), 'start')];
  writeFileSync(killer, KILLER);
  cpSync(at.root, start, { recursive: true });
  for (let step = 0; step < 300; step += every) {
    rmSync(at.root, { recursive: true });
    cpSync(start, at.root, { recursive: true });
    ready(at);
    const ran = spawnSync(process.execPath, ['--require', killer, PROGRAM, ...args], {
      cwd: at.root,
      env: { PATH: process.env.PATH, HOME: at.home, KILL_AT: String(step), ...env },
      encoding: 'utf8',
    });
    if (ran.signal === null && ran.status !== 0) throw new Error(ran.stderr);
    check(at, ran.signal === null);
    if (ran.signal === null) return step;
  }
  throw new Error(`${args.join(' ')} never came to its end`);
}
