/** The part of sql.js that is used. */
declare module 'sql.js/dist/sql-wasm-inline.js' {
  type SqlValue = number | string | Uint8Array | null;
  interface Statement {
    bind(parameters: SqlValue[]): boolean;
    step(): boolean;
    get(): SqlValue[];
    getColumnNames(): string[];
    reset(): void;
  }
  export interface Database {
    prepare(sql: string, parameters?: SqlValue[]): Statement;
    close(): void;
  }
  export interface SqlJsStatic {
    Database: new (bytes?: Uint8Array) => Database;
  }
  export default function initSqlJs(): Promise<SqlJsStatic>;
}
