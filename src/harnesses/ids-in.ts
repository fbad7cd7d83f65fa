import { statFile } from '../store/files.ts';
import { readDatabase, selectKnown } from './read-database.ts';
import { nameOf } from './values.ts';
import { withLogFile } from './with-log-file.ts';

let known: { key: string; ids: ReadonlySet<string> } | null = null;

/**
 * The session ids in a table of a database, kept until it changes: each file that an older version of the tool left beside it
 * asks for them. None where it cannot be read.
 */
export function idsIn(path: string, table: string): ReadonlySet<string> {
  const states = withLogFile(path).map((file) => `${file} ${statFile(file)?.size} ${statFile(file)?.mtimeMs}`);
  const key = [table, ...states].join();
  if (known?.key !== key) {
    const rows = [...readDatabase(path, {}, (database) => selectKnown(database, table, ['id']))];
    known = { key, ids: new Set(rows.flatMap(({ id }) => nameOf(id) ?? [])) };
  }
  return known.ids;
}
