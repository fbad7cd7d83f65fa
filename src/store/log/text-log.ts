import { closeSync, constants, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const MAX_BYTES = 1024 * 1024;

/** Appends to a log for people; above 1 MiB the old part moves to `<file>.1`. */
export function addLogText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  try {
    if (statSync(path).size > MAX_BYTES) renameSync(path, `${path}.1`);
  } catch {
    // Not there yet.
  }
  // A link in its place may have come with a clone.
  const flag = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);
  const fd = openSync(path, flag);
  try {
    writeSync(fd, text);
  } finally {
    closeSync(fd);
  }
}
