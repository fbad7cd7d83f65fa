import MiniSearch from 'minisearch';
import { slotsOf } from './entries.ts';
import { termOf, wordsOf } from './words.ts';

/** Words of three letters and more also find what begins with them, at a lower weight. */
const PREFIX = 3;

/** How well one of the texts fits, and the words of it that do. */
export interface Ranked {
  /** Its place among what was searched. */
  at: number;
  /** To four digits. */
  score: number;
  terms: string[];
}

/**
 * Takes words as MiniSearch wants them: the term of a word, null for one that cannot be found by what is looked for. So
 * an index is made in the time of reading; lengths of texts, which BM25 needs, count all words all the same.
 */
function onlyTermsFor(words: string): (word: string) => string | null {
  const wanted = wordsOf(words).map(termOf);
  const known = new Map<string, string | null>();
  return (word) => {
    const before = known.get(word);
    if (before !== undefined) return before;
    const term = termOf(word);
    const found = wanted.some((one) => term.startsWith(one)) ? term : null;
    known.set(word, found);
    return found;
  };
}

/**
 * The texts that hold at least one of the words, with their scores, in no order: BM25+ (Lv and Zhai 2011; k1 1.2, b 0.75,
 * delta 0.5), the first field three times, the summary twice.
 *
 * @param texts what is searched, by field; the same ones in another order have the same scores
 */
export function score(texts: readonly Readonly<Record<string, string>>[], words: string): Ranked[] {
  const index = new MiniSearch({
    idField: 'at',
    fields: ['title', 'summary', 'more', 'body'],
    tokenize: wordsOf,
    processTerm: onlyTermsFor(words),
  });
  for (const [at, one] of texts.entries()) index.add({ at, ...slotsOf(one) });
  const found = index.search(words, {
    boost: { title: 3, summary: 2 },
    bm25: { k: 1.2, b: 0.75, d: 0.5 },
    prefix: (term) => term.length >= PREFIX,
  });
  // The mean length of a text is summed up as they come: its last digits depend on their order.
  return found.map(({ id, score: exact, terms }) => ({ at: id, score: Math.round(exact * 1e4) / 1e4, terms }));
}
