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

/**
 * Ids of replies and calls far behind, which are summed up already: a string of hashes of fixed width, searched
 * natively. It is fetched from its file only when an id is asked for.
 */
export interface Settled {
  /** How many hashes count; the file may hold more after a crash. */
  count: number;
  /** Fetches the string; null once it is here. */
  fetch: (() => string) | null;
  text: string;
  /** Added since. */
  added: string[];
}

export const nothingSettled = (): Settled => ({ count: 0, fetch: null, text: '', added: [] });

export const settledFrom = (count: number, fetch: () => string): Settled => ({ count, fetch, text: '', added: [] });

/** Sets that were built because one reading asked often. */
const sets = new WeakMap<Settled, { asked: number; set: Set<string> | null }>();

/** Whether an id stands among those of earlier readings. (What this reading settles is never asked for again.) */
export function isSettled(settled: Settled, key: string): boolean {
  if (settled.count === 0) return false;
  if (settled.fetch) {
    settled.text = settled.fetch().slice(0, settled.count * WIDTH);
    settled.fetch = null;
  }
  const { text } = settled;
  const known = sets.get(settled) ?? { asked: 0, set: null };
  sets.set(settled, known);
  if (!known.set && ++known.asked > 200) {
    known.set = new Set();
    for (let at = 0; at < text.length; at += WIDTH) known.set.add(text.slice(at, at + WIDTH));
  }
  if (known.set) return known.set.has(key);
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) if (at % WIDTH === 0) return true;
  return false;
}

export { WIDTH as SETTLED_WIDTH };
