import MiniSearch, { type AsPlainObject, type SearchResult } from 'minisearch';
import { termOf, wordsOf } from './words.ts';

const OPTIONS = {
  idField: 'key',
  fields: ['title', 'summary', 'more', 'body'],
  storeFields: ['status'],
  tokenize: wordsOf,
  processTerm: termOf,
  // It would run behind the answer; `removeAll` does it where it is needed.
  autoVacuum: false as const,
};

/** Words of three letters and more also find what begins with them, at a lower weight. */
const PREFIX = 3;
/** Digits of a score that do not depend on the order in which an index was filled. */
const DIGITS = 1e4;

export const newIndex = (): MiniSearch => new MiniSearch(OPTIONS);
export const loadIndex = (kept: AsPlainObject): MiniSearch => MiniSearch.loadJS(kept, OPTIONS);

/** Takes entries out, with every trace in how rare a word is. */
export async function removeAll(index: MiniSearch, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  index.discardAll(keys);
  await index.vacuum({ batchSize: Number.MAX_SAFE_INTEGER, batchWait: 0 });
}

/** One entry that was found: its key, how well it fits, and the words of it that fit. */
export type Ranked = Pick<SearchResult, 'score' | 'terms'> & { key: string };

/**
 * Entries that hold at least one of the words, best first, of equals the later key: BM25+ (Lv and Zhai 2011; k1 1.2,
 * b 0.75, delta 0.5), the title three times, the summary twice.
 */
export function rank(index: MiniSearch, words: string, status?: string): Ranked[] {
  const found = index.search(words, {
    boost: { title: 3, summary: 2 },
    bm25: { k: 1.2, b: 0.75, d: 0.5 },
    prefix: (term) => term.length >= PREFIX,
    ...(status === undefined ? {} : { filter: (result) => result.status === status }),
  });
  const rounded = found.map(({ id, score, terms }) => ({
    key: String(id),
    score: Math.round(score * DIGITS) / DIGITS,
    terms,
  }));
  return rounded.sort((a, b) => b.score - a.score || (a.key < b.key ? 1 : -1));
}
