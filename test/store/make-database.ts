import { writeFileSync } from 'node:fs';
import initSqlJs from 'sql.js/dist/sql-wasm-inline.js';

const PAGE = 4096;

/** The bytes of a database after these statements. */
export async function databaseAfter(statements: readonly string[], from?: Uint8Array): Promise<Buffer> {
  const SQL: any = await initSqlJs();
  const database = new SQL.Database(from && Uint8Array.from(from));
  for (const statement of statements) database.run(statement);
  const bytes = Buffer.from(database.export());
  database.close();
  return bytes;
}

export async function makeDatabase(path: string, statements: readonly string[]): Promise<void> {
  writeFileSync(path, await databaseAfter(statements));
}

/**
 * A database whose later statements stand in its write-ahead log only, one commit each, as a program leaves it that
 * still runs; `open`: and after them a transaction that was never committed.
 */
export async function withLog(
  path: string,
  statements: readonly string[],
  later: readonly string[],
  end?: 'open',
): Promise<{ frameBytes: number }> {
  let state: Buffer = await databaseAfter(statements);
  const main = Buffer.from(state);
  main.fill(2, 18, 20);
  writeFileSync(path, main);
  const salts = Buffer.from('0123456789abcdef', 'hex');
  const header = Buffer.alloc(32);
  for (const [at, value] of [0x377f0683, 3_007_000, PAGE, 0].entries()) header.writeUInt32BE(value, at * 4);
  salts.copy(header, 16);
  const sum = addTo([0, 0], header.subarray(0, 24));
  header.writeUInt32BE(sum[0], 24);
  header.writeUInt32BE(sum[1], 28);
  const parts: Buffer[] = [header];
  const commit = (after: Buffer, committed: boolean): void => {
    const changed = Array.from({ length: after.length / PAGE }, (_, n) => n).filter(
      (n) => !after.subarray(n * PAGE, (n + 1) * PAGE).equals(state.subarray(n * PAGE, (n + 1) * PAGE)),
    );
    for (const [at, page] of changed.entries()) {
      const frame = Buffer.alloc(24);
      frame.writeUInt32BE(page + 1, 0);
      frame.writeUInt32BE(committed && at === changed.length - 1 ? after.length / PAGE : 0, 4);
      salts.copy(frame, 8);
      const data = after.subarray(page * PAGE, (page + 1) * PAGE);
      addTo(addTo(sum, frame.subarray(0, 8)), data);
      frame.writeUInt32BE(sum[0], 16);
      frame.writeUInt32BE(sum[1], 20);
      parts.push(frame, data);
    }
    state = after;
  };
  for (const statement of later) commit(await databaseAfter([statement], state), true);
  if (end === 'open') {
    const torn = Buffer.from(state);
    torn.fill(0xff, PAGE);
    commit(torn, false);
  }
  writeFileSync(`${path}-wal`, Buffer.concat(parts));
  return { frameBytes: PAGE + 24 };
}

function addTo(sum: [number, number], bytes: Buffer): [number, number] {
  for (let at = 0; at < bytes.length; at += 8) {
    sum[0] = (sum[0] + bytes.readUInt32BE(at) + sum[1]) >>> 0;
    sum[1] = (sum[1] + bytes.readUInt32BE(at + 4) + sum[0]) >>> 0;
  }
  return sum;
}
