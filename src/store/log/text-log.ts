import { closeSync, constants, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { NO_FOLLOW } from '../no-follow.ts';

const MAX_BYTES = 1024 * 1024;

/** Appends to a log for people; above 1 MiB the old part moves to `<file>.1`. */
export function addLogText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  try {
    if (statSync(path).size > MAX_BYTES) renameSync(path, `${path}.1`);
  } catch {
    // Not there yet.
  }
  const fd = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | NO_FOLLOW);
  try {
    writeSync(fd, text);
  } finally {
    closeSync(fd);
  }
}
