import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shorten, shortenMiddle } from '../../src/lib/shorten.ts';
import { table } from '../../src/lib/table.ts';

test('what is marked ? is left out first, the first of them first; then the last columns; what shrinks takes the room', () => {
  const head = ['~name', '?>a', '?>b', '!>cost', 'more'];
  const rows = [['claude-sonnet-4-5-20250929', '1111', '2222', '$3.00', 'dddd']];
  expect(table(head, rows, 60).split('\n')[1]).toBe('claude-sonnet-4-5-20250929  1111  2222  $3.00  dddd');
  expect(table(head, rows, 46).split('\n').slice(1)).toEqual([
    'claude-sonnet-4-5-20250929  2222  $3.00  dddd',
    '(left out at this width: a; --json has all)',
  ]);
  const narrow = table(head, rows, 36).split('\n').slice(1).join(' ');
  expect(narrow).toBe('claude-sonn…-5-20250929  $3.00  dddd (left out at this width: a, b; --json has all)');
  expect(table(head, rows, 20).split('\n')[1]).toMatch(/^claude…\d+ +\$3\.00$/);
});

test('a name loses its middle, a text its end; neither is ever too long', () => {
  expect([shorten('claude-sonnet-4-5', 9), shorten('reduces the cost', 9), shorten('short', 9)]).toEqual([
    'clau…-4-5',
    'reduces …',
    'short',
  ]);
  fc.assert(
    fc.property(fc.string(), fc.nat(30), (text, width) => {
      expect(shorten(text, width).length).toBeLessThanOrEqual(width);
      expect(shortenMiddle(text, width).length).toBeLessThanOrEqual(width);
    }),
  );
});

test('a column marked = goes on below and loses nothing; two that give way share the room, the narrow one first', () => {
  const rows = [
    ['W1', 'take in what a subagent answered', 'ka record add'],
    ['W2', 'plan', 'x'],
  ];
  expect(table(['!code', '=purpose', 'command'], rows, 40)).toBe(
    [
      'code  purpose              command',
      'W1    take in what a       ka record add',
      '      subagent answered',
      'W2    plan                 x',
    ].join('\n'),
  );
  const two = table(
    ['!id', '=what', '=about'],
    [['1', 'one two three four', 'a b c d e f g h i j k l m n o p q r s t u v w']],
    50,
  );
  expect(two.split('\n')[1]).toBe('1   one two three four  a b c d e f g h i j k l m');
});
