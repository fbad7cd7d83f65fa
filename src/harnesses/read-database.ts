import { type Database, openDatabase, type Row, type SqlValue } from '../store/sqlite/sqlite.ts';
import type { Tally } from './transcripts.ts';

/** What `read` makes of a tool's database, which is closed behind it. The tally says where it could not be read, or not to its end. */
export function* readDatabase<T>(
  path: string,
  tally: Pick<Tally, 'unread'>,
  read: (database: Database) => Iterable<T>,
): Generator<T> {
  const database = openDatabase(path);
  if ('unread' in database) {
    tally.unread = database.unread;
    return;
  }
  try {
    yield* read(database);
  } finally {
    if (database.damaged) tally.unread = 'damaged';
    database.close();
  }
}

/** Rows of a table with those of the columns that this version of the tool has; none without the table or its id. */
export function* selectKnown(
  database: Database,
  table: string,
  columns: readonly string[],
  which = '',
  parameters: SqlValue[] = [],
): Generator<Row> {
  const known = database.columns(table);
  if (!known.has('id')) return;
  const there = columns.filter((name) => known.has(name));
  yield* database.rows(`SELECT ${there.join(', ')} FROM ${table} ${which}`, parameters);
}
