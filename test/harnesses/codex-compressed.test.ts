import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import codex from '../../src/harnesses/codex/transcripts.ts';
import type { SessionEvent } from '../../src/harnesses/session-event.ts';
import { emptyTally, type Source, type Tally } from '../../src/harnesses/transcripts.ts';
import { prepareZstd, ZstdLines } from '../../src/store/transcripts/zstd-lines.ts';
import { scratch } from '../repo.ts';
import { brokenCopy, chance } from './mutate.ts';
import { bombOf, frameHead, zstdOf } from './zstd.ts';

/** Compressed by Codex 0.169.0, with its feature `local_thread_store_compression`. */
const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'codex');
const ID = '019aa000-0000-7000-8000-00000000000a';
const NAME = `rollout-2026-10-01T12-00-00-${ID}.jsonl`;
const PLAIN = readFileSync(join(FIXTURES, NAME), 'utf8');
const COMPRESSED = readFileSync(join(FIXTURES, `${NAME}.zst`));

beforeAll(prepareZstd);

function read(name: string, bytes: Buffer | string): { events: SessionEvent[]; tally: Tally } {
  const path = join(scratch(), 'sessions', '2026', '10', '01', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  const [source, ...more] = codex.discover(path);
  expect(more).toEqual([]);
  const tally = emptyTally();
  return { events: [...codex.read(source as Source, tally)], tally };
}

test('what Codex compressed reads as the plain file does', () => {
  const plain = read(NAME, PLAIN);
  expect(plain.events.length).toBeGreaterThan(100);
  expect(read(`${NAME}.zst`, COMPRESSED)).toEqual(plain);
});

test.each([
  ['one line', PLAIN.slice(0, PLAIN.indexOf('\n') + 1)],
  ['nothing', ''],
  ['a last line without its end', PLAIN.slice(0, -1)],
  ['a last line that is torn', PLAIN.slice(0, -9)],
  ['a last line that is none of JSON, with its end', `${PLAIN}{"torn\n`],
  ['a line above 8 MiB', `${PLAIN}{"x":"${'é'.repeat(5_000_000)}"}\n${PLAIN}`],
  ['many blocks', PLAIN.repeat(20)],
  ['carriage returns', PLAIN.replaceAll('\n', '\r\n')],
])('compressed or not, the same is read of %s', (_, text) => {
  expect(read(`${NAME}.zst`, zstdOf(text))).toEqual(read(NAME, text));
});

test('frames behind one another, empty ones and such as are to be skipped are one file', () => {
  const [one, two] = [PLAIN.slice(0, 20_000), PLAIN.slice(20_000)];
  const skipped = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  const empty = Array.from({ length: 3000 }, () => zstdOf(''));
  const shortest = Array.from({ length: 3000 }, () => Buffer.from([0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]));
  const bytes = Buffer.concat([zstdOf(one), skipped, ...empty, ...shortest, zstdOf(two)]);
  expect(read(`${NAME}.zst`, bytes)).toEqual(read(NAME, PLAIN));
});

test('without a session in the name, the head of the rollout tells it', () => {
  expect(read('rollout-copy.jsonl.zst', COMPRESSED)).toEqual(read('rollout-copy.jsonl', PLAIN));
});

const broken = Buffer.from(COMPRESSED);
broken.fill(0xff, 900, 910);
test.each([
  ['no zstd', Buffer.from('{"timestamp":""}\n'.repeat(99))],
  ['a file that is torn', COMPRESSED.subarray(0, 1200)],
  ['a file with other bytes in it', broken],
  ['a window above 128 MB', Buffer.concat([frameHead(18), zstdOf(PLAIN).subarray(6)])],
  ['a table in which no step takes a bit', Buffer.from('KLUv/QBYbQAAogACBPADAIABAQEBAA==', 'base64')],
  ['a kind of block that there is none of', Buffer.concat([frameHead(), Buffer.from([7, 0, 0])])],
])('%s is unread, which is told', (_, bytes) => {
  const { tally } = read(`${NAME}.zst`, bytes);
  expect(tally.unread).toBe('damaged');
});

test('broken in 100 ways it is read to an end, and the next one is read whole', () => {
  const pick = chance(7);
  for (let time = 0; time < 100; time++) read(`${NAME}.zst`, brokenCopy(COMPRESSED, pick));
  expect(read(`${NAME}.zst`, COMPRESSED)).toEqual(read(NAME, PLAIN));
});

test('of a file that is torn, the events before are kept', () => {
  const text = PLAIN.repeat(20);
  const { events, tally } = read(`${NAME}.zst`, zstdOf(text).subarray(0, 400_000));
  expect([tally.unread, tally.lines, tally.bad_lines]).toEqual(['damaged', expect.any(Number), 0]);
  expect(tally.lines).toBeGreaterThan(1000);
  expect(events.slice(0, 100)).toEqual(read(NAME, text).events.slice(0, 100));
});

test.each([
  ['a', 16, 16 * 1024 ** 2],
  ...(process.env.KA_SOAK ? [['the stated', 4096, undefined] as const] : []),
] as const)(
  'a small file that holds more than %s limit of %s MB is left at that, and told',
  (_, limit, most) => {
    const bomb = bombOf(1.1 * limit * 1024 ** 2);
    expect(bomb.length).toBeLessThan((limit * 1024 ** 2) / 20_000);
    const path = join(scratch(), `${NAME}.zst`);
    writeFileSync(path, Buffer.concat([COMPRESSED, bomb]));
    const lines = new ZstdLines(path, most);
    expect([[...lines].map((line) => line?.length ?? null).at(-1), lines.unread]).toEqual([null, `above ${limit} MB`]);
  },
  120_000,
);

test('readings that are left early keep no memory', () => {
  const path = join(scratch(), `${NAME}.zst`);
  writeFileSync(path, zstdOf(PLAIN.repeat(100)));
  const [source] = codex.discover(path);
  const memoryAfter = (times: number): number => {
    for (let time = 0; time < times; time++) for (const _ of codex.read(source!, emptyTally())) break;
    return process.memoryUsage().external;
  };
  const before = memoryAfter(10);
  expect((memoryAfter(300) - before) / 1024 ** 2).toBeLessThan(150);
});
