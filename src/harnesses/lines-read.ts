import type { FileAccess } from './session-event.ts';
import { type Fields, listOf } from './values.ts';

const lineOf = (value: unknown): number | null =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;

/** The end of a file, however long it is. */
export const LAST_LINE = 1e9;

type Lines = Pick<FileAccess, 'lines'>;

const between = (from: number | null, to: number | null): Lines =>
  from === null && to === null ? {} : { lines: [from ?? 0, to ?? LAST_LINE] };

/**
 * The part of a file that a read asks for, as tools put it: `offset` with `limit`, `view_range`, first and last line. Nothing
 * for the whole file. Whether counting begins at 0 or 1 makes no difference here.
 */
export function linesRead(input: Fields): Lines {
  const range = listOf(input.view_range ?? input.viewRange);
  if (range.length === 2) {
    const to = lineOf(range[1]);
    return between(lineOf(range[0]), to);
  }
  const first = input.start_line ?? input.startLine ?? input.start_line_one_indexed;
  const last = input.end_line ?? input.endLine ?? input.end_line_one_indexed_inclusive;
  if (lineOf(first) !== null || lineOf(last) !== null) return between(lineOf(first), lineOf(last));
  const [offset, limit] = [lineOf(input.offset), lineOf(input.limit)];
  return between(offset, limit === null ? null : (offset ?? 0) + limit);
}

/** The same of a shell line that prints a part of a file: `sed -n '1,260p' a.ts`, `head -n 40 a.ts`. */
export function linesPrinted(command: string): Lines {
  const part = /\bsed -n ['"]?(\d{1,9}),(\d{1,9})p/.exec(command);
  if (part) return between(Number(part[1]), Number(part[2]));
  const head = /\bhead (?:-n ?|-)(\d{1,9})\b/.exec(command);
  return head ? between(0, Number(head[1])) : {};
}
