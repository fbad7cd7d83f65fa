import { execFileSync } from 'node:child_process';
import { appendFileSync, copyFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { openDatabase, prepareSqlite } from '../../src/store/sqlite/sqlite.ts';
import { scratch } from '../repo.ts';
import { makeDatabase, withLog } from './make-database.ts';

beforeAll(prepareSqlite);

const SCHEMA = 'CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)';
const add = (text: string): string => `INSERT INTO note (text) VALUES ('${text}')`;

/** The texts in the database, or why it is unread. */
function notes(path: string): unknown {
  const database = openDatabase(path);
  if ('unread' in database) return database.unread;
  const texts = [...database.rows('SELECT text FROM note ORDER BY id')].map(({ text }) => text);
  database.close();
  return database.damaged ? 'damaged' : texts;
}

test('rows that stand only in an unfinished write-ahead log are read, those after its last commit are not', async () => {
  const path = join(scratch(), 'a.db');
  await withLog(path, [SCHEMA, add('one')], [add('two'), add('three')], 'open');
  expect(notes(path)).toEqual(['one', 'two', 'three']);
});

test('a log that grew the database is read to its new end', async () => {
  const path = join(scratch(), 'a.db');
  const long = 'x'.repeat(20_000);
  await withLog(path, [SCHEMA], [add(long), add('end')]);
  expect(notes(path)).toEqual([long, 'end']);
});

test('a torn frame and what follows it are left out', async () => {
  const path = join(scratch(), 'a.db');
  const { frameBytes } = await withLog(path, [SCHEMA, add('one')], [add('two'), add('three')]);
  const log = readFileSync(`${path}-wal`);
  log[log.length - frameBytes + 100]! ^= 1;
  writeFileSync(`${path}-wal`, log);
  expect(notes(path)).toEqual(['one', 'two']);
  truncateSync(`${path}-wal`, log.length - frameBytes - 7);
  expect(notes(path)).toEqual(['one']);
});

test('frames of an earlier round of the log, which have other salts, are left out', async () => {
  const path = join(scratch(), 'a.db');
  const { frameBytes } = await withLog(path, [SCHEMA, add('one')], [add('two')]);
  const log = readFileSync(`${path}-wal`);
  const old = Buffer.from(log.subarray(log.length - frameBytes));
  old[8]! ^= 1;
  appendFileSync(`${path}-wal`, old);
  expect(notes(path)).toEqual(['one', 'two']);
});

test('a log without its database, a database of another program and a text are told, not thrown', async () => {
  const folder = scratch();
  expect(notes(join(folder, 'none.db'))).toBe('missing');
  writeFileSync(join(folder, 'text.db'), 'SQLite for me\n');
  expect(notes(join(folder, 'text.db'))).toBe('no SQLite database');
  writeFileSync(join(folder, 'cut.db'), 'SQLite format 3\0');
  expect(notes(join(folder, 'cut.db'))).toBe('damaged');
});

test('a database above 512 MB is unread', () => {
  const path = join(scratch(), 'big.db');
  writeFileSync(path, 'SQLite format 3\0');
  truncateSync(path, 513 * 1024 * 1024);
  expect(notes(path)).toBe('above 512 MB');
});

test('nothing is made or changed beside the database', async () => {
  const folder = scratch();
  const path = join(folder, 'a.db');
  await withLog(path, [SCHEMA, add('one')], [add('two')]);
  const before = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')]);
  expect(notes(path)).toEqual(['one', 'two']);
  expect(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')])).toEqual(
    before,
  );
});

test('a view in the place of a table is no table', async () => {
  const path = join(scratch(), 'a.db');
  await makeDatabase(path, ['CREATE TABLE t (a)', 'CREATE VIEW note AS SELECT 1 AS id, 2 AS text']);
  const database = openDatabase(path);
  if ('unread' in database) throw new Error(database.unread);
  expect([...database.columns('note')]).toEqual([]);
  expect([...database.columns('t')]).toEqual(['a']);
});

const hasShell = ((): boolean => {
  try {
    execFileSync('sqlite3', ['--version']);
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!hasShell)("SQLite's own unfinished log reads as SQLite reads it", () => {
  const folder = scratch();
  const [path, copy] = [join(folder, 'a.db'), join(folder, 'copy.db')];
  // The copy is what a program that is still running has on disk: its rows are in the log only.
  const script = [
    'PRAGMA journal_mode=WAL;',
    'PRAGMA wal_autocheckpoint=0;',
    `${SCHEMA};`,
    ...Array.from({ length: 50 }, (_, n) => `${add(`${n} ${'y'.repeat(n * 40)}`)};`),
    'DELETE FROM note WHERE id % 3 = 0;',
    'BEGIN;',
    `${add('never')};`,
    `.shell cp ${path} ${copy} && cp ${path}-wal ${copy}-wal`,
    'ROLLBACK;',
  ].join('\n');
  execFileSync('sqlite3', [path], { input: script });
  expect(readFileSync(`${copy}-wal`).length).toBeGreaterThan(10_000);
  const ours = notes(copy);
  copyFileSync(copy, join(folder, 'theirs.db'));
  copyFileSync(`${copy}-wal`, join(folder, 'theirs.db-wal'));
  const theirs = execFileSync('sqlite3', ['-json', join(folder, 'theirs.db'), 'SELECT text FROM note ORDER BY id'], {
    encoding: 'utf8',
  });
  expect(ours).toEqual((JSON.parse(theirs) as Array<{ text: string }>).map(({ text }) => text));
});
