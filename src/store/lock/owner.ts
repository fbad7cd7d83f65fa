import { readFileSync, readlinkSync } from 'node:fs';

/** Who holds a lock. `place` is the boot and pid namespace within which `pid` means something; empty: not known. */
export interface Owner {
  pid: number;
  startTicks: string;
  place: string;
  nonce: string;
}

const attempt = (work: () => string): string => {
  try {
    return work();
  } catch {
    return '';
  }
};

/** State letter and start ticks of a process. Source: proc_pid_stat(5), fields 3 and 22; field 2 may hold anything. */
function processState(pid: number): { state: string; startTicks: string } | null {
  // As UTF-8, which node reads in one step: another encoding takes four times as long.
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  if (!stat) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', startTicks: fields[19] ?? '' };
}

let here: string | undefined;

/** Boot and pid namespace of this process; empty without `/proc`. A sandbox has pids of its own. */
export function placeHere(): string {
  here ??= attempt(() => {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}.${readlinkSync('/proc/self/ns/pid').replace(/\D/g, '')}`;
  });
  return here;
}

let ownTicks: string | undefined;
let taken = 0;

/** This process, about to take a lock. The nonce tells its locks apart; the system's own random numbers cost 2 ms cold. */
export function thisOwner(): Owner {
  const [s, ns] = process.hrtime();
  ownTicks ??= processState(process.pid)?.startTicks ?? '';
  return {
    pid: process.pid,
    startTicks: ownTicks,
    place: placeHere(),
    nonce: `${(s * 1e9 + ns).toString(36)}n${taken++}`,
  };
}

export const ownerText = ({ pid, startTicks, place, nonce }: Owner): string => `${pid}:${startTicks}:${place}:${nonce}`;

/** The owner that a lock names; null for what is none of ours. */
export function parseOwner(text: string): Owner | null {
  const [, pid, startTicks, place, nonce] = /^(\d+):(\d*):([\w.-]*):(\w+)$/.exec(text) ?? [];
  return nonce ? { pid: Number(pid), startTicks: startTicks!, place: place!, nonce } : null;
}

const ELSEWHERE_MS = 10_000;
/** Without `/proc`, a pid may have been given out again; nobody holds a lock this long. */
const REUSED_MS = 600_000;

/**
 * Whether the holder of a lock is gone.
 *
 * @param ageMs age of the lock, the only evidence about an owner in another boot, sandbox or on another machine
 */
export function isDead(owner: Owner | null, ageMs: number): boolean {
  if (!owner || owner.place !== placeHere()) return ageMs > ELSEWHERE_MS;
  if (owner.place) {
    const now = processState(owner.pid);
    return !now || now.state === 'Z' || now.state === 'X' || now.startTicks !== owner.startTicks;
  }
  try {
    process.kill(owner.pid, 0);
    return ageMs > REUSED_MS;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' || ageMs > REUSED_MS;
  }
}
