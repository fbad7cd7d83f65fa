import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { arrange, partsOf, sectionText } from '../../src/records/body.ts';
import type { Kind } from '../../src/records/contract.ts';
import { hashOf, parseRecord, recordText } from '../../src/records/document.ts';
import { frontLines, parseFrontLines } from '../../src/records/front-lines.ts';

/** Texts that YAML, Markdown and JSON may take for something else. */
const ODD = [
  '---',
  '...',
  '- a',
  '# a',
  'a: b',
  'a #b',
  '&a',
  '*a',
  '!a',
  '|',
  '>',
  '"',
  "'",
  '`',
  '@a',
  '%a',
  '~',
  'null',
  'Null',
  'NO',
  'y',
  'on',
  '1',
  '1.0',
  '1e3',
  '0x1f',
  '0o7',
  '.inf',
  '.nan',
  '2026-01-01',
  '2026-01-01T00:00:00.000Z',
  '12:30:45',
  '1_000',
  '<<',
  '=',
  '',
  ' ',
  ' a',
  'a ',
  'a\nb',
  'a\r\nb',
  '\t',
  '\u2028',
  '\ufeff',
  '{}',
  '[]',
  '[a',
  '{a',
  'a]',
  '\ud800',
  'sha256:ab',
  'agent:x',
  '## A',
  '```',
  '~~~',
  '<<<<<<< a',
  "it's",
  'a?',
  'ende.',
  '? a',
  'a,b',
  '\u0000',
  'é',
  '\\',
];
const text = fc.oneof(fc.constantFrom(...ODD), fc.string({ unit: 'grapheme' }), fc.string());
const value = fc.oneof(
  text,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.array(text, { maxLength: 4 }),
  fc.jsonValue({ maxDepth: 3 }).filter((one) => one !== null),
);
const mapping = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/), value, { maxKeys: 6 });

/** As JSON keeps it: -0 is 0 there. */
const kept = (data: unknown): unknown => JSON.parse(JSON.stringify(data));

test('any value comes back as it was, by the quick reader or, where that gives up, by YAML', () => {
  fc.assert(
    fc.property(mapping, (data) => {
      const lines = frontLines(data);
      expect(kept(parse(lines, { uniqueKeys: false }) ?? {})).toEqual(kept(data));
      if (Object.keys(data).length > 0) {
        const quick = parseFrontLines(lines.trimEnd());
        if (quick) expect(kept(quick)).toEqual(kept(data));
      }
    }),
    { numRuns: 2000 },
  );
});

test('the quick reader reads all that ka writes, and gives up on what people write', () => {
  fc.assert(
    fc.property(mapping, (data) => {
      if (Object.keys(data).length > 0) expect(parseFrontLines(frontLines(data).slice(0, -1))).not.toBeNull();
    }),
    { numRuns: 1000 },
  );
  for (const lines of [
    'a: b # c',
    'a:\n  b: 1',
    'a: yes',
    "a: 'b'",
    'a: 1\na: 2',
    'a: [b, c]',
    'a: 2026-01-01',
    'a: 012',
    '- a',
  ])
    expect([lines, parseFrontLines(lines)]).toEqual([lines, null]);
});

const kind = {
  kind: 'task',
  folder: '.kaizen/records/task',
  fields: {},
  sections: [{ title: 'Scope' }, { title: 'Notes', flag: 'notes', optional: true }],
} as unknown as Kind;

test('a record comes back from its file as it was, with the same hash', () => {
  fc.assert(
    fc.property(mapping, fc.array(text, { maxLength: 6 }), (fields, lines) => {
      const own = Object.fromEntries(
        Object.entries(fields).filter(([key]) => !['id', 'kind', 'rev', 'key', 'by', 'prev', 'hash'].includes(key)),
      );
      const record = {
        id: 't_1',
        kind: 'task',
        rev: 1,
        fields: own,
        body: arrange(kind, lines.join('\n')),
        path: `${kind.folder}/t_1.md`,
      };
      const whole = { ...record, hash: hashOf(record) };
      const read = parseRecord(kind, record.path, recordText(kind, whole));
      expect(kept(read)).toEqual(kept(whole));
      expect(hashOf(read)).toBe(whole.hash);
      // An editor may write other line ends.
      expect(hashOf(parseRecord(kind, record.path, recordText(kind, whole).replaceAll('\n', '\r\n')))).toBe(whole.hash);
    }),
    { numRuns: 1000 },
  );
});

const markdown = fc
  .array(
    fc.oneof(
      text,
      fc.constantFrom('## Scope', '## notes ##', '##  Other', '### Scope', '```', '~~~', '````', '    ```', ''),
    ),
    { maxLength: 12 },
  )
  .map((lines) => lines.join('\n'));

test('arranging a body twice changes nothing more, and no line of it is lost', () => {
  fc.assert(
    fc.property(markdown, (body) => {
      const once = arrange(kind, body);
      expect(arrange(kind, once)).toBe(once);
      const words = (all: string): string[] =>
        all
          .replace(/\r\n?/g, '\n')
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== '' && !/^##\s/.test(line))
          .sort();
      for (const word of words(body)) expect(words(once)).toContain(word);
      expect(once === '' || once.endsWith('\n')).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('a section that is set is what stands under its heading, and the others stay', () => {
  const plain = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '.', '\n', '`', '```', '\n~~~') });
  fc.assert(
    fc.property(plain, plain, (scope, notes) => {
      const first = arrange(kind, '', { Scope: scope });
      const body = arrange(kind, first, { Notes: notes });
      const tidy = (one: string): string => one.replace(/^(?: *\n)+/, '').trimEnd();
      expect(sectionText(body, 'Scope').startsWith(tidy(scope))).toBe(true);
      expect(sectionText(body, 'notes')).toBe(tidy(notes));
      expect(partsOf(body).map(({ title }) => title)).toEqual(['Scope', 'Notes']);
    }),
  );
});
