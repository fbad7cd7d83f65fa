import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDoc, parseYaml, stringifyYaml } from '../../src/store/docs/doc.ts';
import { cpuTimeOf } from '../cpu-time.ts';

test('a document is its data, its body and the text between the fences', () => {
  expect(parseDoc('---\nname: a\n# note\nlist: [1, b]\n---\nBody\n---\nmore\n')).toEqual({
    data: { name: 'a', list: [1, 'b'] },
    body: 'Body\n---\nmore\n',
    frontmatter: 'name: a\n# note\nlist: [1, b]',
  });
  expect(parseDoc('\ufeff---\r\nname: a\r\n---\r\nBody\r\n')).toMatchObject({ data: { name: 'a' }, body: 'Body\r\n' });
  expect(parseDoc('--- \na: 1\n--- \nB')).toMatchObject({ data: { a: 1 }, body: 'B' });
  for (const text of ['', 'Just text', '# Title\n---\n', '----\nrule\n']) {
    expect(parseDoc(text)).toEqual({ data: {}, body: text, frontmatter: null });
  }
  for (const text of ['---\n---\nB', '---\n# only a comment\n---\nB', '---\n\n---\nB']) {
    expect(parseDoc(text)).toMatchObject({ data: {}, body: 'B' });
  }
  expect(parseDoc('---\na: 1\n---')).toMatchObject({ data: { a: 1 }, body: '' });
});

test('dates, no and octals are what they look like', () => {
  expect(parseYaml('a: no\nb: 2026-01-01\nc: 1:30\nd: 1_000\ne: on')).toEqual({
    a: 'no',
    b: '2026-01-01',
    c: '1:30',
    d: '1_000',
    e: 'on',
  });
});

const HACKED = 'globalThis.hacked = true';

test.each([
  '---js',
  '---JS',
  '--- js',
  '---javascript',
  '---JavaScript',
  '---coffee',
  '---cson',
  '---json',
  '---toml',
  '---constructor',
  '---toString',
  '---__proto__',
  '---yaml',
])('%s is refused and nothing runs', (fence) => {
  expect(() => parseDoc(`${fence}\n${HACKED}\n---\n`)).toThrow(expect.objectContaining({ code: 'bad-frontmatter' }));
  expect(Object.hasOwn(globalThis, 'hacked')).toBe(false);
});

const bomb = `a: &a [x,x]\n${'bcdefghij'
  .split('')
  .map((name, at) => `${name}: &${name} [${`*${'abcdefghi'[at]},`.repeat(9)}]`)
  .join('\n')}`;

test.each([
  ['an alias bomb', bomb],
  ['one alias', 'a: &x 1\nb: *x'],
  ['__proto__', '__proto__: {polluted: true}'],
  ['constructor', 'a: {constructor: {prototype: {x: 1}}}'],
  ['deep brackets', `a: ${'['.repeat(3000)}${']'.repeat(3000)}`],
  ['deep braces', `a: ${'{a: '.repeat(100)}`],
  ['deep lists', `${'- '.repeat(500)}x`],
  ['deep indents', Array.from({ length: 200 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
  ['double keys', 'a: 1\nb: 2\na: 3'],
  ['64 KiB and more', `a: ${'x'.repeat(70_000)}`],
  ['a tag', 'a: !custom x'],
  ['a code tag', 'a: !!js/function "function () {}"'],
  ['tabs', 'a:\n\tb: 1'],
  ['a scalar', 'just text'],
  ['a list', '- a\n- b'],
  ['no end', 'a: "open'],
])('%s: a sentence at once, and no pollution', (_, yaml) => {
  const time = cpuTimeOf(() => {
    expect(() => parseDoc(`---\n${yaml}\n---\n`)).toThrow(expect.objectContaining({ code: 'bad-yaml' }));
  });
  expect(time).toBeLessThan(1000);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('the same broken document is an error each time: nothing is remembered', () => {
  for (let n = 0; n < 3; n++) expect(() => parseDoc('---\na: [\n---\n')).toThrow();
  expect(parseDoc('---\na: {b: 1}\n---\n').data).not.toBe(parseDoc('---\na: {b: 1}\n---\n').data);
});

test('fences that are not closed, or closed by something else, are errors', () => {
  expect(() => parseDoc('---\na: 1\n')).toThrow(/no closing line/);
  expect(() => parseDoc('---\na: 1\n---foo\nb\n---\n')).toThrow(/Line 3/);
});

test('two documents in one file are an error', () => {
  expect(() => parseYaml('a: 1\n---\nb: 2\n')).toThrow(/cannot be read/);
});

test('what is written is read back', () => {
  const key = fc
    .stringMatching(/^[a-z][a-z0-9_-]{0,10}$/)
    .filter((name) => !['constructor', 'prototype'].includes(name));
  const leaf = fc.oneof(
    fc.string({ maxLength: 40 }),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.constantFrom('no', 'on', '2026-01-01', '1:30', '012', '1e3', '~', '---', '&a', '*a', '[', '# x'),
  );
  fc.assert(
    fc.property(
      fc.dictionary(key, fc.oneof(leaf, fc.array(leaf, { maxLength: 4 })), { minKeys: 1, noNullPrototype: true }),
      (value) => {
        expect(parseYaml(stringifyYaml(value))).toEqual(value);
      },
    ),
  );
});
