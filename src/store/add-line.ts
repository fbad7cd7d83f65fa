import { constants, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { NO_FOLLOW } from './no-follow.ts';

const flag = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | NO_FOLLOW;

/**
 * Appends to a file of `.kaizen/local` that may lose its last lines in a power cut: no lock, no fsync.
 *
 * @returns whether its folder had to be made
 * @throws the system's error
 */
export function addLine(path: string, line: string): boolean {
  // Node takes a number; its types do not say so.
  const options = { flag: flag as unknown as string, mode: 0o600 };
  try {
    writeFileSync(path, line, options);
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, line, options);
    return true;
  }
}
