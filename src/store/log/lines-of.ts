import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A line above this is skipped and counted. */
const MAX_LINE = 8 * 1024 * 1024;
const CHUNK = 1024 * 1024;

/**
 * The lines of a file, streamed, without their ends; null for one above 8 MiB. A file that is missing or cannot be read has
 * none; of one that grows meanwhile what was there at the start is given, so that two readings of the same bytes agree.
 * A last line without an end is given too: whether it is whole, its JSON tells.
 *
 * @param from the byte at which a line begins; `to` the one before which to stop
 */
export const linesOf = (path: string, from = 0, to = Number.POSITIVE_INFINITY): Generator<string | null> =>
  linesIn(chunksOf(path, from, to));

/** The lines in bytes that come in chunks, likewise. */
export function* linesIn(chunks: Iterable<Buffer>): Generator<string | null> {
  let [carry, skipping] = ['', false];
  for (const chunk of chunks) {
    // latin1 is a plain copy, and cuts no character in two; only lines that need it are decoded again.
    const text = chunk.toString('latin1');
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      const line = carry === '' ? text.slice(start, end) : carry + text.slice(start, end);
      yield skipping || line.length > MAX_LINE ? null : decodeLine(line);
      [carry, skipping] = ['', false];
      start = end + 1;
    }
    if (!skipping) carry = start === 0 ? carry + text : text.slice(start);
    if (carry.length > MAX_LINE) [carry, skipping] = ['', true];
  }
  if (skipping) yield null;
  else if (carry !== '') yield decodeLine(carry);
}

/** The bytes of a file as it is at the start, in chunks of at most so many, each until the next is asked for. */
export function* chunksOf(path: string, from = 0, to = Number.POSITIVE_INFINITY, most = CHUNK): Generator<Buffer> {
  const fd = openForReading(path);
  if (fd === null) return;
  try {
    const size = Math.min(to, fstatSync(fd).size);
    const chunk = Buffer.allocUnsafe(Math.max(1, Math.min(most, size - from)));
    for (let at = from; at < size; ) {
      const got = readSync(fd, chunk, 0, Math.min(chunk.length, size - at), at);
      if (got === 0) return;
      at += got;
      yield chunk.subarray(0, got);
    }
  } finally {
    closeSync(fd);
  }
}

/** Whether a file's last line has its end: else it may still be written. A file that cannot be read has no such line. */
export function endsInLine(path: string): boolean {
  const fd = openForReading(path);
  if (fd === null) return false;
  try {
    const { size } = fstatSync(fd);
    const last = Buffer.alloc(1);
    return size > 0 && readSync(fd, last, 0, 1, size - 1) === 1 && last[0] === 10;
  } catch {
    return false;
  } finally {
    closeSync(fd);
  }
}

/** The first bytes of a file, as latin1; empty where it is missing or cannot be read. */
export function headOf(path: string, bytes = 4096): string {
  const fd = openForReading(path);
  if (fd === null) return '';
  try {
    const chunk = Buffer.allocUnsafe(bytes);
    return chunk.toString('latin1', 0, readSync(fd, chunk, 0, bytes, 0));
  } catch {
    return '';
  } finally {
    closeSync(fd);
  }
}

/** Null for a file that is missing or cannot be read. */
export function openForReading(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch {
    return null;
  }
}

/** A line that was read as latin1, without its carriage return. */
export const decodeLine = (line: string): string => {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return /[\x80-\xff]/.test(text) ? Buffer.from(text, 'latin1').toString() : text;
};
