import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo, scratch } from '../repo.ts';
import { TASK, tree } from './tree.ts';

test("this repository's own plans and decisions hold", () => {
  const root = join(import.meta.dirname, '..', '..');
  // A copy: a verification writes nothing, but may tell what a killed command left untold.
  const at = repo({}, { git: false });
  for (const folder of ['adr', 'workplans']) cpSync(join(root, folder), join(at.root, folder), { recursive: true });
  const ran = at.ka(['record', 'verify', '--json']);
  expect(ran.json()).toMatchObject({ ok: true, findings: [], sealed: 0 });
  expect(ran.json().unsealed).toBeGreaterThan(30);
});

test('add, update and commit, three revisions long: nothing is wrong, and each is counted', () => {
  const at = tree();
  const { id } = at.ok(...TASK);
  at.commit('one');
  at.ok('record', 'update', id, '--status', 'blocked');
  at.ok('record', 'update', id, '--status', 'active');
  at.commit('two');
  at.ok('record', 'update', id, '--title', 'Fix it');
  expect(at.verify().all).toMatchObject({
    ok: true,
    records: 1,
    sealed: 1,
    lines: 4,
    revisions: { checked: 2, uncommitted: 1, unknown: 0 },
    findings: [],
  });
  // Revision 2 was written over before the commit: no commit will ever hold it.
  at.commit('three');
  expect(at.ka(['record', 'verify']).out).toContain(
    '\nearlier revisions not in git: 1 (written over before a commit, squashed, or beyond a shallow clone; the ledger has their hashes)\n',
  );
});

test('an edit outside of ka is named with its commits, until it is sealed', () => {
  const at = tree();
  const { id } = at.ok(...TASK);
  at.commit('one');
  const path = at.file('task');
  at.edit(path, 'Fix the login', 'Fix the logout');
  const first = at.commit('by hand');
  at.edit(path, 'too early', 'too late');
  const second = at.commit('by hand again');
  const [finding] = at.verify().findings;
  expect(finding).toMatchObject({ code: 'edited', id, path, commits: [second, first], mend: `ka record seal ${id}` });
  expect(at.verify().code).toBe(1);
  expect(at.ka(['record', 'update', id, '--status', 'blocked'])).toMatchObject({ code: 1 });
  at.edit(path, 'too late', 'at noon');
  expect(at.verify().findings[0].says).toContain('and in the work tree, not committed');

  const { results } = at.ok('record', 'seal', id);
  expect(results).toMatchObject([{ id, status: 'sealed', record: { rev: 2, summary: 'Sessions end at noon.' } }]);
  expect(at.verify()).toMatchObject({ code: 0 });
  const [line] = at.ok('record', 'list', 'ledger').records;
  expect(line).toMatchObject({ op: 'seal', of: id, task: id, of_rev: 2, note: 'edited outside of ka' });
  expect(at.ok('record', 'seal', id).results).toMatchObject([{ status: 'unchanged' }]);
});

test('a hash that was taken away, or made anew by hand, is found by the ledger', () => {
  const at = tree();
  at.at(0);
  const { id } = at.ok(...TASK);
  const path = at.file('task');
  at.edit(path, /^hash: .*\n/m, '');
  expect(at.verify().codes).toEqual(['edited']);
  at.ok('record', 'seal', id);
  const ledger = at.read('.kaizen/records/ledger/2026-01.jsonl');
  expect(ledger.split('\n').filter(Boolean)).toHaveLength(2);
  // What somebody writes with a right hash is still no line of the ledger.
  at.write('.kaizen/records/ledger/2026-01.jsonl', `${ledger.split('\n')[0]}\n`);
  expect(at.verify().codes).toEqual(['no-ledger']);
  expect(at.ok('record', 'seal', id).results).toMatchObject([{ status: 'told' }]);
  expect(at.verify().code).toBe(0);
});

test('a revision whose past is known nowhere, and one that was put back', () => {
  const at = tree();
  at.at(0);
  const { id } = at.ok(...TASK);
  const path = at.file('task');
  const [first, ledger] = [at.read(path), '.kaizen/records/ledger/2026-01.jsonl'];
  at.at(1);
  at.ok('record', 'update', id, '--status', 'blocked');
  const lines = at.read(ledger).split('\n');
  at.write(path, first);
  expect(at.verify().codes).toEqual(['rolled-back']);
  expect(at.ok('record', 'seal', id).results).toMatchObject([{ record: { rev: 3, status: 'active' } }]);
  expect(at.verify().code).toBe(0);
  at.write(ledger, `${at.read(ledger).split('\n').slice(2).join('\n')}`);
  expect(at.verify().codes).toEqual(['broken-chain']);
  expect(lines).toHaveLength(3);
});

test('a record that was deleted is an orphan of the ledger, till its deletion is sealed', () => {
  const at = tree();
  const { id } = at.ok(...TASK);
  at.ok('record', 'add', 'gotcha', '--title', 'A', '--summary', 'B.', '--task', id);
  at.commit('one');
  at.git('rm', '-q', at.file('task'));
  const commit = at.commit('gone');
  const { codes, findings } = at.verify();
  expect(codes).toEqual(['gone', 'broken-link']);
  expect(findings[0]).toMatchObject({ id, commits: [commit] });
  expect(at.ok('record', 'seal', id).results).toEqual([{ id, status: 'removed', record: null }]);
  expect(at.verify().codes).toEqual(['broken-link']);
  expect(at.ok('record', 'list', 'ledger').records[0]).toMatchObject({ op: 'remove', of: id });
});

test('two files of one id, a file of another name, a wrong kind, a wrong field, a dead link', () => {
  const at = tree();
  const { id } = at.ok(...TASK);
  const path = at.file('task');
  const copy = '.kaizen/records/task/copy.md';
  cpSync(join(at.root, path), join(at.root, copy));
  expect(at.verify().codes.sort()).toEqual(['twice', 'twice']);
  rmSync(join(at.root, path));
  expect(at.verify().codes).toEqual(['misnamed']);
  rmSync(join(at.root, copy));
  at.write('workplans/one.md', '---\ntitle: One\nstatus: odd\ntask: t_nothing\ntypo: x\n---\n');
  at.write('adr/0001-x.md', '---\nid: "0001"\nkind: plan\ntitle: X\nevidence: ["path:no/such/file"]\n---\n');
  const { all, codes } = at.verify();
  expect(codes.sort()).toEqual(['bad-field', 'bad-field', 'broken-link', 'gone', 'misplaced']);
  expect(all.findings).toEqual(
    expect.arrayContaining([expect.objectContaining({ status: 'note', code: 'broken-link', id: '0001' })]),
  );
  expect(all.findings.find((one: any) => one.code === 'gone').id).toBe(id);
});

test('hand-written records: fine among those of people, to be sealed among those of ka', () => {
  const at = tree();
  const text = '---\ntitle: By hand\nsummary: Somebody wrote it.\n---\n## Scope\n\nAll.\n';
  at.write('workplans/by-hand.md', text);
  expect(at.verify()).toMatchObject({ code: 0, all: { unsealed: 1 } });
  at.write('.kaizen/records/task/t_20260101000000_0123456789.md', text);
  expect(at.verify().codes).toEqual(['unsealed']);
  const [{ record }] = at.ok('record', 'seal', 't_2026').results;
  expect(record).toMatchObject({ rev: 1, status: 'active', body: '## Scope\n\nAll.\n' });
  expect(record).not.toHaveProperty('prev');
  // Changing a person's file makes its first revision, too; whose hash was taken away is no person's file.
  at.write('workplans/other.md', text);
  expect(at.ok('record', 'update', 'other', '--status', 'active').record).toMatchObject({ rev: 1, status: 'active' });
  expect(at.verify()).toMatchObject({ code: 0 });
  at.edit('workplans/other.md', /^hash: .*\n/m, '');
  expect(at.ka(['record', 'update', 'other', '--status', 'blocked'])).toMatchObject({ code: 1 });
  at.ok('record', 'seal', 'other');
  expect(at.ok('record', 'seal', 'by-hand').results).toMatchObject([{ record: { rev: 1 } }]);
  expect(at.verify()).toMatchObject({ code: 0, all: { unsealed: 0 } });
});

test('sealing checks fields, what is set once, gates and secrets, and writes nothing then', () => {
  const at = tree();
  const { id } = at.ok(...TASK);
  at.commit('one');
  const path = at.file('task');
  const whole = at.read(path);
  const refused = (from: string | RegExp, to: string): string => {
    at.write(path, whole);
    at.edit(path, from, to);
    const edited = at.read(path);
    const { code, err } = at.ka(['record', 'seal', id]);
    expect(code).not.toBe(0);
    expect(at.read(path)).toBe(edited);
    return err;
  };
  expect(refused('status: active', 'status: odd\nfoo: 1')).toMatch(/status is "odd"[\s\S]*foo is no field of task/);
  expect(refused('status: active', 'status: done')).toMatch(/needs\n- an accepted verification/);
  expect(refused('Fix the login', `Fix ghp_${'a1B2'.repeat(9)}`)).toContain('looks like a secret');
  expect(refused(/^id: .*$/m, 'id: t_other')).toContain('unlike the name of its file');
  at.write(path, whole);
  at.edit(path, 'status: active', 'status: done');
  at.ok('record', 'seal', id, '--reason', 'It was done by hand.');
  expect(at.ok('record', 'show', id).record).toMatchObject({ rev: 2, close_reason: 'It was done by hand.' });
  expect(at.ka(['record', 'seal', id, '--reason', `ghp_${'a1B2'.repeat(9)}`]).err).toBe('');

  const lesson = at.ok('record', 'add', 'gotcha', '--title', 'A', '--summary', 'B.');
  const learning = at.ok('record', 'promote', lesson.id);
  at.commit('two');
  at.edit(at.file('learning'), lesson.id, 'g_20260101000000_0123456789');
  expect(at.ka(['record', 'seal', learning.id]).err).toMatch(/from is set once and cannot change/);
});

test('conflict markers are found in records and in logs', () => {
  const at = tree();
  at.at(0);
  at.ok(...TASK);
  const marked = (text: string): string => `<<<<<<< HEAD\n${text}=======\n${text}>>>>>>> side\n`;
  const ledger = '.kaizen/records/ledger/2026-01.jsonl';
  at.write(ledger, marked(at.read(ledger)));
  expect(at.verify().findings).toMatchObject([
    { code: 'bad-lines', says: expect.stringContaining('conflict markers') },
  ]);
  at.write(at.file('task'), marked(at.read(at.file('task'))));
  expect(at.verify().codes).toEqual(['conflict', 'bad-lines']);
});

test('without git, and in a shallow clone, what cannot be told is counted as unknown', () => {
  const bare = tree({}, { git: false });
  const task = bare.ok(...TASK);
  bare.ok('record', 'update', task.id, '--status', 'blocked');
  expect(bare.verify().all).toMatchObject({ ok: true, revisions: { checked: 0, uncommitted: 1, unknown: 0 } });

  const at = tree();
  at.at(0);
  const { id } = at.ok(...TASK);
  at.commit('one');
  for (const status of ['blocked', 'active']) {
    at.ok('record', 'update', id, '--status', status);
    at.commit(status);
  }
  const clone = join(scratch(), 'clone');
  at.git('clone', '-q', '--depth', '1', `file://${at.root}`, clone);
  // Its ledger was pruned by somebody: only then nothing tells of the past.
  const ledger = '.kaizen/records/ledger/2026-01.jsonl';
  const ran = at.ka(['record', 'verify', '--json', '-t', clone]);
  expect(ran.json()).toMatchObject({ ok: true, revisions: { checked: 0, uncommitted: 2, unknown: 0 } });
  at.write(ledger, `${at.read(ledger).trim().split('\n').at(-1)}\n`);
  at.commit('pruned');
  at.git('-C', clone, 'fetch', '-q', '--depth', '1');
  at.git('-C', clone, 'reset', '-q', '--hard', 'origin/main');
  expect(at.ka(['record', 'verify', '--json', '-t', clone]).json()).toMatchObject({
    ok: true,
    revisions: { checked: 0, uncommitted: 0, unknown: 2 },
  });
});

test('a folder of kinds, a folder of records and a record that are links out of the project are refused', () => {
  const outside = scratch();
  const at = tree({ '.kaizen/config.yaml': 'min_samples: 10\n' });
  at.ok(...TASK);
  const swap = (path: string): void => {
    rmSync(join(at.root, path), { recursive: true, force: true });
    symlinkSync(outside, join(at.root, path));
  };
  const file = at.file('task');
  swap(file);
  expect(at.verify().codes).toEqual(['outside-project']);
  swap('.kaizen/records/task');
  expect(at.verify().codes[0]).toBe('outside-project');
  expect(at.ka(TASK)).toMatchObject({ code: 2, err: expect.stringContaining('is a link that leaves the project') });
  rmSync(join(at.root, '.kaizen/records/task'));
  swap('.kaizen/kinds');
  expect(at.verify()).toMatchObject({ code: 1, codes: ['outside-project'] });
  expect(at.ka(TASK)).toMatchObject({ code: 2, err: expect.stringContaining('is a link that leaves the project') });
});

test('only named records are checked; --init makes the folders', () => {
  const at = tree();
  const first = at.ok(...TASK);
  at.ok('record', 'add', 'gotcha', '--title', 'A', '--summary', 'B.');
  at.edit(at.file('gotcha'), 'title: A', 'title: C');
  expect(at.verify(first.id)).toMatchObject({ code: 0, all: { records: 1 } });
  expect(at.verify('g_')).toMatchObject({ code: 1, all: { records: 1 } });
  expect(at.ka(['record', 'verify', 't_nothing'])).toMatchObject({ code: 2 });
  const fresh = tree();
  expect(fresh.ok('record', 'verify', '--init', '--dry-run').created).toContain('.kaizen/records/task');
  expect(fresh.git('status', '--porcelain', '-uall', '--ignored')).toBe('');
  expect(fresh.ok('K1').created).toContain('.kaizen/kinds');
  expect(fresh.ok('K1').created).toEqual([]);
});
