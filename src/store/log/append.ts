import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { KaError } from '../../lib/errors.ts';
import { errorCode, onDisk } from '../disk-error.ts';
import { syncFolder } from '../files.ts';
import { NO_FOLLOW } from '../no-follow.ts';
import { isWhole, MAX_LINE } from './raw-lines.ts';

const NEWLINE = 10;
const STEP = 65_536;
/** How often a file may be replaced under us (by git) before we give up. */
const TRIES = 20;

/** Opens for appending; a link in the place of a log is refused. */
function openLog(file: string): number {
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | NO_FOLLOW;
  try {
    return openSync(file, flags, 0o666);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    mkdirSync(dirname(file), { recursive: true });
    return openSync(file, flags, 0o666);
  }
}

/** The bytes after the last newline; null if there are more than 8 MiB of them. */
function readTail(fd: number, size: number): Buffer | null {
  const parts: Buffer[] = [];
  for (let end = size; end > 0; ) {
    const start = Math.max(0, end - STEP);
    const part = Buffer.alloc(end - start);
    const got = readSync(fd, part, 0, part.length, start);
    const at = part.subarray(0, got).lastIndexOf(NEWLINE);
    parts.unshift(part.subarray(at + 1, got));
    if (at !== -1) break;
    if (size - start > MAX_LINE) return null;
    end = start;
  }
  return Buffer.concat(parts);
}

/**
 * Ends a last line that has no newline. One that parses is a record (an editor or a merge took its newline) and gets it
 * back; any other was never acknowledged and is cut off, lest the next line be glued to it. Returns the size then.
 */
function healTail(fd: number, size: number): number {
  if (size === 0) return 0;
  const last = new Uint8Array(1);
  readSync(fd, last, 0, 1, size - 1);
  if (last[0] === NEWLINE) return size;
  const tail = readTail(fd, size);
  if (tail === null || isWhole(tail.toString('utf8').trim())) return size + writeSync(fd, '\n');
  ftruncateSync(fd, size - tail.length);
  return size - tail.length;
}

/** One system call a line: what is in a file is then whole lines, but for the last one of a killed writer. */
function writeLines(fd: number, file: string, lines: readonly string[]): void {
  const { size } = fstatSync(fd);
  const start = healTail(fd, size);
  try {
    for (const line of lines) {
      const bytes = Buffer.from(`${line}\n`);
      if (writeSync(fd, bytes) !== bytes.length) throw new KaError('disk-full', `${file} took only part of a line.`);
    }
    fsyncSync(fd);
  } catch (error) {
    try {
      ftruncateSync(fd, start);
    } catch {
      // A device cannot be cut; a file's torn line is healed by the next writer.
    }
    throw error;
  }
  if (start === 0) syncFolder(dirname(file));
}

/** Whether the path still leads to the open file. */
function isSame(fd: number, file: string): boolean {
  const [open, now] = [fstatSync(fd), statSync(file, { throwIfNoEntry: false })];
  return now !== undefined && open.ino === now.ino && open.dev === now.dev;
}

/**
 * Appends lines durably: when it returns, they are on the disk at that path. If git put another file in place meanwhile,
 * they are appended to that one too; lines fold by id, so twice is once. The caller holds the log's lock.
 *
 * @param lines JSON texts without newline
 * @throws KaError `disk-full`, `no-permission`, `bad-path`; then none of the lines is there
 */
export function appendLines(file: string, lines: readonly string[]): void {
  if (lines.length === 0) return;
  onDisk('written', file, () => {
    for (let left = TRIES; left > 0; left--) {
      const fd = openLog(file);
      try {
        writeLines(fd, file, lines);
        if (isSame(fd, file)) return;
      } finally {
        closeSync(fd);
      }
    }
    throw new KaError('busy', `${file} is being replaced all the time.`);
  });
}
