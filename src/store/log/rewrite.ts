import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { onDisk } from '../disk-error.ts';
import { replaceFile } from '../files.ts';
import { writeAll } from '../write-new.ts';
import { isWhole, readRawLines, type Span, textOfLine } from './raw-lines.ts';

const BLOCK = 1024 * 1024;
const NEWLINE = Buffer.from('\n');

/** What becomes of a line: its bytes, others in their place, or null: it goes. */
type Keep = (line: Buffer) => Buffer | null;

/** Gathers bytes into blocks; what it is given may change afterwards. `path` is for the message of a full disk. */
function blockWriter(fd: number, path: string): { put: (bytes: Uint8Array) => void; flush: () => void } {
  const block = Buffer.allocUnsafe(BLOCK);
  let used = 0;
  const send = (bytes: Uint8Array): void => onDisk('written', path, () => writeAll(fd, bytes));
  const flush = (): void => {
    send(block.subarray(0, used));
    used = 0;
  };
  const put = (bytes: Uint8Array): void => {
    if (used + bytes.length > BLOCK) flush();
    if (bytes.length > BLOCK) send(bytes);
    else {
      block.set(bytes, used);
      used += bytes.length;
    }
  };
  return { put, flush };
}

/** Hands on a part of a file that is too large for the memory. */
function copySpan(file: string, { from, to }: Span, put: (bytes: Uint8Array) => void): void {
  const part = Buffer.allocUnsafe(Math.min(BLOCK, to - from));
  const fd = openSync(file, 'r');
  try {
    for (let at = from; at < to; ) {
      const got = readSync(fd, part, 0, Math.min(part.length, to - at), at);
      if (got === 0) break;
      put(part.subarray(0, got));
      at += got;
    }
  } finally {
    closeSync(fd);
  }
}

/** A last line that no writer ended and no reader can read was never acknowledged. */
const isTorn = (line: Buffer | null, { ended }: Span): boolean =>
  !ended && line !== null && !isWhole(textOfLine(line).trim());

/**
 * Puts a log's file anew from the lines of some files, in order, streamed: a reader, and a crash at any instant, sees the
 * old file or the new one. Lines that stay are the same to the byte, bad ones and those above 8 MiB included; torn ends
 * go, an end without newline gets one. The caller holds the log's lock.
 *
 * @param once of lines with the same bytes only the first stays
 * @param last JSON texts that follow
 */
export function rewriteLog(
  target: string,
  files: readonly string[],
  { keep, once = false, last = [] }: { keep: Keep; once?: boolean; last?: readonly string[] },
  tmpFolder: string,
): void {
  const write = (fd: number): void => {
    const { put, flush } = blockWriter(fd, target);
    const seen = new Set<string>();
    const isNew = (line: Buffer): boolean => {
      const before = seen.size;
      seen.add(createHash('sha256').update(line).digest('base64').slice(0, 22));
      return seen.size > before;
    };
    for (const file of files) {
      readRawLines(file, (line, span) => {
        if (isTorn(line, span)) return;
        const kept = line === null ? null : keep(line);
        if (line === null) copySpan(file, span, put);
        else if (kept === null || (once && !isNew(kept))) return;
        else put(kept);
        put(NEWLINE);
      });
    }
    for (const text of last) put(Buffer.from(`${text}\n`));
    flush();
  };
  replaceFile(target, write, tmpFolder);
}
