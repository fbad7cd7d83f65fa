/** A seeded source of chance: the same seed gives the same mutations. */
export function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

const deep = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { content: value };
  return value;
};
/** What no field expects. `toString` and `__proto__` break what makes a text of a record. */
const ODD: readonly unknown[] = [
  null,
  true,
  -1,
  0.5,
  1e308,
  2 ** 60,
  '',
  'x'.repeat(10_000),
  '\u0000\ud800',
  [],
  {},
  [[[]]],
  [null, 1, 'a'],
  { toString: 1, valueOf: 1 },
  JSON.parse('{"__proto__":{"type":"text"},"constructor":1}'),
  deep(3000),
];

/** A copy of a value with some of its parts replaced by what should not stand there. */
export function oddCopy(value: unknown, pick: (below: number) => number): unknown {
  if (pick(12) === 0) return ODD[pick(ODD.length)];
  if (Array.isArray(value)) return value.map((part) => oddCopy(part, pick));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, oddCopy(part, pick)]));
}

/** Bytes that were cut, flipped, spliced or repeated. */
export function brokenCopy(bytes: Buffer, pick: (below: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  const place = pick(copy.length);
  switch (pick(5)) {
    case 0:
      return copy.subarray(0, place);
    case 1:
      for (let left = 1 + pick(8); left > 0; left--) copy[pick(copy.length)]! ^= 1 << pick(8);
      return copy;
    case 2:
      return Buffer.concat([copy.subarray(0, place), copy.subarray(pick(copy.length))]);
    case 3:
      return Buffer.concat([copy, copy.subarray(0, place)]);
    default:
      return Buffer.from(copy.fill(pick(256), place, Math.min(copy.length, place + pick(500))));
  }
}
