import {
  closeSync,
  constants,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NO_FOLLOW } from './no-follow.ts';

const THERE = constants.O_WRONLY | NO_FOLLOW;
const ANEW = THERE | constants.O_CREAT | constants.O_TRUNC;

/** Runs `work`, and once more after making the folder where that was missing. */
function inFolder(folder: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(folder, { recursive: true });
    work();
  }
}

/**
 * Replaces a file of `.kaizen/local` that can be made anew: readers see the old or the new one, but nothing waits for
 * the disk, which a hook at every turn could not afford. After a power cut it may be empty.
 */
export function placeFile(path: string, text: string, unique: number): void {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${unique}.tmp`);
  // Node takes a number; its types do not say so.
  inFolder(folder, () => writeFileSync(temporary, text, { flag: ANEW as unknown as string }));
  renameSync(temporary, path);
}

/** Writes bytes at a place of a file and cuts off what follows. Not fsynced. */
export function writeAt(path: string, at: number, text: string): void {
  inFolder(dirname(path), () => {
    const fd = openSync(path, at === 0 ? ANEW : THERE);
    try {
      ftruncateSync(fd, at);
      writeSync(fd, text, at, 'latin1');
    } finally {
      closeSync(fd);
    }
  });
}

/** A file of single-byte characters; null if it is missing. */
export function readLatin1(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return null;
  }
}
