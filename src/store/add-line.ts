import { closeSync, constants, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

// A link in its place may have come with a clone.
const FLAGS = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

/**
 * Appends to a file of `.kaizen/local` that may lose its last lines in a power cut: one write, no lock, no fsync.
 *
 * @throws the system's error
 */
export function addLine(path: string, line: string): void {
  const fd = openAgain(path);
  try {
    writeSync(fd, line);
  } finally {
    closeSync(fd);
  }
}

function openAgain(path: string): number {
  try {
    return openSync(path, FLAGS, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, FLAGS, 0o600);
  }
}
