import { closeSync, constants, openSync, readSync } from 'node:fs';
import { isMissing } from './disk-error.ts';
import { readText } from './files.ts';
import { refuseLink } from './inside.ts';
import { NO_FOLLOW } from './no-follow.ts';

let buffer: Buffer | undefined;

/** The text of a file that fits the buffer; null: it does not, is empty, or is no plain file. */
function readSmall(path: string): string | null {
  const fd = openSync(path, constants.O_RDONLY | NO_FOLLOW | constants.O_NONBLOCK);
  try {
    buffer ??= Buffer.allocUnsafe(64 * 1024);
    const size = readSync(fd, buffer, 0, buffer.length, 0);
    return size === 0 || size === buffer.length ? null : buffer.toString('utf8', 0, size);
  } finally {
    closeSync(fd);
  }
}

/**
 * A text file below the project that may be one of thousands: opened once, where looking for a link and a size first
 * would be most of the time.
 *
 * @param path absolute, below `root`
 * @returns null if it is missing
 * @throws KaError `outside-project` for a link that leaves the project, else as `readText`
 */
export function readInside(root: string, path: string): string | null {
  if (NO_FOLLOW !== 0) {
    try {
      const text = readSmall(path);
      if (text !== null) return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    } catch (error) {
      if (isMissing(error)) return null;
      // A link, a folder, a file that may not be read: the careful way says what is wrong with it.
    }
  }
  refuseLink(root, path);
  return readText(path);
}
