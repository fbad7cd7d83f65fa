import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { isMissing, onDisk } from '../disk-error.ts';
import { MAX_LINE, parseObject, textOfLine } from './raw-lines.ts';

const NEWLINE = 10;
/** What is looked for stands near the end, as a rule; then larger steps cost less. */
const [FIRST_STEP, STEP] = [65_536, 1 << 20];

/** The lines of some bytes in which a text stands, last first. */
function* linesWith(bytes: Buffer, text: Buffer): Generator<Buffer> {
  for (let at = bytes.lastIndexOf(text); at !== -1; ) {
    const start = at === 0 ? 0 : bytes.lastIndexOf(NEWLINE, at - 1) + 1;
    const newline = bytes.indexOf(NEWLINE, at);
    yield bytes.subarray(start, newline === -1 ? bytes.length : newline);
    at = start === 0 ? -1 : bytes.lastIndexOf(text, start - 1);
  }
}

/** The same for an open file, from its end, a piece at a time. */
function* searchBack(fd: number, text: Buffer): Generator<Buffer> {
  // The part of a line whose start lies further ahead; null while a line above 8 MiB is passed over.
  let rest: Buffer | null = Buffer.alloc(0);
  let step = FIRST_STEP;
  for (let end = fstatSync(fd).size; end > 0; step = STEP) {
    const from = Math.max(0, end - step);
    const piece = Buffer.allocUnsafe(end - from);
    readSync(fd, piece, 0, piece.length, from);
    end = from;
    // What stands before the first newline is whole only at the start of the file.
    const first = from === 0 ? -1 : piece.indexOf(NEWLINE);
    const isInside: boolean = from > 0 && first === -1;
    if (isInside) {
      if (rest !== null) rest = rest.length + piece.length > MAX_LINE ? null : Buffer.concat([piece, rest]);
      continue;
    }
    const known: Buffer =
      rest === null ? piece.subarray(0, piece.lastIndexOf(NEWLINE) + 1) : Buffer.concat([piece, rest]);
    yield* linesWith(known.subarray(first + 1), text);
    rest = Buffer.from(known.subarray(0, Math.max(0, first)));
  }
}

function openThere(file: string): number | null {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/**
 * The parsed lines of a log's files in which a text stands as it is, the last lines of the last file first: much cheaper
 * than parsing all, and whoever has enough stops. Lines that are no JSON object or above 8 MiB are left out.
 *
 * @param text ASCII, such as an id
 */
export function* findLines(files: readonly string[], text: string): Generator<Record<string, unknown>> {
  const needle = Buffer.from(text);
  for (const file of files.toReversed()) {
    const fd = onDisk('read', file, () => openThere(file));
    if (fd === null) continue;
    try {
      for (const line of searchBack(fd, needle)) {
        const value = line.length > MAX_LINE ? null : parseObject(textOfLine(line));
        if (value) yield value;
      }
    } finally {
      closeSync(fd);
    }
  }
}
