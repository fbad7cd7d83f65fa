import { mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isMissing, onDisk } from './disk-error.ts';

/** Moves a file into a folder of the same disk, which is made. That another process moved it first is fine. */
export function moveFile(path: string, folder: string): void {
  onDisk('written', path, () => {
    mkdirSync(folder, { recursive: true });
    try {
      renameSync(path, join(folder, basename(path)));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  });
}
