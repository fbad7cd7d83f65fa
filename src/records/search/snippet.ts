import type { Span } from './words.ts';

/** A piece of a field with what was found in it. */
export interface Snippet {
  field: string;
  /** Line ends are blanks: one character each, so that places stay where they are. */
  text: string;
  /** Where the piece begins in the field's text, in UTF-16 code units. */
  offset: number;
  /** Places in the piece. */
  spans: Span[];
}

const LENGTH = 240;
/** So much of it stands before the first hit. */
const BEFORE = 60;
/** Of a long text, only the first places are weighed against each other. */
const WEIGHED = 500;

/** Where the piece with the most hits begins; of equals the first. */
function bestStart(spans: readonly Span[]): number {
  const some = spans.slice(0, WEIGHED);
  let [best, most] = [0, 0];
  for (let at = 0, end = 0; at < some.length; at++) {
    while (end < some.length && some[end]![1] <= some[at]![0] - BEFORE + LENGTH) end++;
    if (end - at > most) [best, most] = [at, end - at];
  }
  return Math.max(0, some[best]![0] - BEFORE);
}

/** The nearest place at or after `at` where a word begins, so that none is cut; `at` itself where that is far. */
function wordStart(text: string, at: number): number {
  if (at === 0 || /\s/.test(text[at - 1]!)) return at;
  const blank = text.slice(at, at + BEFORE / 2).search(/\s/);
  return blank < 0 ? at : at + blank + 1;
}

/**
 * The piece of a field, at most 240 characters, that shows the most hits.
 *
 * @param spans where they are in `text`, in order; at least one
 */
export function snippetOf(field: string, text: string, spans: readonly Span[]): Snippet {
  const start = text.length <= LENGTH ? 0 : wordStart(text, bestStart(spans));
  const end = Math.max(Math.min(text.length, start + LENGTH), spans.find(([from]) => from >= start)?.[1] ?? 0);
  const piece = text.slice(start, end).replace(/\s/g, ' ');
  const within = spans.filter(([from, to]) => from >= start && to <= end);
  return { field, text: piece, offset: start, spans: within.map(([from, to]) => [from - start, to - start]) };
}

/** A piece with its hits in bold; `color` false: as it is. */
export function bold({ text, spans }: Pick<Snippet, 'text' | 'spans'>, color: boolean): string {
  if (!color) return text;
  let [shown, from] = ['', 0];
  for (const [start, end] of spans) {
    shown += `${text.slice(from, start)}\x1b[1m${text.slice(start, end)}\x1b[22m`;
    from = end;
  }
  return shown + text.slice(from);
}
