import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAhead } from '../../src/store/transcripts/read-ahead.ts';
import { type ReadLines, skimLines } from '../../src/store/transcripts/skim-lines.ts';
import type { Keep } from '../../src/store/transcripts/skimmer.ts';
import { scratch } from '../repo.ts';

const DIST = resolve('dist');
const KEEP: Keep = { whole: ['n'], cut: ['message'], common: ['type'], apart: ['at', 'id', 'parent'] };
const OTHER: Keep = { ...KEEP, whole: ['m'] };

const line = (n: number, length: number): string =>
  `${JSON.stringify({ type: `kind ${n % 3}`, n, m: -n, at: `t${n}`, message: { text: 'é'.repeat(length) } })}\n`;

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
      out.push(isPlain ? one : [one.text, one.common.type, one.apart(0), one.whole().length]);
      if (out.length >= most) return out;
    }
  }
  return out;
}

describe('lines that another thread read ahead', () => {
  it('are those that are read here, in files of all kinds', () => {
    const paths = files();
    const { lines, end } = readAhead(
      DIST,
      paths.map((path, n) => ({ path, keep: n % 2 === 0 ? KEEP : OTHER })),
    );
    for (const [n, path] of paths.entries()) {
      const keep = n % 2 === 0 ? KEEP : OTHER;
      expect(told(lines, path, keep), path).toEqual(told(skimLines, path, keep));
    }
    end();
  });

  it('may be left before their end, and files may be left out, or come that nobody announced', () => {
    const [first, , torn, long, blank, short] = files() as [string, string, string, string, string, string];
    const announced = [first, long, blank, short, torn];
    const { lines, end } = readAhead(
      DIST,
      announced.map((path) => ({ path, keep: KEEP })),
    );
    expect(told(lines, first, KEEP, 2)).toHaveLength(2);
    expect(told(lines, short, OTHER)).toEqual(told(skimLines, short, OTHER));
    // Long is left out, and asked for when its turn has passed.
    expect(told(lines, short, KEEP)).toEqual(told(skimLines, short, KEEP));
    expect(told(lines, long, KEEP)).toEqual(told(skimLines, long, KEEP));
    expect(told(lines, torn, KEEP)).toEqual(told(skimLines, torn, KEEP));
    end();
  });

  it('are read here where the thread is gone, from where it stopped', () => {
    const [first, , , long] = files() as [string, string, string, string];
    const { lines, end } = readAhead(
      DIST,
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

  it('of a file that vanished are none', () => {
    const [first, second] = files() as [string, string];
    rmSync(first);
    const { lines, end } = readAhead(
      DIST,
      [first, second].map((path) => ({ path, keep: KEEP })),
    );
    expect(told(lines, first, KEEP)).toEqual([]);
    end();
  });

  it('are read here where there is no such thread', () => {
    const [first] = files() as [string];
    const { lines } = readAhead(scratch(), [{ path: first, keep: KEEP }]);
    expect(told(lines, first, KEEP)).toEqual(told(skimLines, first, KEEP));
  });
});
