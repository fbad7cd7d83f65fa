import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { KaError } from '../lib/errors.ts';
import { onDisk } from './disk-error.ts';

/** A file's content in two numbers. */
export interface FileHash {
  /** Hex. */
  sha256: string;
  bytes: number;
}

/** The hash of a file of any size; null if it is missing. @throws KaError `bad-path` for what is no regular file */
export function hashFile(path: string): FileHash | null {
  return onDisk('read', path, () => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return null;
    // A pipe would keep its reader waiting.
    if (!stat.isFile()) throw new KaError('bad-path', `${path} is no file.`);
    const fd = openSync(path, 'r');
    try {
      const hash = createHash('sha256');
      const piece = Buffer.allocUnsafe(1 << 20);
      let bytes = 0;
      for (let read = readSync(fd, piece); read > 0; read = readSync(fd, piece)) {
        hash.update(piece.subarray(0, read));
        bytes += read;
      }
      return { sha256: hash.digest('hex'), bytes };
    } finally {
      closeSync(fd);
    }
  });
}
