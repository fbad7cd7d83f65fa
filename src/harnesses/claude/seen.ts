/**
 * Ids of replies and calls far behind, which are summed up already: one string, each id between newlines, searched
 * natively. It is fetched from its file only when an id is asked for.
 */
export interface Settled {
  /** How many bytes count; the file may hold more after a crash. */
  size: number;
  /** Fetches the string; null once it is here. */
  fetch: (() => string) | null;
  text: string;
  /** Added since. */
  added: string[];
}

export const nothingSettled = (): Settled => ({ size: 0, fetch: null, text: '', added: [] });

export const settledFrom = (size: number, fetch: () => string): Settled => ({ size, fetch, text: '', added: [] });

/** An id as it is kept: latin1 without line ends, and not endless. */
export const plainId = (id: string): string =>
  id.length > 100 || id.includes('\n') ? id.replace(/\n/g, ' ').slice(0, 100) : id;

/** The lines to append for what this reading settled. */
export const settledLines = ({ size, added }: Settled): string =>
  added.length === 0 ? '' : `${size === 0 ? '\n' : ''}${added.join('\n')}\n`;

/** Sets that were built because one reading asked often. */
const sets = new WeakMap<Settled, { asked: number; set: Set<string> | null }>();

/** Whether an id stands among those of earlier readings. (What this reading settles is never asked for again.) */
export function isSettled(settled: Settled, id: string): boolean {
  if (settled.size === 0) return false;
  if (settled.fetch) {
    settled.text = settled.fetch().slice(0, settled.size);
    settled.fetch = null;
  }
  const known = sets.get(settled) ?? { asked: 0, set: null };
  sets.set(settled, known);
  if (!known.set && ++known.asked > 200) known.set = new Set(settled.text.split('\n'));
  return known.set ? known.set.has(id) : settled.text.includes(`\n${id}\n`);
}
