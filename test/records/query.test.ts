import { rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo, scratch } from '../repo.ts';

const add = ({ ka }: Repo, kind: string, title: string, summary: string, ...more: string[]): string => {
  const ran = ka(['record', 'add', kind, '--title', title, '--summary', summary, ...more, '--json']);
  expect(ran.err).not.toContain('error');
  return ran.json().id;
};
const query = ({ ka }: Repo, ...words: string[]) => ka(['record', 'query', ...words, '--json']).json();
const ids = (r: Repo, ...words: string[]): string[] => query(r, ...words).hits.map(({ id }: { id: string }) => id);

test('a word in the title counts more than in the summary, that more than in the body', () => {
  const r = repo();
  const body = add(r, 'gotcha', 'One', 'First note of three.', '--body', 'The retry hides it.');
  const title = add(r, 'gotcha', 'Retry', 'Second note of three.', '--body', 'Nothing hides it.');
  const summary = add(r, 'gotcha', 'Two', 'Third retry of three.', '--body', 'Nothing hides it.');
  add(r, 'gotcha', 'Three', 'Nothing of it.', '--body', 'Not a word.');
  expect(ids(r, 'gotcha', 'retry')).toEqual([title, summary, body]);
  expect(ids(r, 'gotcha', 'RÉTRY')).toEqual([title, summary, body]);
});

test('the rarer word decides, a beginning of a word finds it, and other kinds are searched without one', () => {
  const r = repo();
  const common = add(r, 'task', 'Sort the table', 'A table of numbers.');
  const rare = add(r, 'gotcha', 'The parser', 'A table drifts.');
  for (const n of [1, 2, 3]) add(r, 'task', `Table ${n}`, 'Another table.');
  expect(ids(r, 'parser', 'table')[0]).toBe(rare);
  expect(ids(r, 'pars')).toEqual([rare]);
  expect(ids(r, 'task', 'sort')).toEqual([common]);
  expect(query(r, 'task', 'parser')).toMatchObject({ kind: 'task', total: 0, hits: [] });
});

test('hits carry the piece of each field that shows them, and the places in it', () => {
  const r = repo();
  const text = `${'Filler text. '.repeat(60)}Here the cache breaks, and the cache is slow.${' More filler.'.repeat(60)}`;
  add(r, 'task', 'Cache', 'It is slow.', '--body', text);
  const [hit] = query(r, 'cache').hits;
  const piece = hit.matches.find(({ field }: { field: string }) => field === 'body');
  expect(piece.text.length).toBeLessThanOrEqual(240);
  expect(piece.spans.map(([from, to]: [number, number]) => piece.text.slice(from, to))).toEqual(['cache', 'cache']);
  const { body } = r.ka(['record', 'show', hit.id, '--json']).json().record;
  expect(body.slice(piece.offset, piece.offset + piece.text.length)).toBe(piece.text);
  expect(r.ka(['record', 'query', 'cache']).out).toContain('Here the cache breaks');
});

test('--status, --limit and what was left out', () => {
  const r = repo();
  const made = [1, 2, 3].map((n) => add(r, 'task', `Queue ${n}`, 'Drain it.'));
  r.ka(['record', 'update', made[1]!, '--status', 'blocked']);
  expect(ids(r, 'task', 'queue', '--status', 'blocked')).toEqual([made[1]]);
  const few = query(r, 'task', 'queue', '--limit', '2');
  expect(few).toMatchObject({ total: 3 });
  expect(few.hits).toHaveLength(2);
  expect(r.ka(['record', 'query', 'queue', '--limit', '2']).out).toContain('and 1 more: --limit 3');
});

test('--substring finds what says exactly this, signs included, newest first', () => {
  const r = repo();
  const env = (at: string) => ({ env: { KA_NOW: at } });
  const make = (at: string, body: string): string =>
    r.ka(['record', 'add', 'task', '--title', 'T', '--summary', 'S.', '--body', body, '--json'], env(at)).json().id;
  const old = make('2026-01-01T00:00:00Z', 'Set a[0] = {}; then\nstop.');
  const young = make('2026-02-01T00:00:00Z', 'No A[0] = {} there.');
  make('2026-03-01T00:00:00Z', 'a 0 then');
  expect(ids(r, '--substring', 'a[0] = {}')).toEqual([young, old]);
  expect(ids(r, '--substring', 'then stop')).toEqual([old]);
  expect(query(r, '--substring', 'then stop').hits[0].score).toBe(null);
});

test('the codes search their kinds, with --query and without', () => {
  const r = repo();
  const gotcha = add(r, 'gotcha', 'Retry hides the error', 'The third try succeeds.');
  const policy = add(r, 'policy', 'Ask before a retry', 'Always ask.');
  expect(
    r
      .ka(['G3', '--query', 'retry error', '--json'])
      .json()
      .hits.map(({ id }: { id: string }) => id),
  ).toEqual([gotcha]);
  expect(
    r
      .ka(['gotcha-query', 'retry', '--json'])
      .json()
      .hits.map(({ id }: { id: string }) => id),
  ).toEqual([gotcha]);
  expect(
    r
      .ka(['X3', '--query=retry', '--json'])
      .json()
      .hits.map(({ id }: { id: string }) => id),
  ).toEqual([policy]);
  for (const code of ['L5', 'L8', 'Q6', 'S2', 'E4'])
    expect(r.ka([code, '--query', 'retry', '--json']).json()).toMatchObject({ total: 0 });
});

test('no words, a kind that is misspelt', () => {
  const r = repo();
  expect(r.ka(['record', 'query']).code).toBe(2);
  const bare = r.ka(['record', 'query', 'gotcha']);
  expect([bare.code, bare.err]).toEqual([2, expect.stringContaining('ka record query gotcha')]);
  expect(r.ka(['record', 'query', 'gotchas', 'retry']).err).toContain('the kind is gotcha');
  expect(r.ka(['record', 'query', 'nothing']).out).toContain('Nothing here speaks of "nothing"');
});

/** Twenty tasks of shuffled words, some changed, some gone again. */
function history(r: Repo): void {
  const words = ['retry', 'cache', 'queue', 'parser', 'branch', 'merge', 'token'];
  for (let n = 0; n < 12; n++) {
    const of = (k: number): string => Array.from({ length: k }, (_, at) => words[(n * 3 + at * at + k) % 7]).join(' ');
    const id = add(r, n % 3 ? 'task' : 'gotcha', `${of(2)} ${n}`, `About ${of(3)}.`, '--body', of(9));
    if (n % 4 === 1) r.ka(['record', 'update', id, '--summary', `Now about ${of(4)}.`]);
    if (n % 5 === 4) rmSync(join(r.root, `.kaizen/records/${n % 3 ? 'task' : 'gotcha'}/${id}.md`));
    if (n % 2) query(r, 'cache');
  }
}

test('a clone without ignored files answers the same, scores and all', () => {
  const r = repo();
  history(r);
  const asked = [['cache'], ['task', 'retry', 'merge'], ['gotcha', 'par'], ['token', '--status', 'active']];
  const before = asked.map((words) => query(r, ...words));
  expect(before.every(({ total }) => total > 0)).toBe(true);
  r.git('add', '-A');
  r.git('commit', '-q', '-m', 'records');
  const clone = join(scratch(), 'clone');
  r.git('clone', '-q', r.root, clone);
  const there = asked.map((words) => r.ka(['record', 'query', ...words, '--json'], { cwd: clone }).json());
  expect(there).toEqual(before);
});

test('what was edited by hand is found at once, whatever its times say', () => {
  const r = repo();
  const id = add(r, 'task', 'Alpha', 'First words.');
  const path = join(r.root, `.kaizen/records/task/${id}.md`);
  const old = new Date('2026-01-01T00:00:00Z');
  utimesSync(path, old, old);
  expect(ids(r, 'alpha')).toEqual([id]);
  writeFileSync(path, r.read(`.kaizen/records/task/${id}.md`).replace('Alpha', 'Gamma'));
  utimesSync(path, old, old);
  expect([ids(r, 'alpha'), ids(r, 'gamma')]).toEqual([[], [id]]);
});

test('a record that cannot be read, and one that is a link out of the project, are named and the others found', () => {
  const r = repo();
  const id = add(r, 'task', 'Alpha', 'First words.');
  r.write(
    '.kaizen/records/task/t_20260101000000_aaaaaaaaaa.md',
    '---\n<<<<<<< ours\ntitle: Alpha\n>>>>>>> theirs\n---\n',
  );
  const outside = join(scratch(), 'secret.md');
  writeFileSync(outside, '---\ntitle: Alpha from outside\n---\n');
  symlinkSync(outside, join(r.root, '.kaizen/records/task/t_20260101000000_bbbbbbbbbb.md'));
  for (let n = 0; n < 2; n++) {
    const { hits, problems } = query(r, 'task', 'alpha');
    expect(hits.map((hit: { id: string }) => hit.id)).toEqual([id]);
    expect(problems.join(' ')).toMatch(/conflict markers.*leaves the project/);
  }
});
