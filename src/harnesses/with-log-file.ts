import { statFile } from '../store/files.ts';

/** A database and, where it stands there, its write-ahead log: the files that change when a session goes on. */
export function withLogFile(database: string): string[] {
  const log = `${database}-wal`;
  try {
    return statFile(log)?.isFile ? [database, log] : [database];
  } catch {
    return [database];
  }
}
