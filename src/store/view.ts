import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/** Writes numbers in place (`w`) or after those that are there (`a`). Not atomic: whoever reads them checks a key. */
export function writeNumbers(path: string, numbers: Float64Array, flag: 'w' | 'a' = 'w'): void {
  onDisk('written', path, () => {
    const write = (): void =>
      writeFileSync(path, new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength), { flag });
    try {
      write();
    } catch (error) {
      if (!isMissing(error)) throw error;
      mkdirSync(dirname(path), { recursive: true });
      write();
    }
  });
}
