import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';
import { added, told } from './made.ts';

const shown = (at: Repo, id: string): any => at.ka(['record', 'show', id, '--json']).json().record;

test('a change is a new revision that names the hash before it; saying the same again writes nothing', () => {
  const at = repo();
  const id = added(at, 'task', ...told('T'));
  const before = shown(at, id);
  const { status, record } = at.ka(['W2', '--id', id, '--status', 'blocked', '--json']).json();
  expect([status, record.rev, record.prev, record.status]).toEqual(['updated', 2, before.hash, 'blocked']);
  const text = at.read(record.path);
  expect(at.ka(['record', 'update', id, '--status', 'blocked', '--json']).json().status).toBe('unchanged');
  expect(at.read(record.path)).toBe(text);
  const ledger = at.ka(['record', 'list', 'ledger', '--json']).json().records;
  expect(ledger.map((line: any) => [line.op, line.of_rev, line.status])).toEqual([
    ['update', 2, 'blocked'],
    ['add', 1, 'active'],
  ]);
});

test('a stale revision is refused (exit 1), the newer text stays', () => {
  const at = repo();
  const id = added(at, 'task', ...told('T'));
  at.ka(['record', 'update', id, '--title', 'Theirs']);
  const ran = at.ka(['record', 'update', id, '--title', 'Mine', '--rev', '1']);
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining('is at revision 2, not 1') });
  expect(shown(at, id).title).toBe('Theirs');
});

test('what was edited outside of ka is not overwritten', () => {
  const at = repo();
  const id = added(at, 'task', ...told('T'));
  const { path } = shown(at, id);
  at.write(path, at.read(path).replace('title: T', 'title: By hand'));
  expect(at.ka(['record', 'update', id, '--status', 'blocked'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('was edited outside of ka'),
  });
  expect(at.read(path)).toContain('title: By hand');
});

test('the flag of a heading changes what stands under it; --body replaces the body; an empty text takes a field away', () => {
  const at = repo();
  const id = added(at, 'gotcha', ...told('G'), '--body', 'It broke.', '--agent', 'debugging');
  at.ka(['record', 'update', id, '--cause', 'Two tables.', '--agent', '']);
  expect(shown(at, id)).toMatchObject({ body: '## What happened\n\nIt broke.\n\n## Root cause\n\nTwo tables.\n' });
  expect(shown(at, id).agent).toBeUndefined();
  at.ka(['record', 'update', id, '--body', 'All new.']);
  expect(shown(at, id).body).toBe('## What happened\n\nAll new.\n');
});

test('headings in code are text', () => {
  const at = repo();
  const body = '## What happened\n\n```\n## no heading\n```\n';
  const id = added(at, 'gotcha', ...told('G'), '--body', body);
  at.ka(['record', 'update', id, '--cause', 'C']);
  expect(shown(at, id).body).toBe(`${body}\n## Root cause\n\nC\n`);
});

test('a status that may not follow is refused, a task without a verdict stays open', () => {
  const at = repo();
  const id = added(at, 'task', ...told('T'));
  const done = (...args: string[]) => at.ka(['record', 'update', id, '--status', 'done', ...args]);
  expect(done()).toMatchObject({ code: 1, err: expect.stringContaining(`ka record add verification --of ${id}`) });
  added(at, 'verification', '--task-id', id, '--conclusion', 'NEEDS_HUMAN_DECISION', '--summary', 'Hm.');
  expect(done().code).toBe(1);
  added(at, 'verification', '--task-id', id, '--conclusion', 'ACCEPTABLE_WITH_CONCERNS', '--summary', 'Good enough.');
  expect(done().code).toBe(0);
  expect(at.ka(['record', 'update', id, '--status', 'blocked'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('only active may follow'),
  });
});

test('a new record is refused a status that it cannot have yet, with words that work when they are copied', () => {
  const at = repo();
  const cases = [
    ['task', ...told('T'), '--status', 'done'],
    ['gotcha', ...told('T'), '--status', 'promoted'],
    ['forecast', '--summary', 'S.', '--probability', '0.5', '--due', '2026-12-01', '--status', 'resolved'],
  ];
  for (const args of cases) {
    const { code, err } = at.ka(['record', 'add', ...args]);
    expect([args[0], code]).toEqual([args[0], 1]);
    expect(err).not.toMatch(/[a-z]+_\d{14}/);
    const tried = /^try: (.+)$/m.exec(err)?.[1];
    expect(at.ka(['record', 'add', ...args, ...tried!.split(' ')])).toMatchObject({ code: 0 });
  }
  const { err } = at.ka(['record', 'add', ...cases[0]!]);
  expect(err).toContain('A new task as done needs\n- an accepted verification, which can name it once it is written');
  expect(err).toContain('--reason');
});

test('what is set once stays, and a line of a log is never edited', () => {
  const at = repo();
  const source = added(
    at,
    'source',
    '--source-id',
    'rfc',
    '--authority-tier',
    'normative',
    '--url',
    'https://example.org',
    '--summary',
    'It.',
  );
  expect(at.ka(['record', 'update', source, '--source-id', 'other'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('is set once'),
  });
  const score = added(at, 'score', '--name', 'x', '--value', '1', '--data-type', 'numeric', '--source', 'human');
  expect(at.ka(['record', 'update', score, '--value', '2'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('never edited'),
  });
});

test('a reason goes with the status that it was given for; the ledger keeps it', () => {
  const at = repo();
  const id = added(at, 'task', ...told('T'));
  at.ka(['record', 'update', id, '--status', 'done', '--reason', 'The owner said so.']);
  at.ka(['record', 'update', id, '--title', 'Better title']);
  expect(shown(at, id).close_reason).toBe('The owner said so.');
  at.ka(['record', 'update', id, '--status', 'active']);
  expect(shown(at, id)).not.toHaveProperty('close_reason');
  const notes = at
    .ka(['record', 'list', 'ledger', '--json'])
    .json()
    .records.map((line: any) => line.note);
  expect(notes).toContain('The owner said so.');
});

test('a list of a status that the kind does not have says which it has', () => {
  const ran = repo().ka(['record', 'list', 'task', '--status', 'open']);
  expect(ran).toMatchObject({ code: 2, err: expect.stringContaining('it has active, blocked, done, canceled') });
});
