import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutText } from '../../../src/records/evidence/cut.ts';

const texts = (text: string, headings = true): string[] =>
  cutText(text, headings).map(({ start, end }) => text.slice(start, end));

test('a section is a chunk that begins with its heading and knows the headings above it', () => {
  const text =
    '# Guide\n\nWhat it is.\n\n## Setup\n\nRun it.\n\nTwice.\n\n### On Windows\n\nNot yet.\n\n## Use\n\nType.\n';
  expect(texts(text)).toEqual([
    '# Guide\n\nWhat it is.',
    '## Setup\n\nRun it.\n\nTwice.',
    '### On Windows\n\nNot yet.',
    '## Use\n\nType.',
  ]);
  expect(cutText(text).map(({ headings }) => headings)).toEqual([
    ['Guide'],
    ['Guide', 'Setup'],
    ['Guide', 'Setup', 'On Windows'],
    ['Guide', 'Use'],
  ]);
});

test('a heading over nothing is kept, one over a deeper heading stands in the path of that', () => {
  expect(texts('# A\n\n## B\n\ntext\n\n## C\n\n# D\n')).toEqual(['## B\n\ntext', '## C', '# D']);
});

test('paragraphs join up to a thousand characters, and a long one is cut after a sentence', () => {
  const sentence = 'This sentence has exactly fifty characters, no less. ';
  const long = sentence.repeat(50).trimEnd();
  const pieces = texts(long);
  expect(pieces.every((piece) => piece.length <= 1000)).toBe(true);
  expect(pieces.slice(0, -1).every((piece) => piece.endsWith('less. '))).toBe(true);
  expect(pieces.join('')).toBe(long);
  expect(texts(`${'a'.repeat(400)}\n\n${'b'.repeat(400)}\n\n${'c'.repeat(400)}`).map(({ length }) => length)).toEqual([
    802, 400,
  ]);
});

test('a block of code is never cut, nor do its lines count as headings; in a plain text they are lines like others', () => {
  const code = `\`\`\`sh\n${'# not a heading\necho "one two three"\n\n'.repeat(60)}\`\`\``;
  const text = `# Script\n\nBefore.\n\n${code}\n\nAfter.\n`;
  const whole = texts(text).filter((piece) => piece.includes('echo'));
  expect(whole).toEqual([code]);
  expect(cutText(text).every(({ headings }) => headings.join() === 'Script')).toBe(true);
  expect(texts(text, false).filter((piece) => piece.includes('echo')).length).toBeGreaterThan(1);
  expect(cutText('# a\n\nb', false)).toEqual([{ index: 0, start: 0, end: 6, headings: [] }]);
  const listed = `- step\n\n    ~~~\n${'    line\n\n'.repeat(300)}    ~~~\n`;
  expect(texts(listed).filter((piece) => piece.includes('line'))).toHaveLength(1);
});

test('chunks lie in order beside each other, nothing but blanks between them, and no character is cut in two', () => {
  const line = fc.constantFrom(
    '',
    '# One',
    '## Two',
    '```',
    '~~~',
    'word '.repeat(90),
    '𝒳'.repeat(700),
    'end. Next',
    '   ',
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), fc.boolean(), (lines, headings) => {
      const text = lines.join('\n');
      const chunks = cutText(text, headings);
      let from = 0;
      for (const [at, { index, start, end }] of chunks.entries()) {
        expect(index).toBe(at);
        expect(start).toBeGreaterThanOrEqual(from);
        expect(end).toBeGreaterThan(start);
        expect(text.slice(from, start)).toMatch(/^\s*(#+ (One|Two)\s*)*$/);
        expect(text.slice(start, end)).not.toMatch(/^[\udc00-\udfff]|[\ud800-\udbff]$/);
        from = end;
      }
      expect(text.slice(from)).toMatch(/^\s*$/);
    }),
  );
});
