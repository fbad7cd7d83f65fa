/** Words that end in a point and end no sentence. */
const ABBREVIATIONS =
  /\b(?:e\.g|i\.e|etc|cf|vs|ca|approx|resp|incl|no|nr|fig|sec|dr|mr|mrs|ms|st|z\.b|d\.h|bzw|usw)\.$/i;

export const countWords = (text: string): number => text.trim().split(/\s+/).filter(Boolean).length;

/** The longest abbreviation, with what stands before it. */
const LAST_WORD = 12;

/** Where sentences of a trimmed text end, but for the last: `.`, `!` or `?` before a blank; abbreviations end none. */
function* sentenceEnds(text: string): Generator<number> {
  for (const { index, 0: mark } of text.matchAll(/(?<![.!?])[.!?]+["')\]]*(?=\s+\S)/g)) {
    const end = index + mark.length;
    if (!ABBREVIATIONS.test(text.slice(Math.max(0, end - LAST_WORD), end))) yield end;
  }
}

export const countSentences = (text: string): number =>
  text.trim() === '' ? 0 : [...sentenceEnds(text.trim())].length + 1;

/** The first sentence of a trimmed text; the whole of it where there is but one. */
export const firstSentence = (text: string): string => text.slice(0, sentenceEnds(text).next().value ?? text.length);

/** A text of at most so many words. */
export const cutWords = (text: string, words: number): string =>
  countWords(text) <= words ? text : `${text.trim().split(/\s+/).slice(0, words).join(' ')} …`;
