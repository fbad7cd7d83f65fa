import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/lib/canonical.ts';
import { sha256 } from '../../src/lib/sha256.ts';
import { isoTime, parseTime } from '../../src/lib/time.ts';

test('the hash is that of node, at any length', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
    }),
  );
  expect(sha256('zürich 🦊')).toBe(createHash('sha256').update('zürich 🦊').digest('hex'));
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

test('a time is written as Date writes it and read back', () => {
  const time = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2101, 0) - 1 });
  fc.assert(
    fc.property(time, (ms) => {
      expect(isoTime(ms)).toBe(new Date(ms).toISOString());
      expect(parseTime(isoTime(ms))).toBe(ms);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['2026-11-21', '2026-11-21T00:00:00.000Z'],
  ['2026-11-21T10:00', '2026-11-21T10:00:00.000Z'],
  ['2026-11-21 10:00:05.5Z', '2026-11-21T10:00:05.500Z'],
  ['2026-11-21T10:00:00.123456789+02:00', '2026-11-21T08:00:00.123Z'],
  ['2026-11-21T23:30:00-0130', '2026-11-22T01:00:00.000Z'],
  ['2024-02-29', '2024-02-29T00:00:00.000Z'],
])('%s is a time', (text, expected) => {
  expect(isoTime(parseTime(text)!)).toBe(expected);
});

test.each([
  '',
  'now',
  '2026',
  '1999-12-31',
  '9999-01-01T00:00:00Z',
  '2026-02-30',
  '2026-13-01',
  '2026-00-10',
  '2026-11-21T24:00:00Z',
  '2026-11-21T10:60',
  '2026-11-21T10:00:00+25:00',
  ' 2026-11-21',
  '2026-11-21T10:00:00Z\n',
  '2023-02-29',
])('%j is no time', (text) => {
  expect(parseTime(text)).toBeNull();
});

test('canonical JSON: the example of RFC 8785, section 3.2.2', () => {
  const value = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
  );
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  expect(
    Object.keys(JSON.parse(canonicalJson({ '\u20ac': 1, '\r': 2, '\ufb33': 3, 1: 4, '😀': 5, '\u0080': 6, ö: 7 }))),
  ).toEqual(['1', '\r', '\u0080', 'ö', '€', '😀', '\ufb33']);
});

test('canonical JSON does not depend on the order of keys and refuses NaN', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(canonicalJson(turned)).toBe(canonicalJson(value));
      expect(canonicalJson(JSON.parse(canonicalJson(value)))).toBe(canonicalJson(value));
    }),
  );
  expect(() => canonicalJson({ a: [Number.NaN] })).toThrow(/no number/);
});
