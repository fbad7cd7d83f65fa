import { bodyOf, type Part, partsOf, place } from '../body.ts';
import type { Section } from '../contract.ts';
import type { Lost } from './values.ts';

/** Where what did not win is kept. */
export const MERGED = 'Merged';

/** Merges two texts by line; null: they conflict. */
export type MergeText = (base: string, earlier: string, later: string, union?: boolean) => string | null;

/** Parts by heading; one that stands twice is the second of its name. */
function byTitle(body: string): Map<string, Part> {
  const parts = new Map<string, Part>();
  for (const part of partsOf(body)) {
    const title = part.title?.toLowerCase() ?? '';
    let key = title;
    for (let n = 2; parts.has(key); n++) key = `${title}\n${n}`;
    parts.set(key, part);
  }
  return parts;
}

/**
 * One body of two branches: a section that only one of them changed is taken, one that both changed is merged by line, and
 * where that conflicts the later one's stands. The text of a kind without headings is one section.
 *
 * @param lost gets the sections of the earlier side that did not win
 */
export function mergeBodies(
  order: readonly Section[],
  { base, earlier, later }: { base: string; earlier: string; later: string },
  mergeText: MergeText,
  lost: Lost[],
): string {
  if (earlier === later || base === earlier) return later;
  if (base === later) return earlier;
  if (order.length === 0) {
    const [b, e, l] = [base, earlier, later].map((text) => text.replace(/\n$/, ''));
    const text = mergeSection(null, b, e, l, mergeText, lost);
    return text === '' ? '' : `${text}\n`;
  }
  const [was, one, two] = [base, earlier, later].map(byTitle);
  const merged: Part[] = [];
  for (const key of new Set([...two!.keys(), ...one!.keys()])) {
    const { title } = (two!.get(key) ?? one!.get(key))!;
    const [b, e, l] = [was, one, two].map((parts) => parts!.get(key)?.text);
    const text = mergeSection(title, b, e, l, mergeText, lost);
    if (text === undefined) continue;
    if (two!.has(key)) merged.push({ title, text });
    else place(order, merged, { title, text });
  }
  return `${bodyOf(merged)}\n`;
}

function mergeSection(
  title: string | null,
  base: string | undefined,
  earlier: string | undefined,
  later: string | undefined,
  mergeText: MergeText,
  lost: Lost[],
): string | undefined {
  if (earlier === later || base === earlier) return later;
  if (base === later) return earlier;
  if (earlier !== undefined && later !== undefined) {
    const both = mergeText(base ?? '', earlier, later, title === MERGED);
    if (both !== null) return both;
  }
  lost.push({ name: title === null ? 'the text' : `## ${title}`, value: earlier });
  return later;
}
