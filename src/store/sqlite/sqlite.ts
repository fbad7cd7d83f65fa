import type { Database as Engine, SqlJsStatic } from 'sql.js/dist/sql-wasm-inline.js';
import { databaseBytes } from './bytes.ts';

export type SqlValue = number | string | Uint8Array | null;
export type Row = Record<string, SqlValue>;

/** Another program's SQLite database, as it stood when it was opened. */
export interface Database {
  /** Columns of a real table (no view, no virtual table: those could run anything); none where it is missing. */
  columns(table: string): ReadonlySet<string>;
  /** Rows one at a time. What is damaged ends them early and sets `damaged`. */
  rows(sql: string, parameters?: SqlValue[]): Generator<Row>;
  damaged: boolean;
  close(): void;
}

let sqlite: SqlJsStatic | null = null;

/**
 * Loads SQLite (WebAssembly: no native build, the same on every Node; 20 ms once). Awaited before `openDatabase`, which
 * else reads nothing; again for each source, for a damaged file may have taken the engine with it.
 */
export async function prepareSqlite(): Promise<void> {
  sqlite ??= await (await import('sql.js/dist/sql-wasm-inline.js')).default();
}

/**
 * Opens a copy of a database in memory; nothing beside the file is made or changed. Close it.
 *
 * @returns the database, or why it is unread: missing, not readable, above 512 MB, damaged, no database
 */
export function openDatabase(path: string): Database | { unread: string } {
  if (!sqlite) return { unread: 'SQLite is not loaded' };
  const bytes = databaseBytes(path);
  if ('unread' in bytes) return bytes;
  if (bytes.toString('latin1', 0, 16) !== 'SQLite format 3\0') return { unread: 'no SQLite database' };
  try {
    const database = reader(new sqlite.Database(bytes));
    // One transaction: else each statement asks for other programs' traces again, which a copy has not.
    for (const sql of ['PRAGMA cache_size = -8192', 'BEGIN']) for (const _ of database.rows(sql));
    for (const _ of database.rows('SELECT count(*) FROM sqlite_master')) return database;
    database.close();
  } catch (error) {
    dropIfDead(error);
  }
  return { unread: 'damaged' };
}

interface Prepared {
  statement: ReturnType<Engine['prepare']>;
  names: string[];
}

function reader(engine: Engine): Database {
  const columns = new Map<string, Set<string>>();
  const prepared = new Map<string, Prepared>();
  const database: Database = { columns: columnsOf, rows, damaged: false, close };

  function* rows(sql: string, parameters: SqlValue[] = []): Generator<Row> {
    // To prepare costs more than to run, and one statement runs for each message.
    const kept = prepared.get(sql);
    prepared.delete(sql);
    let asked = kept;
    try {
      if (asked) asked.statement.bind(parameters);
      else {
        const statement = engine.prepare(sql, parameters);
        asked = { statement, names: statement.getColumnNames() };
      }
      const { statement, names } = asked;
      while (statement.step()) {
        const values = statement.get();
        const row: Row = {};
        for (let at = 0; at < names.length; at++) row[names[at]!] = values[at]!;
        yield row;
      }
    } catch (error) {
      dropIfDead(error);
      database.damaged = true;
      asked = undefined;
    } finally {
      if (asked) keep(sql, asked);
    }
  }

  /** Lets go of a statement's rows, and keeps it for the next time. */
  function keep(sql: string, asked: Prepared): void {
    try {
      asked.statement.reset();
      prepared.set(sql, asked);
    } catch (error) {
      dropIfDead(error);
    }
  }

  function columnsOf(table: string): Set<string> {
    const known = columns.get(table);
    if (known) return known;
    const real = [...rows("SELECT 1 FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND name = ?", [table])];
    const found = real.length === 0 ? [] : [...rows('SELECT name FROM pragma_table_info(?)', [table])];
    const names = new Set(found.map(({ name }) => String(name)));
    columns.set(table, names);
    return names;
  }

  function close(): void {
    try {
      engine.close();
    } catch (error) {
      dropIfDead(error);
    }
  }
  return database;
}

/** A damaged file may break the engine itself; the next preparation then makes a new one. */
function dropIfDead(error: unknown): void {
  if (error instanceof Error && (error.name === 'RuntimeError' || error.message.includes('Aborted'))) sqlite = null;
}

/** A value as text; some programs store the bytes of their texts. */
export const textOfValue = (value: SqlValue | undefined): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString() : String(value ?? '');
