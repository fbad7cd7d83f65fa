import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { killEverywhere } from '../killed.ts';
import { repo } from '../repo.ts';
import { added, told as named } from './made.ts';
import { TASK, type Tree, tree } from './tree.ts';

const NOW = { KA_NOW: '2026-01-01T00:00:00.000Z' };
const LEDGER = '.kaizen/records/ledger/2026-01.jsonl';

/** The ledger's lines of a record, as `op revision`. */
const told = (at: Tree, id: string): string[] =>
  at
    .ok('record', 'list', 'ledger', '--limit', '100')
    .records.filter(({ of }: any) => of === id)
    .sort((a: any, b: any) => a.of_rev - b.of_rev)
    .map(({ op, of_rev }: any) => `${op} ${of_rev}`);

/** After a kill the next command finds nothing wrong: a revision stands with its line, or neither does. */
function sound(at: Tree): void {
  expect(at.verify()).toMatchObject({ code: 0, codes: [] });
}

test('adding is killed at every step: the record with its line, or nothing; again gives one', () => {
  const at = tree();
  at.at(0);
  const words = [...TASK, '--key', 'login'];
  const steps = killEverywhere(at, words, NOW, (_, whole) => {
    sound(at);
    const before = at.ok('record', 'list', 'task').total;
    const { id } = at.ok(...words);
    expect([before, at.ok('record', 'list', 'task').total, told(at, id)]).toEqual([whole ? 1 : before, 1, ['add 1']]);
  });
  expect(steps).toBeGreaterThan(5);
});

test('updating is killed at every step: the new revision with its line, or the old one', () => {
  const at = tree();
  at.at(0);
  const { id } = at.ok(...TASK);
  killEverywhere(at, ['record', 'update', id, '--status', 'blocked'], NOW, (_, whole) => {
    sound(at);
    const { rev, status } = at.ok('record', 'show', id).record;
    expect([rev, status]).toEqual(status === 'blocked' || whole ? [2, 'blocked'] : [1, 'active']);
    expect(told(at, id)).toEqual(rev === 2 ? ['add 1', 'update 2'] : ['add 1']);
  });
});

test('sealing is killed at every step: again finishes it', () => {
  const at = tree();
  at.at(0);
  const { id } = at.ok(...TASK);
  at.edit(at.file('task'), 'Fix the login', 'Fix the logout');
  killEverywhere(at, ['record', 'seal', id], NOW, () => {
    at.ok('record', 'seal', id);
    sound(at);
    expect(told(at, id)).toEqual(['add 1', 'seal 2']);
  });
});

test('promoting is killed at every step: again finishes it, once', () => {
  const at = tree();
  at.at(0);
  const gotcha = at.ok('record', 'add', 'gotcha', '--title', 'A', '--summary', 'B.');
  killEverywhere(at, ['record', 'promote', gotcha.id], NOW, () => {
    sound(at);
    const { id: learning } = at.ok('record', 'promote', gotcha.id);
    expect(at.ok('record', 'list', 'learning').total).toBe(1);
    expect(at.ok('record', 'show', gotcha.id).record).toMatchObject({ promoted_to: learning, rev: 2 });
    expect([told(at, gotcha.id), told(at, learning)]).toEqual([['add 1', 'promote 2'], ['promote 1']]);
  });
});

/** Runs ka as several processes at once; their exit codes, sorted. */
async function together(at: Tree, ...lines: (readonly string[])[]): Promise<(number | null)[]> {
  const program = join(import.meta.dirname, '..', '..', process.env.KA_DIST ?? 'dist', 'ka.cjs');
  const env = { PATH: process.env.PATH, HOME: at.home, ...NOW };
  const codes = lines.map(
    (words) =>
      new Promise<number | null>((resolve) => {
        const child = spawn(process.execPath, [program, ...words], { cwd: at.root, env, stdio: 'ignore' });
        child.on('close', resolve);
      }),
  );
  return (await Promise.all(codes)).sort();
}

test('several at once: one update of a revision wins, one record of a key, no line lost', async () => {
  const at = tree();
  at.at(0);
  const { id } = at.ok(...TASK);
  const update = (title: string): string[] => ['record', 'update', id, '--title', title, '--rev', '1'];
  expect(await together(at, update('A'), update('B'), update('C'))).toEqual([0, 1, 1]);
  const add = [...TASK, '--key', 'same'];
  expect(await together(at, add, add, TASK, TASK)).toEqual([0, 0, 0, 0]);
  expect(at.ok('record', 'list', 'task').total).toBe(4);
  expect(told(at, id)).toEqual(['add 1', 'update 2']);
  sound(at);
});

test('a stale update is refused with exit code 1 and changes nothing', () => {
  const at = tree();
  const { id } = at.ok(...TASK);
  at.ok('record', 'update', id, '--status', 'blocked', '--rev', '1');
  const before = at.read(at.file('task'));
  const ran = at.ka(['record', 'update', id, '--status', 'active', '--rev', '1', '--json']);
  expect([ran.code, ran.json().error.code]).toEqual([1, 'stale']);
  expect(at.read(at.file('task'))).toBe(before);
});

test('a torn line of the ledger is told, and mended by the next change', () => {
  const at = tree();
  at.at(0);
  const { id } = at.ok(...TASK);
  appendFileSync(join(at.root, LEDGER), '{"id":"led_2026');
  expect(at.verify().codes).toEqual(['bad-lines']);
  at.ok('record', 'update', id, '--status', 'blocked');
  sound(at);
  expect(told(at, id)).toEqual(['add 1', 'update 2']);
});

test('a line that lacks only its end is kept', () => {
  const at = tree();
  at.at(0);
  const { id } = at.ok(...TASK);
  at.write(LEDGER, at.read(LEDGER).trimEnd());
  at.ok('record', 'update', id, '--status', 'blocked');
  sound(at);
});

test('team mode: a segment of the ledger for each commit and clone, read as one', () => {
  const at = tree({ '.kaizen/config.yaml': 'writer: auto\n', '.kaizen/.gitattributes': '*.jsonl merge=union\n' });
  at.at(0);
  const { id } = at.ok(...TASK);
  at.commit('one');
  at.git('checkout', '-q', '-b', 'side');
  const other = at.ok(...TASK).id;
  at.commit('side');
  at.git('checkout', '-q', 'main');
  at.ok('record', 'update', id, '--status', 'blocked');
  at.commit('main');
  at.git('merge', '-q', '--no-edit', 'side');
  const segments = at.git('ls-files', '.kaizen/records/ledger').trim().split('\n');
  expect(segments).toHaveLength(3);
  expect(segments.every((name) => /2026-01\.[0-9a-f]{8}-[0-9a-f]{8}\.jsonl$/.test(name))).toBe(true);
  expect([told(at, id), told(at, other)]).toEqual([['add 1', 'update 2'], ['add 1']]);
  sound(at);
});

test('the note of a change waits while its record cannot be read', () => {
  const at = repo();
  const id = added(at, 'task', ...named('T'));
  const { record } = at.ka(['record', 'show', id, '--json']).json();
  const [line] = at.ka(['record', 'list', 'ledger', '--json']).json().records;
  const text = at.read(record.path);
  // As a program leaves it that was killed before the ledger: the note, and no line.
  at.write(
    '.kaizen/local/pending/led_note.json',
    JSON.stringify({ ...line, fields: { op: 'add', of: id, of_rev: 1, of_hash: record.hash } }),
  );
  at.write(line.path, '');
  at.write(record.path, `<<<<<<< ours\n${text}`);
  added(at, 'gotcha', ...named('G'));
  expect(at.read('.kaizen/local/pending/led_note.json')).toContain(id);
  at.write(record.path, text);
  added(at, 'gotcha', ...named('H'));
  expect(
    at
      .ka(['record', 'list', 'ledger', '--json'])
      .json()
      .records.filter((one: any) => one.of === id),
  ).toHaveLength(1);
  expect(() => at.read('.kaizen/local/pending/led_note.json')).toThrow();
});
