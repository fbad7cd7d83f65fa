import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { linesOf } from '../../src/store/log/lines-of.ts';
import { CUT } from '../../src/store/transcripts/cells.ts';
import { SKIM_SOURCE } from '../../src/store/transcripts/skim-code.ts';
import { type SkimmedLine, skimLines } from '../../src/store/transcripts/skim-lines.ts';
import type { Keep } from '../../src/store/transcripts/skimmer.ts';
import { brokenCopy, chance } from '../harnesses/mutate.ts';
import { scratch } from '../repo.ts';

const KEEP: Keep = {
  whole: ['subtype', 'input_tokens'],
  cut: ['message', 'content', 'text'],
  start: ['output', 'prompt'],
  common: ['type', 'cwd'],
  apart: ['at', 'id', 'parent'],
};

/** The same in plain words. */
function shortened(value: unknown, name?: string): unknown {
  if (typeof value === 'string' && name !== undefined && KEEP.start?.includes(name)) return startOf(value);
  if (typeof value === 'string') return Buffer.byteLength(JSON.stringify(value)) > 98 ? CUT : value;
  if (Array.isArray(value)) return value.map((part) => shortened(part));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      const isWhole = [...KEEP.whole, ...KEEP.common, ...KEEP.apart].includes(name);
      if (isWhole) return [[name, part]];
      return [...KEEP.cut, ...KEEP.start!].includes(name) ? [[name, shortened(part, name)]] : [];
    }),
  );
}

/** How a string begins: as many characters as it takes to fill 511 bytes as JSON. */
function startOf(text: string): string {
  const json = JSON.stringify(text);
  if (Buffer.byteLength(json) <= 544) return text;
  let [start, bytes] = ['', 0];
  for (const part of json.slice(1, -1).match(/\\u.{4}|\\.|[^\\]/gu)!) {
    if (bytes >= 511) break;
    start += part;
    bytes += Buffer.byteLength(part);
  }
  return JSON.parse(`"${start}"`) + CUT;
}

let file = '';
beforeEach(() => {
  file = join(scratch(), 'lines.jsonl');
});

/** What stands in a file by its lines, each as its whole text and what is left of it. */
function skim(bytes: Buffer | string): Array<{ whole: string | null; short: unknown }> {
  writeFileSync(file, bytes);
  return [
    ...skimWith((line) => {
      if (line === null || typeof line === 'string') return { whole: line, short: undefined };
      const short = { ...(line.cells.valueOf(line.at) as object), ...line.common };
      for (const place of [0, 1, 2] as const) {
        const part = line.apart(place);
        if (part !== null) short[KEEP.apart[place]!] = part;
      }
      return { whole: line.whole(), short };
    }),
  ];
}

function* skimWith<T>(take: (line: SkimmedLine | string | null) => T): Generator<T> {
  for (const lines of skimLines(file, KEEP)) for (const line of lines) yield take(line);
}

const wholeLines = (): Array<string | null> => [...linesOf(file)];

const NAMES = [
  ...KEEP.whole,
  ...KEEP.cut,
  ...KEEP.start!,
  ...KEEP.common,
  ...KEEP.apart,
  'other',
  '__proto__',
  'a"b\\',
  'é',
  '',
];
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.integer(),
      fc.double(),
      fc.constantFrom(null, true, false, 1e21, -0.5e-7),
    ),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 6 }),
}));

describe('lines of which only a part is kept', () => {
  it('hold what was asked for of them, whatever they hold', () => {
    fc.assert(
      fc.property(fc.array(json.object, { maxLength: 5 }), fc.constantFrom(0, 1, 3), (objects, indent) => {
        const texts = objects.map((value) => JSON.stringify(value, null, indent).replaceAll('\n', ' '));
        const lines = skim(texts.map((text) => `${text}\n`).join(''));
        expect(lines.map(({ whole }) => whole)).toEqual(texts);
        for (const [at, { short }] of lines.entries()) {
          if (short !== undefined) expect(short).toEqual(shortened(JSON.parse(texts[at]!)));
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('are shortened in truth: a plain line is never handed on', () => {
    const [line] = skim(
      `{"at":"now","type":"x","message":{"content":"${'long '.repeat(50)}","other":1},"rest":[{}]}\n`,
    );
    expect(line!.short).toEqual({ at: 'now', type: 'x', message: { content: CUT } });
  });

  it('hold the beginning of a long text, cut between two characters', () => {
    const pick = chance(4);
    const signs = ['a', '"', '\\', '\n', '\u0001', '\ud83d', 'é', '\u2028', '😀', 'x_', '\0'];
    const texts = Array.from({ length: 2000 }, () =>
      Array.from({ length: 440 + pick(120) }, () => signs[pick(20) === 0 ? pick(signs.length) : 0]).join(''),
    );
    const objects = texts.map((text) => ({ output: text, message: { prompt: [text, { text, prompt: text }] } }));
    const read = skim(objects.map((one) => `${JSON.stringify(one)}\n`).join(''));
    expect(read.map(({ short }) => short)).toEqual(objects.map((one) => shortened(one)));
    expect(read.filter(({ short }) => (short as { output: string }).output.endsWith(CUT)).length).toBeGreaterThan(500);
  });

  it('are valid JSON: what JSON.parse refuses comes as it is, in every torn, flipped or spliced file', () => {
    const pick = chance(11);
    const good = Buffer.from(
      [1, 2, 3]
        .map((n) =>
          JSON.stringify({
            at: `t${n}`,
            id: 'é',
            type: 'x',
            message: { content: 'a\n"\\\u2028\ud83d'.repeat(n * 9) },
            n: [n / 3, -n * 1e30, true, null, {}],
          }),
        )
        .join('\n'),
    );
    for (let round = 0; round < 1000; round++) {
      const lines = skim(brokenCopy(good, pick));
      expect(lines.map(({ whole }) => whole)).toEqual(wholeLines());
      for (const { whole, short } of lines) {
        if (short !== undefined) expect(short).toEqual(shortened(JSON.parse(whole!)));
      }
    }
  });

  it.each([
    '{"a":01}',
    '{"a":1.}',
    '{"a":.5}',
    '{"a":+1}',
    '{"a":-}',
    '{"a":1e}',
    '{"a":tru}',
    '{"a":nul}',
    '{"a":"\\x"}',
    '{"a":"\\u12g4"}',
    '{"a":"\t"}',
    '{"a":1,}',
    '{,}',
    '{"a"}',
    '{"a":}',
    '{"a":[1,]}',
    '{"a":[1 2]}',
    '{a:1}',
    '{"a":1}}',
    '{"a":1}{"b":2}',
    '{"a":1',
    '{"a":"x',
    '[{"a":1}]',
    '1',
    '"x"',
    '{"a":NaN}',
    "{'a':1}",
    '\ufeff{}',
    '{"a":\u00a01}',
    '{"at":"1","at":2}',
  ])('come whole where they are no plain object: %s', (text) => {
    expect(skim(`${text}\n{}\n`)).toEqual([
      { whole: text, short: undefined },
      { whole: '{}', short: {} },
    ]);
  });

  it('come whole where a name may stand for another or they are nested deeply', () => {
    const odd = '{"t\\u0079pe":1}';
    for (const text of [odd, `{"message":${odd}}`])
      expect(skim(`${text}\n`)).toEqual([{ whole: text, short: undefined }]);
    const deep = `{"other":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    expect(skim(`${deep}\n`)).toEqual([{ whole: deep, short: undefined }]);
  });

  it('come in order from files of any shape: empty, without an end, with many lines, with long ones', () => {
    const long = (bytes: number): string => JSON.stringify({ type: 'x', other: 'y'.repeat(bytes) });
    for (const text of ['', '\n', '\r\n{}\r\n', '{}', '{}\n{"a', 'x\n'.repeat(20_000), '{}\n'.repeat(200_000)]) {
      expect(skim(text).map(({ whole }) => whole)).toEqual(wholeLines());
    }
    // Around 8 MiB, also where the end of a line that is too long was read with its beginning.
    const most = 8 * 1024 * 1024 - long(0).length;
    for (const text of [
      ...[3e5, 15e5, 9e6].map(long),
      long(most),
      long(most + 1),
      `${long(most)} `,
      `${long(most)}\r`,
    ]) {
      const lines = skim(`{"type":1}\n${text}\n{"type":2}\n`);
      expect(lines.map(({ whole }) => whole)).toEqual(wholeLines());
      const isLong = text.length > 8 * 1024 * 1024;
      const short = isLong ? [undefined, { type: 2 }] : [{ type: 'x' }, { type: 2 }];
      expect(lines.map((line) => line.short)).toEqual([{ type: 1 }, ...short]);
    }
  });

  it('say where an execution id may stand', () => {
    writeFileSync(file, `{"other":"see x_${'0f'.repeat(10)}"}\n{"other":"max_1"}\n{"other":"xy"}\n`);
    expect([...skimWith((line) => (line as SkimmedLine).mentionsId())]).toEqual([true, false, false]);
  });

  it('can be read from two files at a time', () => {
    const other = join(scratch(), 'other.jsonl');
    const lines = (type: number): string => `{"type":${type},"message":{"text":${type}}}\n`;
    writeFileSync(file, lines(1).repeat(5_000) + lines(2).repeat(5_000));
    writeFileSync(other, lines(3).repeat(5_000) + lines(4).repeat(5_000));
    const [a, b] = [skimLines(file, KEEP), skimLines(other, KEEP)];
    const types: number[] = [];
    for (let group = [a.next(), b.next()]; !group.every(({ done }) => done); group = [a.next(), b.next()]) {
      for (const line of group.flatMap(({ value }) => [...(value ?? [])]) as SkimmedLine[]) {
        expect(line.cells.valueOf(line.at) as object).toEqual({ message: { text: line.common.type } });
        types.push(line.common.type as number);
      }
    }
    expect([1, 2, 3, 4].map((type) => types.filter((one) => one === type).length)).toEqual(Array(4).fill(5_000));
  });

  it('tell what they have in common with other lines, however many kinds of it there are', () => {
    const pick = chance(3);
    const kinds = Array.from({ length: 40 }, (_, n) => ({ type: `kind ${n}`, cwd: `/é/${'x'.repeat(n % 7)}` }));
    const lines = Array.from({ length: 5000 }, (_, n) => ({
      type: 'plain',
      ...(pick(3) === 0 ? { at: `t${n}` } : { ...kinds[pick(pick(2) === 0 ? 3 : 40)], subtype: n }),
      ...(pick(200) === 0 ? { cwd: 'long'.repeat(300) } : {}),
    }));
    for (const { short, whole } of skim(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))) {
      if (whole!.length < 1000) expect(short).toEqual(JSON.parse(whole!));
      else expect(short).toBeUndefined();
    }
  });

  it('tell a time as Date.parse does, or not at all', () => {
    const pick = chance(8);
    const times = Array.from({ length: 3000 }, () => {
      const time = new Date(pick(4_102_444_800) * 1000 + pick(1000)).toISOString();
      const at = pick(24);
      return pick(2) === 0 ? time : time.slice(0, at) + '0123456789-:TZ. '[pick(16)] + time.slice(at + 1);
    });
    writeFileSync(file, [...times, '2024-02-29T00:00:00.000Z'].map((at) => `${JSON.stringify({ at })}\n`).join(''));
    const told = [...skimWith((line) => line as SkimmedLine)].map((line) => [line.apart(0), line.time()] as const);
    for (const [text, time] of told) if (!Number.isNaN(time)) expect(time).toBe(Date.parse(text!));
    expect(told.filter(([, time]) => !Number.isNaN(time)).length).toBeGreaterThan(1500);
  });
});

it('what reads them was compiled from its source (node scripts/skim.mjs)', () => {
  const hash = createHash('sha256');
  for (const source of ['wasm/skim.ts', 'src/store/transcripts/skim-memory.ts']) {
    hash.update(readFileSync(join(import.meta.dirname, '..', '..', source)));
  }
  expect(SKIM_SOURCE).toBe(hash.digest('hex'));
});
