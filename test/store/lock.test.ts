import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withLock } from '../../src/store/lock/lock.ts';
import { ownerText, thisOwner } from '../../src/store/lock/owner.ts';
import { scratch } from '../repo.ts';
import { ctx, program } from './context.ts';

const SOAK = Number(process.env.KA_SOAK ?? 1);

test('the lock is given back, also after a failure', () => {
  const path = join(scratch(), 'deep/a.lock');
  expect(withLock(path, ctx, () => lstatSync(path).isSymbolicLink())).toBe(true);
  expect(() =>
    withLock(path, ctx, () => {
      throw new Error('mine');
    }),
  ).toThrow('mine');
  expect(readdirSync(join(path, '..'))).toEqual([]);
});

test('a living owner is waited for five seconds, then there is a sentence', () => {
  const path = join(scratch(), 'a.lock');
  const said: string[] = [];
  const start = Date.now();
  expect(() => withLock(path, ctx, () => withLock(path, { progress: (line) => said.push(line) }, () => {}))).toThrow(
    expect.objectContaining({ code: 'busy', message: expect.stringContaining(`process ${process.pid}`) }),
  );
  expect(Date.now() - start).toBeGreaterThanOrEqual(4900);
  expect(said).toHaveLength(1);
  expect(existsSync(path)).toBe(false);
});

const own = thisOwner();
const dead: [string, string, number][] = [
  ['a process that is gone', ownerText({ ...own, pid: 4_190_000 }), 0],
  ['a number that was given out again', ownerText({ ...own, startTicks: '1' }), 0],
  ['another boot, long ago', ownerText({ ...own, place: 'other.1' }), 11],
  ['no owner of ours, long ago', 'what is this', 11],
];

test.each(dead)('taken over at once: %s', (_, content, age) => {
  const path = join(scratch(), 'a.lock');
  symlinkSync(content, path);
  const then = Date.now() / 1000 - age;
  lutimesSync(path, then, then);
  const start = Date.now();
  expect(withLock(path, ctx, () => readlinkSync(path))).toMatch(new RegExp(`^${process.pid}:`));
  expect(Date.now() - start).toBeLessThan(1000);
  expect(readdirSync(join(path, '..'))).toEqual([]);
});

test('not taken over: an owner in another sandbox, however dead its number looks here', () => {
  const path = join(scratch(), 'a.lock');
  symlinkSync(ownerText({ ...own, pid: 4_190_000, place: 'other.1' }), path);
  expect(() => withLock(path, ctx, () => {})).toThrow(expect.objectContaining({ code: 'busy' }));
});

test('where links cannot be made, the lock is a file', () => {
  const path = join(scratch(), 'a.lock');
  writeFileSync(path, ownerText({ ...own, pid: 4_190_000 }));
  expect(withLock(path, ctx, () => 'done')).toBe('done');
});

test('a folder that cannot be written is named', () => {
  const folder = scratch();
  writeFileSync(join(folder, 'file'), '');
  expect(() => withLock(join(folder, 'file/a.lock'), ctx, () => {})).toThrow(/file\/a\.lock cannot be written/);
});

test(
  'owners killed while they hold it: never two at once, never stuck',
  async () => {
    const folder = scratch();
    mkdirSync(join(folder, 'inside'));
    // Each holder makes a file that must not be there yet. Some kill themselves inside; the mark then names the dead.
    const path = await program(
      folder,
      `import { readdirSync, readFileSync, unlinkSync, writeFileSync, appendFileSync } from 'node:fs';
     import { withLock } from '#store/lock/lock.ts';
     const [folder, seed] = [process.argv[2]!, Number(process.argv[3])];
     const state = (pid: string) => { try { return readFileSync('/proc/' + pid + '/stat', 'latin1').split(') ')[1]![0]; } catch { return 'gone'; } };
     for (let n = 0; n < 400; n++) {
       withLock(folder + '/a.lock', { progress() {} }, () => {
         for (const pid of readdirSync(folder + '/inside')) {
           if (!['gone', 'Z', 'X'].includes(state(pid)!)) appendFileSync(folder + '/double', process.pid + ' met ' + pid + '\\n');
           else { unlinkSync(folder + '/inside/' + pid); appendFileSync(folder + '/taken', pid + '\\n'); }
         }
         writeFileSync(folder + '/inside/' + process.pid, '');
         if ((n * 31 + seed * 17) % 23 === 22) process.kill(process.pid, 'SIGKILL');
         unlinkSync(folder + '/inside/' + process.pid);
       });
     }`,
    );
    const enough = 25 * SOAK;
    const taken = (): number =>
      existsSync(join(folder, 'taken')) ? readFileSync(join(folder, 'taken'), 'utf8').split('\n').length - 1 : 0;
    let seed = 0;
    let failed = 0;
    const worker = async (): Promise<void> => {
      while (taken() < enough && failed === 0) {
        const child = spawn(process.execPath, [path, folder, String(seed++)], { stdio: 'ignore' });
        const [code] = await once(child, 'exit');
        if (code !== 0 && code !== null) failed++;
      }
    };
    await Promise.all(Array.from({ length: 6 }, worker));
    expect(existsSync(join(folder, 'double')) ? readFileSync(join(folder, 'double'), 'utf8') : '').toBe('');
    expect(failed).toBe(0);
    expect(taken()).toBeGreaterThanOrEqual(enough);
    expect(withLock(join(folder, 'a.lock'), ctx, () => 'free')).toBe('free');
  },
  120_000 * SOAK,
);

test(
  'thousands of dead owners with many waiting: each is replaced by one',
  async () => {
    const folder = scratch();
    // A holder leaves in the lock's place what a killed one would have left, so that no time goes into starting processes.
    const path = await program(
      folder,
      `import { closeSync, openSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
     import { withLock } from '#store/lock/lock.ts';
     import { ownerText, thisOwner } from '#store/lock/owner.ts';
     const [folder, count] = [process.argv[2]!, Number(process.argv[3])];
     const lock = folder + '/a.lock';
     let n = 0;
     while (n < count) {
       withLock(lock, { progress() {} }, () => {
         closeSync(openSync(folder + '/inside', 'wx'));
         unlinkSync(folder + '/inside');
         const mine = folder + '/dead' + process.pid;
         symlinkSync(ownerText({ ...thisOwner(), pid: 4190000 }), mine);
         renameSync(mine, lock);
         n++;
       });
     }
     writeFileSync(folder + '/count' + process.pid, String(n));`,
    );
    const each = 100 * SOAK;
    const children = Array.from({ length: 6 }, () =>
      spawn(process.execPath, [path, folder, String(each)], { stdio: ['ignore', 'ignore', 'pipe'] }),
    );
    const problems = await Promise.all(
      children.map(async (child) => {
        let text = '';
        child.stderr.on('data', (part) => {
          text += part;
        });
        await once(child, 'close');
        return text;
      }),
    );
    expect(problems.join('')).toBe('');
    const counts = readdirSync(folder).filter((name) => name.startsWith('count'));
    const taken = counts.reduce((sum, name) => sum + Number(readFileSync(join(folder, name), 'utf8')), 0);
    expect(taken).toBe(6 * each);
  },
  120_000 * SOAK,
);
