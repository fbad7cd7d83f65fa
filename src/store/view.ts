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
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isMissing, onDisk } from './disk-error.ts';

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
        writeFileSync(temporary, text);
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

function writeOver(path: string, bytes: Uint8Array): void {
  const fd = openSync(path, constants.O_WRONLY | constants.O_CREAT, 0o666);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at, at);
    if (fstatSync(fd).size > bytes.length) ftruncateSync(fd, bytes.length);
  } finally {
    closeSync(fd);
  }
}

/**
 * Writes over a file of `.kaizen/local` in its place. Not atomic: whoever reads it checks a key that is written last. A file
 * that is emptied or replaced is written out by ext4 then and there, which takes fifty times as long.
 */
export function overwrite(path: string, content: Float64Array | string): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : bytesOf(content);
  onDisk('written', path, () => {
    try {
      writeOver(path, bytes);
    } catch (error) {
      if (!isMissing(error)) throw error;
      mkdirSync(dirname(path), { recursive: true });
      writeOver(path, bytes);
    }
  });
}

/** Writes numbers after those that are there. */
export function addNumbers(path: string, numbers: Float64Array): void {
  onDisk('written', path, () => writeFileSync(path, bytesOf(numbers), { flag: 'a' }));
}
