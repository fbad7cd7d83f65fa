import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** A line above this is skipped and counted. */
const MAX_LINE = 8 * 1024 * 1024;
/** Above this a decoded string is no longer taken from the young generation, but mapped anew: slower by a third. */
const CHUNK = 64 * 1024;
const GUARD = 256;

/** Where a reading stopped: which file, after which byte, and what stood before that byte. */
export interface Place {
  ino: number;
  /** After the last line that was taken. */
  offset: number;
  /** Hash of the up to 256 bytes before `offset`: a file that was rewritten is read afresh. */
  guard: number;
}

export interface LinesRead extends Place {
  long_lines: number;
}

/** FNV-1a over bytes as a 32-bit number: tells files apart, protects nothing. */
function fnv(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}

function guardBefore(fd: number, offset: number): number {
  const bytes = Buffer.allocUnsafe(Math.min(GUARD, offset));
  const size = readSync(fd, bytes, 0, bytes.length, offset - bytes.length);
  return fnv(bytes.subarray(0, size));
}

const isWhole = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * Streams the lines of a growing JSON Lines file, each decoded as latin1 (a third cheaper than UTF-8; `utf8()` restores
 * what is kept). A last line without a newline waits for the next reading, unless it is JSON already.
 *
 * @param from where the last reading stopped, or null for all of it
 * @param onStart called once, before any line: true if the reading goes on from `from`
 * @throws the system's error if the file cannot be read
 */
export function readTranscriptLines(
  path: string,
  from: Place | null,
  onStart: (resumed: boolean) => void,
  onLine: (text: string, offset: number) => void,
): LinesRead {
  const fd = openSync(path, 'r');
  try {
    const { ino, size } = fstatSync(fd);
    const resumed =
      from !== null && from.ino === ino && from.offset <= size && from.guard === guardBefore(fd, from.offset);
    onStart(resumed);
    let done = resumed ? from.offset : 0;
    let [at, carry, long_lines, skipping] = [done, '', 0, false];
    const chunk = Buffer.allocUnsafe(Math.max(1, Math.min(CHUNK, size - at)));
    while (at < size) {
      const got = readSync(fd, chunk, 0, Math.min(chunk.length, size - at), at);
      if (got === 0) break;
      const text = chunk.toString('latin1', 0, got);
      let start = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
        if (skipping) long_lines++;
        else if (carry.length + end - start > MAX_LINE) long_lines++;
        else onLine(carry === '' ? text.slice(start, end) : carry + text.slice(start, end), done);
        [carry, skipping] = ['', false];
        start = end + 1;
        done = at + start;
      }
      at += got;
      if (!skipping) carry = start === 0 ? carry + text : text.slice(start);
      if (carry.length > MAX_LINE) [carry, skipping] = ['', true];
    }
    if (carry !== '' && isWhole(carry)) {
      onLine(carry, done);
      done = at;
    }
    return { ino, offset: done, guard: guardBefore(fd, done), long_lines };
  } finally {
    closeSync(fd);
  }
}

/** The text that a latin1-decoded string stands for. */
export function utf8(text: string): string {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 127) return Buffer.from(text, 'latin1').toString();
  return text;
}
