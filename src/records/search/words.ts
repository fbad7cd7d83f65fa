/** What a search takes as one word: letters and digits; `retry_limit` is two, `config.yaml` too. */
const WORD = /[\p{L}\p{M}\p{N}]+/gu;

/** A word as it is compared: small letters without accents. */
export const termOf = (word: string): string =>
  (/^[\x00-\x7f]+$/.test(word) ? word : word.normalize('NFKD').replace(/\p{M}/gu, '')).toLowerCase();

export const wordsOf = (text: string): string[] => text.match(WORD) ?? [];

/** Where something stands in a text: from (inclusive) and to (exclusive), in UTF-16 code units. */
export type Span = readonly [from: number, to: number];

/** The words of a text that are among these terms. */
export const spansOfTerms =
  (terms: ReadonlySet<string>) =>
  (text: string): Span[] =>
    [...text.matchAll(WORD)]
      .filter(([word]) => terms.has(termOf(word)))
      .map(({ 0: word, index }) => [index, index + word.length]);

/** The places where a text says exactly this; small and capital letters are one, and so are blanks and line ends. */
export function spansOfText(said: string): (text: string) => Span[] {
  const find = new RegExp(
    said
      .trim()
      .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
      .replace(/\s+/g, '\\s+'),
    'giu',
  );
  return (text) => [...text.matchAll(find)].map(({ 0: found, index }) => [index, index + found.length]);
}
