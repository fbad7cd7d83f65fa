import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ahead, type FileAhead, readAhead } from '../../src/store/transcripts/read-ahead.ts';
import { type LineGroup, type ReadLines, skimLines } from '../../src/store/transcripts/skim-lines.ts';
import type { Keep } from '../../src/store/transcripts/skimmer.ts';
import { scratch } from '../repo.ts';

const DIST = resolve('dist');
const KEEP: Keep = { whole: ['n'], cut: ['message'], common: ['type'], apart: ['at', 'id', 'parent'] };
const OTHER: Keep = { ...KEEP, whole: ['m'] };

const line = (n: number, length: number): string =>
  `${JSON.stringify({ type: `kind ${n % 3}`, n, m: -n, at: `t${n}`, message: { text: 'é'.repeat(length) } })}\n`;

/** With the thread reading. */
async function ahead(files: FileAhead[], patience?: number, dist = DIST): Promise<Ahead> {
  const reading = readAhead(dist, files, patience);
  while (!reading.hasBegun()) await new Promise((resolve) => setTimeout(resolve, 5));
  return reading;
}

/** Files of several blocks each, of which some have what can't be shortened. */
function files(): string[] {
  const folder = scratch();
  const many = (count: number, length: number): string =>
    Array.from({ length: count }, (_, n) => line(n, length)).join('');
  const texts = [
    many(3000, 200),
    '',
    `${many(5, 10)}{"type":"torn","n":`,
    `${many(900, 300)}${line(1, 1_000_000)}${many(900, 300)}`,
    '\n'.repeat(20_000),
    many(20_000, 3),
  ];
  return texts.map((text, n) => {
    const path = join(folder, `${n}.jsonl`);
    writeFileSync(path, text);
    return path;
  });
}

/** What a file's lines say, at most so many. */
function told(lines: ReadLines, path: string, keep: Keep, most = Number.POSITIVE_INFINITY): unknown[] {
  const out: unknown[] = [];
  for (const group of lines(path, keep)) {
    for (const one of group) {
      const isPlain = one === null || typeof one === 'string';
      out.push(isPlain ? one : [one.cells.valueOf(one.at), one.common.type, one.apart(0), one.whole().length]);
      if (out.length >= most) return out;
    }
  }
  return out;
}

describe('lines that another thread read ahead', () => {
  it('are those that are read here, in files of all kinds', async () => {
    const paths = files();
    const { lines, end } = await ahead(paths.map((path, n) => ({ path, keep: n % 2 === 0 ? KEEP : OTHER })));
    for (const [n, path] of paths.entries()) {
      const keep = n % 2 === 0 ? KEEP : OTHER;
      expect(told(lines, path, keep), path).toEqual(told(skimLines, path, keep));
    }
    end();
  });

  it('may be left before their end, and files may be left out, or come that nobody announced', async () => {
    const [first, , torn, long, blank, short] = files() as [string, string, string, string, string, string];
    const announced = [first, long, blank, short, torn];
    const { lines, end } = await ahead(announced.map((path) => ({ path, keep: KEEP })));
    expect(told(lines, first, KEEP, 2)).toHaveLength(2);
    expect(told(lines, short, OTHER)).toEqual(told(skimLines, short, OTHER));
    // Long is left out, and asked for when its turn has passed.
    expect(told(lines, short, KEEP)).toEqual(told(skimLines, short, KEEP));
    expect(told(lines, long, KEEP)).toEqual(told(skimLines, long, KEEP));
    expect(told(lines, torn, KEEP)).toEqual(told(skimLines, torn, KEEP));
    end();
  });

  it('are read here where the thread is gone, from where it stopped', async () => {
    const [first, , , long] = files() as [string, string, string, string];
    const { lines, end } = await ahead(
      [first, long].map((path) => ({ path, keep: KEEP })),
      50,
    );
    const wholeOf = (all: ReadLines, path: string): unknown[] =>
      [...all(path, KEEP)].flatMap((group) =>
        [...group].map((one) => (typeof one === 'object' && one ? one.whole() : one)),
      );
    const reading = lines(long, KEEP)[Symbol.iterator]();
    const begun = [...(reading.next().value ?? [])].length;
    end();
    let rest = 0;
    for (let next = reading.next(); !next.done; next = reading.next()) rest += [...next.value].length;
    expect(begun + rest).toBe(wholeOf(skimLines, long).length);
    expect(wholeOf(lines, first)).toEqual(wholeOf(skimLines, first));
  });

  it('are read here from their beginning where the thread got stuck in a file that was left', async () => {
    const [first, second] = files() as [string, string];
    const dist = scratch();
    // Fills three slots with blocks of the first file, which end at its byte 5,000, and no more.
    const stuck = `import { workerData } from 'node:worker_threads';
      const { state, told } = workerData;
      for (const slot of [0, 1, 2]) {
        told.set([0, 1, 0, 5000], slot * 4);
        Atomics.store(state, 2 + slot, 1);
      }
      Atomics.store(state, 1, 1);
      setInterval(() => {}, 1000);`;
    writeFileSync(join(dist, 'skim-thread.mjs'), stuck);
    const announced = [second, first].map((path) => ({ path, keep: KEEP }));
    const { lines, end } = await ahead(announced, 50, dist);
    for (const _ of lines(second, KEEP)) break;
    expect(told(lines, first, KEEP).length).toBe(3000);
    end();
  });

  it('may be those of two files at a time', async () => {
    const [first, , , second] = files() as [string, string, string, string];
    const { lines, end } = await ahead([first, second].map((path) => ({ path, keep: KEEP })));
    const wholesOf = (group: LineGroup | undefined): unknown[] =>
      [...(group ?? [])].map((one) => (typeof one === 'object' && one ? one.whole() : one));
    const open = [first, second].map((path) => lines(path, KEEP)[Symbol.iterator]());
    const read: unknown[][] = [[], []];
    for (let left = 2; left > 0; ) {
      left = 0;
      for (const [n, one] of open.entries()) {
        const { done, value } = one.next();
        if (!done) left++;
        read[n]!.push(...wholesOf(value as LineGroup | undefined));
      }
    }
    for (const [n, path] of [first, second].entries()) {
      const alone: unknown[] = [];
      for (const group of skimLines(path, KEEP)) alone.push(...wholesOf(group));
      expect(read[n]).toEqual(alone);
    }
    end();
  });

  it('of a file that vanished are none', async () => {
    const [first, second] = files() as [string, string];
    rmSync(first);
    const { lines, end } = await ahead([first, second].map((path) => ({ path, keep: KEEP })));
    expect(told(lines, first, KEEP)).toEqual([]);
    end();
  });

  it('are read here where there is no such thread', async () => {
    const [first] = files() as [string];
    const { lines } = readAhead(scratch(), [{ path: first, keep: KEEP }]);
    expect(told(lines, first, KEEP)).toEqual(told(skimLines, first, KEEP));
  });
});
