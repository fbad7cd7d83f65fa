import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { SessionEvent } from '../../src/harnesses/session-event.ts';
import { emptyTally, type Transcripts } from '../../src/harnesses/transcripts.ts';
import { scratch } from '../repo.ts';

/** What may stand where something else should. */
const WRONG = [
  'null',
  'true',
  '-1',
  '0',
  '1e999',
  '9007199254740993',
  '""',
  '"x"',
  '"constructor"',
  '"__proto__"',
  '[]',
  '{}',
  '[[{}]]',
  '{"a":[1]}',
];
const DEEP = '['.repeat(20_000) + ']'.repeat(20_000);

type Mutation = { how: (typeof HOWS)[number]; at: number; to: number; pick: number };
const HOWS = ['cut', 'drop', 'flip', 'splice', 'wrong', 'deep', 'huge', 'swap'] as const;
const mutation: fc.Arbitrary<Mutation> = fc.record({
  how: fc.constantFrom(...HOWS),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  to: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  pick: fc.nat(1000),
});

function mutated(text: string, { how, at, to, pick }: Mutation): string {
  const [a, b] = [Math.floor(at * text.length), Math.floor(to * text.length)];
  const [from, end] = a < b ? [a, b] : [b, a];
  if (how === 'cut') return text.slice(0, a);
  if (how === 'drop') return text.slice(0, a) + text.slice(a + (pick % 200));
  if (how === 'flip') return text.slice(0, a) + String.fromCharCode(pick % 256) + text.slice(a + 1);
  if (how === 'splice') return text.slice(0, from) + text.slice(end, end + 3000) + text.slice(from);
  if (how === 'swap') {
    const rows = text.split('\n');
    const [i, j] = [Math.floor(at * rows.length), Math.floor(to * rows.length)];
    [rows[i], rows[j]] = [rows[j]!, rows[i]!];
    return rows.join('\n');
  }
  const field = fieldsOf(text)[Math.floor(at * fieldsOf(text).length)];
  if (!field) return text;
  return replaced(
    text,
    field,
    how === 'deep' ? DEEP : how === 'huge' ? '9'.repeat(pick + 1) : WRONG[pick % WRONG.length]!,
  );
}

/** Where a text has fields with a value. */
const fieldsOf = (text: string): RegExpExecArray[] => [
  ...text.matchAll(/":\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null|\{\}|\[\]|(?=[[{]))/g),
];

/** The value of a field becomes another. Before an object or a list a value and a key are put, so that it stays JSON. */
function replaced(text: string, field: RegExpExecArray, value: string): string {
  const start = field.index + field[0].length - field[1]!.length;
  return text.slice(0, start) + value + (field[1] === '' ? ',"was":' : '') + text.slice(start + field[1]!.length);
}

/**
 * Reads fixtures of which each field in turn is nested deeply, then such as were mutated one to three times: none may
 * throw, each must end, and times and counts stay what they should be.
 */
export function readsMutated(transcripts: Transcripts, fixtures: { name: string; text: string }[]): void {
  const runs = 300 * Number(process.env.KA_SOAK ?? 1);
  const root = scratch();
  let events = 0;
  const reads = (name: string, text: string): void => {
    const file = join(root, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, 'latin1');
    transcripts.recognise(file, text.slice(0, 4096));
    for (const source of transcripts.discover(file)) {
      for (const event of transcripts.read(source, emptyTally())) {
        if (++events > 10_000_000) throw new Error('no end');
        check(event);
      }
    }
  };
  for (const { name, text } of fixtures) for (const field of fieldsOf(text)) reads(name, replaced(text, field, DEEP));
  fc.assert(
    fc.property(
      fc.constantFrom(...fixtures),
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
      ({ name, text }, mutations) => reads(name, mutations.reduce(mutated, text)),
    ),
    { numRuns: runs, seed: 3 },
  );
  expect(events).toBeGreaterThan(runs);
}

function check(event: SessionEvent): void {
  if (typeof event.session !== 'string') throw new Error(`${event.kind} without a session`);
  if (event.at !== null && !Number.isSafeInteger(event.at)) throw new Error(`at ${event.at}`);
  if ('id' in event && typeof event.id !== 'string') throw new Error(`${event.kind} without an id`);
  if (event.kind !== 'usage') return;
  for (const [name, n] of Object.entries(event.tokens)) {
    if (n !== null && (!Number.isSafeInteger(n) || n < 0)) throw new Error(`${name} ${n}`);
  }
}

export const fixture = (path: string, name: string): { name: string; text: string } => ({
  name,
  text: readFileSync(path, 'latin1'),
});
