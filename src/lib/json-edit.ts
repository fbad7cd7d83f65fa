import { type JsonNode, pastComments } from './json-tree.ts';

/** How a text is laid out: its line end and one step of indentation. */
export interface Layout {
  newline: string;
  indent: string;
}

type Container = Extract<JsonNode, { kind: 'object' | 'array' }>;

/** Line end and indentation as the text has them; two blanks where it shows none. */
export const layoutOf = (text: string): Layout => ({
  newline: text.includes('\r\n') ? '\r\n' : '\n',
  indent: /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ',
});

/** `value` as JSON in this layout, its lines after the first moved in by `depth` steps. */
export const layOut = (value: unknown, { newline, indent }: Layout, depth: number): string =>
  JSON.stringify(value, null, indent).replaceAll('\n', newline + indent.repeat(depth));

const hasNewline = (text: string): boolean => text.includes('\n');

/**
 * Puts `piece` behind the last item and its comments. `removeItem` undoes it to the byte: into an empty container that was
 * there before, the piece goes without its own line where the container spans lines and else without a line for the closing
 * bracket, so that `madeHere` can tell such a container from one that was written whole.
 */
export function insertItem(text: string, into: Container, piece: string, layout: Layout, depth: number): string {
  const line = layout.newline + layout.indent.repeat(depth);
  const last = into.items.at(-1);
  const before = last ? (last.comma ?? last.end) : into.start + 1;
  const at = pastComments(text, before);
  const [head, tail] = [text.slice(before, at), text.slice(at)];
  if (!last) {
    const lead = head === '' && hasNewline(text.slice(at, into.end - 1)) ? '' : line;
    return text.slice(0, at) + lead + piece + tail;
  }
  const start = text.slice(0, before);
  return last.comma === null ? `${start},${head}${line}${piece}${tail}` : `${start}${head}${line}${piece},${tail}`;
}

/** Takes item `index` out, with the white space before it and one comma. */
export function removeItem(text: string, from: Container, index: number): string {
  const [item, before] = [from.items[index]!, from.items[index - 1]];
  let start = item.start;
  while (/\s/.test(text[start - 1]!)) start--;
  const rest = text.slice(item.comma ?? item.end);
  const comma = before?.comma;
  if (item.comma !== null || comma === undefined || comma === null) return text.slice(0, start) + rest;
  return text.slice(0, comma - 1) + text.slice(comma, start) + rest;
}

/** Whether a container with one item was written whole, brackets and all, by `layOut`. */
export function madeHere(text: string, container: Container): boolean {
  const only = container.items[0];
  if (container.items.length !== 1 || !only) return false;
  const [lead, tail] = [text.slice(container.start + 1, only.start), text.slice(only.end, container.end - 1)];
  return hasNewline(lead) && hasNewline(tail) && (lead + tail).trim() === '';
}
