import fc from 'fast-check';
import { expect, test } from 'vitest';
import { score } from '../../../src/records/search/bm25.ts';
import { bold, snippetOf } from '../../../src/records/search/snippet.ts';
import { spansOfTerms, spansOfText, termOf } from '../../../src/records/search/words.ts';

test('a score is that of BM25+ reckoned by hand', () => {
  // Three texts of one field; "cat" stands in two of them. Robertson and Zaragoza 2009, 3.3; delta of Lv and Zhai 2011.
  const texts = ['cat dog', 'cat cat bird fish', 'bird fish'].map((title) => ({ title }));
  const idf = Math.log(1 + (3 - 2 + 0.5) / (2 + 0.5));
  // The mean length of a text, in words that differ; of all four fields one is filled, and has the weight 3.
  const mean = (2 + 3 + 2) / 3;
  const weight = (times: number, length: number): number =>
    3 * idf * (0.5 + (times * 2.2) / (times + 1.2 * (1 - 0.75 + (0.75 * length) / mean)));
  const found = score(texts, 'cat').sort((a, b) => a.at - b.at);
  expect(found.map(({ at }) => at)).toEqual([0, 1]);
  expect(found[0]!.score).toBeCloseTo(weight(1, 2), 3);
  expect(found[1]!.score).toBeCloseTo(weight(2, 3), 3);
});

test('the order of texts changes no score', () => {
  const word = fc.constantFrom('retry', 'cache', 'queue', 'parser', 'retries', 'a');
  const text = fc.record({
    title: fc.array(word, { maxLength: 4 }).map((words) => words.join(' ')),
    summary: fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')),
    body: fc.array(word, { maxLength: 30 }).map((words) => words.join(' ')),
  });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 20 }), (texts) => {
      const scores = score(texts, 'retr cache');
      const back = score([...texts].reverse(), 'retr cache');
      const by = (all: typeof scores, turned: boolean) =>
        all.map(({ at, score: of }) => [turned ? texts.length - 1 - at : at, of]).sort(([a], [b]) => a! - b!);
      expect(by(back, true)).toEqual(by(scores, false));
    }),
  );
});

test('words are compared without case and accents, signs are between words', () => {
  expect(termOf('Énergie')).toBe('energie');
  expect(spansOfTerms(new Set(['retry', 'energie']))('`Retry_limit`, ÉNERGIE.')).toEqual([
    [1, 6],
    [15, 22],
  ]);
  expect(spansOfText('a.b(')('a.b( aXb( A.B(')).toEqual([
    [0, 4],
    [10, 14],
  ]);
});

test('a piece shows the place with the most hits, cut at words, and its places are those in it', () => {
  const text = `one retry ${'filler '.repeat(80)}then retry and\nretry again ${'filler '.repeat(80)}`;
  const find = spansOfTerms(new Set(['retry']));
  const piece = snippetOf('body', text, find(text));
  expect(piece.text.length).toBeLessThanOrEqual(240);
  expect(piece.text).toMatch(/^filler .*then retry and retry again/);
  expect(piece.spans).toEqual(find(piece.text));
  expect(text.slice(piece.offset, piece.offset + 20)).toBe(piece.text.slice(0, 20));
  expect(bold({ text: 'a retry b', spans: [[2, 7]] }, true)).toBe('a \u001b[1mretry\u001b[22m b');
  expect(bold({ text: 'a retry b', spans: [[2, 7]] }, false)).toBe('a retry b');
  const long = 'x'.repeat(1000);
  expect(snippetOf('body', long, [[0, 1000]]).text).toBe(long);
});
