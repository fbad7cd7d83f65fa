import { renameSync } from 'node:fs';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { onDisk } from '../disk-error.ts';
import { ageOf, drop, holder, place } from './file.ts';
import { isDead, type Owner, ownerText, parseOwner, thisOwner } from './owner.ts';
import { hasQueue, LockQueue } from './queue.ts';

const PATIENCE_MS = 5000;
const SILENT_MS = 1000;

/** Time since the machine started, the same for all its processes; `performance.now` costs 0.7 ms when it is first called. */
function elapsedMs(): number {
  const [s, ns] = process.hrtime();
  return s * 1000 + ns / 1e6;
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Waits about so many milliseconds, different in each process and round. */
function sleep(ms: number, own: Owner, round: number): void {
  const jitter = ((own.pid * 7919 + round * 104_729) % 1000) / 1000;
  Atomics.wait(pause, 0, 0, ms * (0.5 + jitter));
}

/**
 * Puts `own` in the place of a dead owner. Whoever unlinked the lock and made it anew could unlink that of a third who
 * had just done so; so the right to replace it is itself a lock, named after the dead owner, and the owner is looked at
 * again under it. False: somebody else was first.
 */
function takeOver(path: string, dead: string, own: Owner, deadline: number): boolean {
  const { nonce, pid } = parseOwner(dead) ?? { nonce: 'unknown', pid: 0 };
  const claim = `${path}~${nonce}.${pid}`;
  if (!acquireClaim(claim, own, deadline)) return false;
  try {
    if (holder(path) !== dead) return false;
    const next = `${path}~${own.nonce}.next`;
    place(next, ownerText(own));
    renameSync(next, path);
    return true;
  } finally {
    release(claim, own);
  }
}

/** Takes the lock if nobody living holds it. */
function ask(path: string, own: Owner, deadline: number): boolean {
  for (;;) {
    if (place(path, ownerText(own))) return true;
    const text = holder(path);
    if (text !== null) return isDead(parseOwner(text), ageOf(path)) && takeOver(path, text, own, deadline);
  }
}

/** Takes a claim, which is held for some microseconds; false: it was not to be had until the deadline. */
function acquireClaim(path: string, own: Owner, deadline: number): boolean {
  for (let round = 1; !ask(path, own, deadline); round++) {
    if (elapsedMs() > deadline) return false;
    sleep(Math.min(round, 8) / 2, own, round);
  }
  return true;
}

/**
 * Takes the lock, in the order of the queue; false: it was not to be had.
 *
 * @param strict whether the patience is for the whole queue; else it begins anew with each step forward in it
 * @param onWait called once, if it takes long
 */
function acquire(path: string, own: Owner, patienceMs: number, strict: boolean, onWait: () => void): boolean {
  const start = elapsedMs();
  let deadline = start + patienceMs;
  if (!hasQueue(path) && ask(path, own, deadline)) return true;
  const queue = new LockQueue(path, own, start);
  try {
    let [said, least] = [false, Number.POSITIVE_INFINITY];
    for (let round = 1; ; round++) {
      const now = elapsedMs();
      const turn = queue.turn(now);
      if (turn.ahead < least) {
        least = turn.ahead;
        if (!strict) deadline = now + patienceMs;
      }
      const last = now > deadline;
      if ((last || turn.ask) && ask(path, own, deadline)) return true;
      if (last) return false;
      if (!said && now - start > SILENT_MS) {
        said = true;
        onWait();
      }
      sleep(turn.pause, own, round);
    }
  } finally {
    queue.leave();
  }
}

function release(path: string, own: Owner): void {
  if (holder(path) === ownerText(own)) drop(path);
}

/**
 * Does `work` while no other process holds the lock. Who waits gets it in the order of coming. A lock whose owner died is
 * taken over at once, by one of those who wait; never by two (test/store/lock.test.ts kills owners on purpose).
 *
 * @param path `<local>/locks/<name>.lock`; its folder is made
 * @param patienceMs how long to wait for it at most; by default until nobody ahead in the queue gets it for five seconds
 * @throws KaError `busy` after that; whatever `work` throws
 */
export function withLock<T>(path: string, ctx: Pick<Ctx, 'progress'>, work: () => T, patienceMs?: number): T {
  const own = take(path, ctx, patienceMs);
  try {
    return work();
  } finally {
    release(path, own);
  }
}

/** The same for work that waits for others. */
export async function withLockAsync<T>(path: string, ctx: Pick<Ctx, 'progress'>, work: () => Promise<T>): Promise<T> {
  const own = take(path, ctx);
  try {
    return await work();
  } finally {
    release(path, own);
  }
}

function take(path: string, ctx: Pick<Ctx, 'progress'>, patienceMs?: number): Owner {
  const own = thisOwner();
  const patience = patienceMs ?? PATIENCE_MS;
  const strict = patienceMs !== undefined;
  const onWait = (): void => ctx.progress(`waiting for ${holderName(path)}, which writes to the same log`);
  if (!onDisk('written', path, () => acquire(path, own, patience, strict, onWait))) {
    throw new KaError('busy', `${path} was held by ${holderName(path)} for ${patience / 1000} seconds.`, 'ka doctor');
  }
  return own;
}

function holderName(path: string): string {
  const pid = parseOwner(holder(path) ?? '')?.pid;
  return pid ? `process ${pid}` : 'another process';
}
