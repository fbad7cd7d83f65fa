/** Ids far behind, as one string of hashes of fixed width: it is read and written at once and searched natively. */
const WIDTH = 11;

/** A 53-bit hash of an id as 11 letters (cyrb53, public domain): 20,000 ids clash with a chance of 2 in 100 million. */
export function hashId(id: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let at = 0; at < id.length; at++) {
    const code = id.charCodeAt(at);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36).padStart(WIDTH, '0');
}

interface Settled {
  settled: string;
}

/** Sets that were built because one reading asked often; `of`: length of the string that they came from. */
const sets = new WeakMap<object, { of: number; asked: number; set: Set<string> | null }>();

export function isSettled(state: Settled, key: string): boolean {
  const { settled } = state;
  if (settled === '') return false;
  let known = sets.get(state);
  if (known?.of !== settled.length) {
    known = { of: settled.length, asked: 0, set: null };
    sets.set(state, known);
  }
  if (!known.set && ++known.asked > 200) {
    known.set = new Set();
    for (let at = 0; at < settled.length; at += WIDTH) known.set.add(settled.slice(at, at + WIDTH));
  }
  if (known.set) return known.set.has(key);
  for (let at = settled.indexOf(key); at >= 0; at = settled.indexOf(key, at + 1)) if (at % WIDTH === 0) return true;
  return false;
}

export function settle(state: Settled, keys: readonly string[]): void {
  if (keys.length > 0) state.settled += keys.join('');
}
