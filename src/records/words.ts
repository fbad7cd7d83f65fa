/** Words that end in a point and end no sentence. */
const ABBREVIATIONS =
  /\b(?:e\.g|i\.e|etc|cf|vs|ca|approx|resp|incl|no|nr|fig|sec|dr|mr|mrs|ms|st|z\.b|d\.h|bzw|usw)\.$/i;

export const countWords = (text: string): number => text.trim().split(/\s+/).filter(Boolean).length;

/** Sentences of a text: what ends in `.`, `!` or `?` before a blank; abbreviations and numbers end none. */
export function countSentences(text: string): number {
  const ends = [...text.trim().matchAll(/[.!?]+["')\]]*(?=\s+\S)/g)].filter(({ index, 0: end }) => {
    const before = text.trim().slice(0, index + end.length);
    return !ABBREVIATIONS.test(before);
  });
  return text.trim() === '' ? 0 : ends.length + 1;
}
