import { readBytes, statFile } from '../files.ts';
import { headOf } from '../log/lines-of.ts';
import { applyWal } from './wal.ts';

/** A database is read as a copy in memory, up to this size with its log. */
export const MAX_DATABASE = 512 * 1024 * 1024;

/**
 * One consistent state of another program's SQLite database, with what its write-ahead log committed. Reads bytes only:
 * no lock, no `-shm`, nothing is made or changed beside it, and the program may go on writing. While the log keeps its
 * salts, it holds every page that a checkpoint moves into the database meanwhile, so the two read one after the other
 * agree; where it was started anew, they are read again.
 *
 * @returns the bytes, ready for a reader that knows no log; or why there are none
 */
export function databaseBytes(path: string): Buffer | { unread: string } {
  for (let left = 3; ; left--) {
    const before = stateOf(path);
    const read = readBoth(path);
    if (left > 0 && stateOf(path) !== before) continue;
    if (read instanceof Buffer && read.length >= 20) read.fill(1, 18, 20); // The header says: no write-ahead log.
    return read;
  }
}

function readBoth(path: string): Buffer | { unread: string } {
  const tooLarge = { unread: `above ${MAX_DATABASE / 1024 / 1024} MB` };
  try {
    const [size, logged] = [statFile(path)?.size, statFile(`${path}-wal`)?.size ?? 0];
    if (size === undefined) return { unread: 'missing' };
    if (size + logged > MAX_DATABASE) return tooLarge;
    const database = readBytes(path, MAX_DATABASE);
    if (!database) return { unread: 'missing' };
    return applyWal(database, readBytes(`${path}-wal`, MAX_DATABASE) ?? Buffer.alloc(0), MAX_DATABASE) ?? tooLarge;
  } catch {
    return { unread: 'not readable' };
  }
}

/** The log's header with its salts; without a log the database's own change. */
function stateOf(path: string): string {
  const log = headOf(`${path}-wal`, 32);
  if (log !== '') return log;
  try {
    const stat = statFile(path);
    return `${stat?.size} ${stat?.mtimeMs} ${stat?.ino}`;
  } catch {
    return '';
  }
}
