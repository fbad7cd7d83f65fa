import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { ownerText, thisOwner } from '../../src/store/lock/owner.ts';
import { scratch } from '../repo.ts';
import { program } from './context.ts';

/**
 * Processes that come while this one holds the lock, and note their number once they have it.
 *
 * @param patience of each, in ms: a machine with much else to do may take longer than the usual one to start them all,
 *   one after the other; null: the usual one, and they come all at once
 */
async function waiting(count: number, hold_ms = 20, patience: number | null = 60_000) {
  const folder = scratch();
  const locks = join(folder, 'locks');
  const lock = join(locks, 'a.lock');
  const path = await program(
    folder,
    `import { appendFileSync } from 'node:fs';
     import { withLock } from '#store/lock/lock.ts';
     const [folder, number] = process.argv.slice(2);
     withLock(folder + '/locks/a.lock', { progress() {} }, () => {
       appendFileSync(folder + '/order', number + ' ');
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${hold_ms});
     }${patience ? `, ${patience}` : ''});`,
  );
  mkdirSync(locks);
  symlinkSync(ownerText(thisOwner()), lock);
  const children: ChildProcess[] = [];
  onTestFinished(() => {
    for (const child of children) child.kill('SIGKILL');
  });
  const queued = async (child: ChildProcess): Promise<void> => {
    while (!readdirSync(locks).some((name) => name.includes(`.${child.pid}.`))) await wait(5);
  };
  for (let n = 0; n < count; n++) {
    const child = spawn(process.execPath, [path, folder, String(n)], { stdio: ['ignore', 'ignore', 'inherit'] });
    children.push(child);
    if (patience) await queued(child);
  }
  await Promise.all(children.map(queued));
  const end = async (waiters: readonly ChildProcess[]): Promise<{ order: string; left: string[] }> => {
    const ends = waiters.map((child) => once(child, 'exit'));
    unlinkSync(lock);
    await Promise.all(ends);
    return { order: readFileSync(join(folder, 'order'), 'utf8').trim(), left: readdirSync(locks) };
  };
  return { children, end };
}

test('who waits gets the lock in the order of coming', async () => {
  const { children, end } = await waiting(8);
  const { order, left } = await end(children);
  expect(left).toEqual([]);
  // On an overloaded machine one may sleep through its turn and be overtaken by the next.
  for (const [place, number] of order.split(' ').entries()) expect(Math.abs(Number(number) - place)).toBeLessThan(2);
});

test('one who was killed while it waited holds up nobody, and leaves nothing', async () => {
  const { children, end } = await waiting(5);
  const [first, second, third, ...others] = children as [ChildProcess, ChildProcess, ChildProcess, ...ChildProcess[]];
  for (const child of [first, third]) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  expect(await end([second, ...others])).toMatchObject({
    left: [],
    order: expect.stringMatching(/^(1 3 4|3 1 4|1 4 3)$/),
  });
});

test('one who sleeps at the front of the queue holds up the others for a moment only', async () => {
  const { children, end } = await waiting(4);
  children[0]!.kill('SIGSTOP');
  const { order } = await end(children.slice(1));
  expect(order.split(' ').sort()).toEqual(['1', '2', '3']);
});

test('who moves forward in the queue does not give up after five seconds', async () => {
  const { children, end } = await waiting(4, 2000, null);
  const { order, left } = await end(children);
  expect([order.split(' ').sort(), left]).toEqual([['0', '1', '2', '3'], []]);
});
