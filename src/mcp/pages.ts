import { createHash } from 'node:crypto';
import { canonicalJson } from '../lib/canonical.ts';
import { KaError } from '../lib/errors.ts';

/** Bytes of one page. Agents pay for what they read: about 2,500 tokens. */
const PAGE = 8192;
/** A JSON page holds at least one item of its list, however long; no page is longer than this. */
const LONGEST = 65_536;
/** Answers that are kept for their next pages. */
const KEPT = 8;

/** A whole answer: text, or a JSON document. */
export type Answer = { kind: 'text'; text: string } | { kind: 'json'; data: Record<string, unknown> };

export interface Page {
  text: string;
  /** Null on the last page. */
  next: string | null;
}

type Cut = { text: string; end: number | null };

const bytes = (text: string): number => Buffer.byteLength(text);

/** Whole lines from `start`, as many as fit; a line that is too long by itself is cut between characters. */
function cutText(text: string, start: number): Cut {
  const rest = text.slice(start);
  if (bytes(rest) <= PAGE) return { text: rest, end: null };
  const all = Buffer.from(rest);
  let size = PAGE;
  // Not between the bytes of one character.
  while ((all[size]! & 0xc0) === 0x80) size--;
  const fits = all.subarray(0, size).toString('utf8');
  const line = fits.lastIndexOf('\n') + 1;
  const length = line > 0 ? line : fits.length;
  return { text: rest.slice(0, length), end: start + length };
}

/** The longest list at the top of a document: what its pages share out. */
function longestList(data: Readonly<Record<string, unknown>>): [string, unknown[]] | null {
  const lists = Object.entries(data).filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]));
  const sized = lists.map(([key, list]) => ({ key, list, size: bytes(JSON.stringify(list)) }));
  const longest = sized.sort((a, b) => b.size - a.size || (a.key < b.key ? -1 : 1))[0];
  return longest ? [longest.key, longest.list] : null;
}

/** The document with its longest list from item `start` on, as many as fit, at least one. */
function cutJson(data: Record<string, unknown>, start: number): Cut & { data: Record<string, unknown> } {
  const found = bytes(JSON.stringify(data)) > PAGE || start > 0 ? longestList(data) : null;
  if (!found) return { data, text: JSON.stringify(data), end: null };
  const [key, list] = found;
  let size = bytes(JSON.stringify({ ...data, [key]: [] }));
  let end = start;
  while (end < list.length) {
    size += bytes(JSON.stringify(list[end])) + 1;
    if (size > PAGE && end > start) break;
    end++;
  }
  const part = { ...data, [key]: list.slice(start, end) };
  return { data: part, text: JSON.stringify(part), end: end < list.length ? end : null };
}

const hashOf = (asked: string, answer: Answer): string =>
  createHash('sha256')
    .update(`${asked}\n${canonicalJson(answer)}`)
    .digest('hex')
    .slice(0, 16);

/**
 * Hands answers out in pages. A cursor names the answer and the place in it, so that pages of one answer fit together
 * although sessions go on meanwhile; the same answer gets the same cursors in every process.
 */
export function makePages() {
  const kept = new Map<string, { asked: string; answer: Answer }>();

  const read = (cursor: string): { hash: string; start: number } => {
    const [, hash, start] = /^([0-9a-f]{16})\.(\d{1,9})$/.exec(cursor) ?? [];
    if (hash === undefined) throw new KaError('bad-cursor', `"${cursor.slice(0, 60)}" is no cursor.`);
    return { hash, start: Number(start) };
  };

  /**
   * The page that a cursor asks for, the first without one.
   *
   * @param answer makes the answer, where it is not kept
   * @throws KaError `bad-cursor`; `stale-cursor` where the answer is not what it was; `answer-too-large`
   */
  return async (
    tool: string,
    input: unknown,
    cursor: string | null,
    answer: () => Promise<Answer>,
  ): Promise<Page & { data: Record<string, unknown> | null }> => {
    const asked = canonicalJson([tool, input]);
    const place = cursor === null ? null : read(cursor);
    const old = place === null ? undefined : kept.get(place.hash);
    const isKept = old?.asked === asked;
    const whole = isKept ? old.answer : await answer();
    const hash = isKept ? place!.hash : hashOf(asked, whole);
    if (place !== null && place.hash !== hash) {
      throw new KaError('stale-cursor', `${tool} answers otherwise by now: ask again without a cursor.`);
    }
    const start = place?.start ?? 0;
    const cut = whole.kind === 'text' ? cutText(whole.text, start) : cutJson(whole.data, start);
    if (bytes(cut.text) > LONGEST) {
      const size = `${Math.ceil(bytes(cut.text) / 1024)} KB`;
      throw new KaError('answer-too-large', `${tool}: one page would hold ${size}. Ask for less, or without json.`);
    }
    kept.delete(hash);
    if (cut.end !== null) kept.set(hash, { asked, answer: whole });
    if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
    const next = cut.end === null ? null : `${hash}.${cut.end}`;
    return { text: cut.text, next, data: 'data' in cut ? (cut.data as Record<string, unknown>) : null };
  };
}
