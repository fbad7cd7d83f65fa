import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { frontLines, parseFrontLines } from '../../src/records/front-lines.ts';

const VALUES: readonly unknown[] = [
  'plain words',
  'yes',
  'No',
  'null',
  '~',
  '',
  ' ',
  'ends in a blank ',
  'a: b',
  'a #b',
  '- item',
  '[x',
  '{x',
  '"quoted"',
  "it's",
  '12',
  '1e3',
  '0x1F',
  '1_000',
  '12:30',
  '2026-11-21',
  '2026-11-21T10:00:00.000Z',
  'sha256:0a1b',
  'agent:codex',
  'two\nlines',
  'tab\there',
  'ünï \u{1f600}',
  '<<',
  '!tag',
  '&anchor',
  '*alias',
  '%directive',
  '@at',
  '`tick`',
  '...',
  '---',
  0,
  -1.5,
  1e21,
  true,
  false,
  [],
  ['a: b', 'c'],
  [{ cmd: 'npm test', exit: 0 }],
  { exit: 0, contains: 'a: b # c' },
];

test.each(VALUES.map((value) => [JSON.stringify(value), value]))(
  'frontmatter with %s reads the same by ka and as YAML of both versions',
  (_, value) => {
    const data = { id: 't_1', value, last: 'end' };
    const text = frontLines(data);
    expect(text.split('\n')).toHaveLength(4);
    expect(parseFrontLines(text.trimEnd())).toEqual(data);
    for (const version of ['1.1', '1.2'] as const) expect(parse(text, { version })).toEqual(data);
  },
);

test('other YAML is left to its parser', () => {
  for (const text of ['a: [x, y]', 'a: |\n  b', 'a: b # c', 'a: 1\na: 2', 'a: b: c', '? a', "a: 'b'", 'a: 2026-11-21'])
    expect([text, parseFrontLines(text)]).toEqual([text, null]);
});
