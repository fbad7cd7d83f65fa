import { readFileSync, readlinkSync } from 'node:fs';

const SHELL = /^(sh|bash|dash|zsh|fish|ash|ksh|env|timeout|node-gyp|npx|npm.*)$/;

interface Stat {
  name: string;
  state: string;
  parent: number;
  started: string;
}

/** `/proc/<pid>/stat`; the name stands in brackets and may hold anything. Null where there is no such process or no /proc. */
function readStat(pid: number | 'self'): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const end = text.lastIndexOf(')');
    const fields = text.slice(end + 2).split(' ');
    return {
      name: text.slice(text.indexOf('(') + 1, end),
      state: fields[0]!,
      parent: Number(fields[1]),
      started: fields[19]!,
    };
  } catch {
    return null;
  }
}

/** Boot and pid namespace, within which a number means one process. */
function readPlace(): [boot: string, namespace: string] {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
    return [boot, readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')];
  } catch {
    return ['', ''];
  }
}

/**
 * The process that called a hook: the nearest ancestor that is no shell, as `pid:start ticks:boot:namespace`, which no later
 * process can have. Null where the system does not tell (no /proc).
 */
export function findCaller(pid: number): string | null {
  let stat = readStat(pid);
  for (let depth = 0; stat && depth < 8; depth++) {
    const parent = stat.parent;
    if (parent <= 1) return null;
    stat = readStat(parent);
    if (stat && !SHELL.test(stat.name)) return [parent, stat.started, ...readPlace()].join(':');
  }
  return null;
}

/** Whether a process that `findCaller` named has ended. Null: not to be told here. */
export function isGone(caller: string | null): boolean | null {
  const [pid, started, boot, namespace] = caller?.split(':') ?? [];
  const here = readPlace();
  const self = readStat('self');
  if (!pid || !self) return null;
  if (boot !== here[0]) return true;
  // A sandbox counts its processes anew: nothing can be said across its wall.
  if (namespace !== here[1]) return null;
  const stat = readStat(Number(pid));
  return stat === null || stat.started !== started || stat.state === 'Z' || stat.state === 'X';
}
