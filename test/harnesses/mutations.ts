import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import { emptyTally, type Transcripts } from '../../src/harnesses/transcripts.ts';
import { scratch } from '../repo.ts';

/** What may stand where something else should. */
const WRONG = ['null', 'true', '-1', '0', '1e999', '9007199254740993', '""', '"x"', '[]', '{}', '[[{}]]', '{"a":[1]}'];
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
  // The value of a field becomes another.
  const fields = [...text.matchAll(/":\s*("(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null|\{\}|\[\]|(?=[[{]))/g)];
  const field = fields[Math.floor(at * fields.length)];
  if (!field) return text;
  const value = how === 'deep' ? DEEP : how === 'huge' ? '9'.repeat(pick + 1) : WRONG[pick % WRONG.length]!;
  const start = field.index + field[0].length - field[1]!.length;
  // Before an object or a list a value and another key are put, so that the line stays JSON.
  return text.slice(0, start) + value + (field[1] === '' ? ',"was":' : '') + text.slice(start + field[1]!.length);
}

/** Reads fixtures that were mutated one to three times: none may throw, and each must end with a bounded number of events. */
export function readsMutated(transcripts: Transcripts, fixtures: { name: string; text: string }[], runs = 300): void {
  const root = scratch();
  let events = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...fixtures),
      fc.array(mutation, { minLength: 1, maxLength: 3 }),
      ({ name, text }, mutations) => {
        const file = join(root, name);
        mkdirSync(dirname(file), { recursive: true });
        const changed = mutations.reduce(mutated, text);
        writeFileSync(file, changed, 'latin1');
        transcripts.recognise(file, changed.slice(0, 4096));
        for (const source of transcripts.discover(file)) {
          for (const event of transcripts.read(source, emptyTally())) {
            if (++events > 10_000_000) throw new Error('no end');
            if (typeof event.session !== 'string') throw new Error(`${event.kind} without a session`);
            if (event.at !== null && !Number.isSafeInteger(event.at)) throw new Error(`at ${event.at}`);
            if (event.kind !== 'usage') continue;
            for (const [name, n] of Object.entries(event.tokens)) {
              if (n !== null && (!Number.isSafeInteger(n) || n < 0)) throw new Error(`${name} ${n}`);
            }
          }
        }
      },
    ),
    { numRuns: runs, seed: 3 },
  );
  expect(events).toBeGreaterThan(runs);
}

export const fixture = (path: string, name: string): { name: string; text: string } => ({
  name,
  text: readFileSync(path, 'latin1'),
});
