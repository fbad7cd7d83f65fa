import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkName, mapName } from '../../src/store/names.ts';

test.each([
  'tdd-workflow',
  'a',
  'A.b_c-9',
  'plugin..reviewer',
  '9',
  'x'.repeat(64),
  'console',
  'com10',
  'nullable',
  'auxiliary',
])('%s is a name', (name) => {
  expect(checkName(name)).toBe(name);
});

test.each([
  '',
  '.',
  '..',
  '../x',
  'a/b',
  'a\\b',
  'a\0b',
  'a b',
  '-a',
  '_a',
  '.hidden',
  'ä',
  'a\n',
  'x'.repeat(65),
  'x'.repeat(300),
  'con',
  'NUL',
  'Com1',
  'lpt9',
  'nul.md',
  'aux.x.y',
  'optimizer',
  'Optimizer',
  'a:b',
  '__proto__',
])('%j is none', (name) => {
  expect(() => checkName(name)).toThrow(/cannot name an agent/);
});

test('the message says which rule, on one short line', () => {
  expect(() => checkName('x'.repeat(300))).toThrow('it has 300 characters');
  expect(() => checkName('nul')).toThrow('device');
  expect(() => checkName('optimizer')).toThrow('reserved');
  expect(() => checkName('a/b', 'record')).toThrow('cannot name a record');
  try {
    checkName(`\0\n${'x'.repeat(5000)}`);
  } catch (error) {
    expect((error as Error).message).not.toMatch(/[\0\n]/);
    expect((error as Error).message.length).toBeLessThan(300);
  }
});

test('hook names are mapped: colons to two dots, the rest to a dash and a hash', () => {
  expect(mapName('tdd-workflow')).toBe('tdd-workflow');
  expect(mapName('plugin:reviewer')).toBe('plugin..reviewer');
  expect(mapName('code reviewer')).toMatch(/^code-reviewer-[0-9a-f]{4}$/);
  expect(mapName('optimizer')).toMatch(/^optimizer-[0-9a-f]{4}$/);
  expect(mapName('nul.x')).toMatch(/^x-nul\.x-[0-9a-f]{4}$/);
  expect(mapName('../../etc/passwd')).toMatch(/^etc-passwd-[0-9a-f]{4}$/);
  expect(mapName('a b')).not.toBe(mapName('a_b/'.replace('_', '\t')));
});

test('whatever a harness calls an agent, the mapped name is good, and stays when mapped again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      const name = mapName(text);
      expect(checkName(name)).toBe(name);
      expect(mapName(name)).toBe(name);
    }),
    { numRuns: 1000 },
  );
});
