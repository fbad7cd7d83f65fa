import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isMissing, onDisk } from '../disk-error.ts';
import { isMarker } from './markers.ts';

const CHUNK = 1024 * 1024;
const NEWLINE = 10;
/** A line above this is skipped by readers and counted. */
export const MAX_LINE = 8 * 1024 * 1024;

/** Where a line stands in its file; `to` is behind its last byte, the newline not counted. */
export interface Span {
  from: number;
  to: number;
  /** A newline follows. */
  ended: boolean;
}

/** Hands on each line of an open file in order, as bytes without newline, valid until the next; null above 8 MiB. */
function eachLine(fd: number, onLine: (line: Buffer | null, span: Span) => void): void {
  const chunk = Buffer.allocUnsafe(CHUNK);
  let pending: Buffer[] = [];
  let [size, done] = [0, 0];
  const take = (part: Buffer): void => {
    size += part.length;
    if (size > MAX_LINE) pending = [];
    else pending.push(part);
  };
  const finish = (ended: boolean): void => {
    const span = { from: done, to: done + size, ended };
    if (size > MAX_LINE) onLine(null, span);
    else onLine(pending.length === 1 ? pending[0]! : Buffer.concat(pending), span);
    done += size + 1;
    [pending, size] = [[], 0];
  };
  for (;;) {
    const got = readSync(fd, chunk, 0, CHUNK, null);
    if (got === 0) break;
    const filled = chunk.subarray(0, got);
    let from = 0;
    for (let at = filled.indexOf(NEWLINE); at !== -1; at = filled.indexOf(NEWLINE, from)) {
      take(filled.subarray(from, at));
      finish(true);
      from = at + 1;
    }
    if (from === got) continue;
    // The rest is copied, since the chunk is filled anew; not where the line is too long to be handed on.
    const rest = filled.subarray(from);
    take(size + rest.length > MAX_LINE ? rest : Buffer.from(rest));
  }
  if (size > 0) finish(false);
}

/** Streams the lines of a file as they stand there, at any size; a missing file and what is no file have none. */
export function readRawLines(file: string, onLine: (line: Buffer | null, span: Span) => void): void {
  onDisk('read', file, () => {
    let fd: number;
    try {
      fd = openSync(file, 'r');
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
    try {
      if (fstatSync(fd).isFile()) eachLine(fd, onLine);
    } finally {
      closeSync(fd);
    }
  });
}

/** The text of a line, without a byte order mark and a carriage return. */
export function textOfLine(line: Buffer): string {
  const text = line.toString('utf8');
  return text.slice(text.startsWith('\uFEFF') ? 1 : 0, text.endsWith('\r') ? -1 : text.length);
}

/** The object that a line holds; null: it holds none. */
export function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Was a last line without newline written whole? An editor or a merge may have taken its newline; else it is torn. */
export function isWhole(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return isMarker(text);
  }
}
