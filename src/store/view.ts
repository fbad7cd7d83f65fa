import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode, isMissing, onDisk } from './disk-error.ts';
import { NO_FOLLOW } from './no-follow.ts';
import { writeAll } from './write-new.ts';

/** Opened for writing, made if need be: emptied first, behind what is there, or over it. */
const OVER = constants.O_WRONLY | constants.O_CREAT | NO_FOLLOW;
const [ANEW, BEHIND] = [OVER | constants.O_TRUNC, OVER | constants.O_APPEND];

function openInPlace(path: string, flags: number): number {
  try {
    return openSync(path, flags, 0o666);
  } catch (error) {
    if (errorCode(error) !== 'ELOOP') throw error;
    rmSync(path);
    return openSync(path, flags, 0o666);
  }
}

/** Writes bytes into a file; a link in its place goes. By hand: `writeFileSync` costs a hot command ten times as much when cold. */
function write(path: string, flags: number, bytes: Uint8Array): void {
  const fd = openInPlace(path, flags);
  try {
    writeAll(fd, bytes);
    if (flags === OVER && fstatSync(fd).size > bytes.length) ftruncateSync(fd, bytes.length);
  } finally {
    closeSync(fd);
  }
}

/**
 * Replaces a view atomically but without fsync: it is rebuilt if a power cut takes it, which the boot id in the key of
 * its state tells. A killed process leaves the old file or the new one.
 *
 * @param tmpFolder `.kaizen/local/tmp`
 */
export function replaceView(path: string, text: string, tmpFolder: string): void {
  const temporary = join(tmpFolder, `view.${process.pid}.tmp`);
  onDisk('written', path, () => {
    const move = (): void => {
      try {
        write(temporary, ANEW, Buffer.from(text));
        renameSync(temporary, path);
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      }
    };
    try {
      move();
    } catch (error) {
      if (!isMissing(error)) throw error;
      for (const folder of [tmpFolder, dirname(path)]) mkdirSync(folder, { recursive: true });
      move();
    }
  });
}

/** Numbers as they lie on the disk; null if there are none or not a whole number of them. */
export function readNumbers(path: string): Float64Array | null {
  try {
    const bytes = readFileSync(path);
    if (bytes.length % 8 !== 0) return null;
    return bytes.byteOffset % 8 === 0
      ? new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)
      : new Float64Array(Uint8Array.from(bytes).buffer);
  } catch {
    return null;
  }
}

const bytesOf = (numbers: Float64Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

/**
 * Writes over a file of `.kaizen/local` in its place. Not atomic: whoever reads it checks a key that is written last. A file
 * that is emptied or replaced is written out by ext4 then and there, which takes fifty times as long.
 */
export function overwrite(path: string, content: Float64Array | string): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : bytesOf(content);
  onDisk('written', path, () => {
    try {
      write(path, OVER, bytes);
    } catch (error) {
      if (!isMissing(error)) throw error;
      mkdirSync(dirname(path), { recursive: true });
      write(path, OVER, bytes);
    }
  });
}

/** Writes numbers after those that are there. */
export function addNumbers(path: string, numbers: Float64Array): void {
  onDisk('written', path, () => write(path, BEHIND, bytesOf(numbers)));
}
