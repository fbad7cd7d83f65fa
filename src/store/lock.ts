import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { errorCode, isMissing, onDisk } from './disk-error.ts';
import { isDead, type Owner, ownerText, parseOwner, thisOwner } from './owner.ts';

const PATIENCE_MS = 5000;
const SILENT_MS = 1000;
/** Codes of file systems and accounts that know no links. */
const NO_LINKS = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

/** Time since some fixed point; `performance.now` costs 0.7 ms when it is first called. */
function elapsedMs(): number {
  const [s, ns] = process.hrtime();
  return s * 1000 + ns / 1e6;
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/** Makes the lock, content and all, in one step; false if one is there. */
function place(path: string, content: string): boolean {
  try {
    symlinkSync(content, path);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return false;
    if (code === 'ENOENT') {
      mkdirSync(dirname(path), { recursive: true });
      return place(path, content);
    }
    if (!NO_LINKS.includes(code)) throw error;
  }
  try {
    writeFileSync(path, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Who holds the lock; null if nobody does. */
function holder(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch (error) {
    if (isMissing(error)) return null;
  }
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function drop(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function ageOf(path: string): number {
  const made = lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return made === undefined ? 0 : Date.now() - made;
}

/**
 * Puts `own` in the place of a dead owner. Whoever unlinked the lock and made it anew could unlink that of a third who
 * had just done so; so the right to replace it is itself a lock, named after the dead owner, and the owner is looked at
 * again under it. False: somebody else was first.
 */
function takeOver(path: string, dead: string, own: Owner, deadline: number): boolean {
  const { nonce, pid } = parseOwner(dead) ?? { nonce: 'unknown', pid: 0 };
  const claim = `${path}~${nonce}.${pid}`;
  if (!acquire(claim, own, deadline)) return false;
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

/** Takes the lock, waiting until the deadline; false: it was not to be had. */
function acquire(path: string, own: Owner, deadline: number): boolean {
  for (let round = 1; ; round++) {
    if (place(path, ownerText(own))) return true;
    const text = holder(path);
    if (text === null) continue;
    if (isDead(parseOwner(text), ageOf(path)) && takeOver(path, text, own, deadline)) return true;
    if (elapsedMs() > deadline) return false;
    // 0.2 to 8 ms, different in each process and round.
    const jitter = ((own.pid * 7919 + round * 104_729) % 1000) / 1000;
    Atomics.wait(pause, 0, 0, 0.2 + Math.min(round, 8) * jitter);
  }
}

function release(path: string, own: Owner): void {
  if (holder(path) === ownerText(own)) drop(path);
}

/**
 * Does `work` while no other process holds the lock. A lock whose owner died is taken over at once, by one of those who
 * wait; never by two (test/store/lock.test.ts kills owners on purpose).
 *
 * @param path `<local>/locks/<name>.lock`; its folder is made
 * @throws KaError `busy` after five seconds; whatever `work` throws
 */
export function withLock<T>(path: string, ctx: Pick<Ctx, 'progress'>, work: () => T): T {
  const own = take(path, ctx);
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

function take(path: string, ctx: Pick<Ctx, 'progress'>): Owner {
  const own = thisOwner();
  const start = elapsedMs();
  const held = onDisk('written', path, () => {
    if (acquire(path, own, start + SILENT_MS)) return true;
    ctx.progress(`waiting for ${holderName(path)}, which writes to the same log`);
    return acquire(path, own, start + PATIENCE_MS);
  });
  if (!held) throw new KaError('busy', `${path} is held by ${holderName(path)} for five seconds.`, 'ka doctor');
  return own;
}

function holderName(path: string): string {
  const pid = parseOwner(holder(path) ?? '')?.pid;
  return pid ? `process ${pid}` : 'another process';
}
