import { expect, test } from 'vitest';
import type { Kind } from '../../src/records/contract.ts';
import { keyTail } from '../../src/records/ids.ts';
import { type Repo, repo } from '../repo.ts';
import { added, lined, told, written } from './made.ts';

/** A task that was closed last week and one that is under way, a lesson and a verdict of each week. */
function weeks(): Repo {
  const at = repo();
  const old = written(at, 'task', 't', '2026-11-10T09:00:00.000Z', {
    title: 'Old task',
    summary: 'Done.',
    status: 'done',
    updated: '2026-11-19T10:00:00.000Z',
  });
  written(at, 'task', 't', '2026-11-18T09:00:00.000Z', { title: 'New task', summary: 'Going on.', status: 'active' });
  lined(at, 'ledger', '2026-11-10T09:00:00.000Z', { op: 'add', of: old, task: old, status: 'active' });
  lined(at, 'ledger', '2026-11-19T10:00:00.000Z', { op: 'update', of: old, task: old, status: 'done' });
  written(at, 'verification', 'qv', '2026-11-19T09:00:00.000Z', {
    summary: 'All green.',
    conclusion: 'VERIFIED_ACCEPTABLE',
    of: old,
  });
  written(at, 'gotcha', 'g', '2026-11-11T09:00:00.000Z', {
    title: 'Command drift',
    summary: 'Tables drift.',
    status: 'active',
  });
  written(at, 'learning', 'l', '2026-11-18T09:00:00.000Z', {
    title: 'Generate tables',
    summary: 'They cannot drift.',
    status: 'active',
  });
  return at;
}

/** The first cells of a section's rows, by the section's title. */
const rowsOf = (json: any, title: string): string[][] =>
  json.sections.find((one: any) => one.title.startsWith(title)).rows;

test('a week tells what was closed, learnt and decided in it, and leaves out what came before', () => {
  const at = weeks();
  const json = at.ka(['report', 'weekly', '--calendar', '2026-W47', '--json']).json();
  expect(json.period).toMatchObject({
    name: '2026-W47',
    from: '2026-11-16T00:00:00.000Z',
    to: '2026-11-23T00:00:00.000Z',
  });
  expect(rowsOf(json, 'Outcomes').map((row) => row.slice(1))).toEqual([
    ['2026-11-19', 'done', 'VERIFIED_ACCEPTABLE', 'Old task'],
  ]);
  expect(rowsOf(json, 'New lessons').map((row) => row[3])).toEqual(['Generate tables']);
  expect(rowsOf(json, 'Changes by task').map((row) => row.slice(1))).toEqual([['1', 'Old task']]);
});

test('a rolling window ends at the newest record', () => {
  const json = weeks().ka(['report', 'weekly', '--json']).json();
  expect(json.period.name).toBe('7 days to 2026-11-19');
  expect(rowsOf(json, 'Outcomes')).toHaveLength(1);
});

test('as of an earlier day: only what was there then, with the statuses of then', () => {
  const at = weeks();
  const json = at.ka(['report', 'tasks', '--as-of', '2026-11-12', '--json']).json();
  expect(json.sections[0].rows.map((row: string[]) => row.slice(1))).toEqual([['active', '2026-11-10', 'Old task']]);
  expect(json.as_of).toBe('2026-11-12T23:59:59.999Z');
});

test('the same records give the same page; another record another', () => {
  const at = weeks();
  at.ka(['report', 'monthly', '--calendar', '2026-11', '--write']);
  const page = at.read('.kaizen/reports/monthly/2026-11.md');
  at.ka(['report', 'monthly', '--calendar', '2026-11', '--write']);
  expect(at.read('.kaizen/reports/monthly/2026-11.md')).toBe(page);
  expect(page).toContain('| Old task |');
  written(at, 'gotcha', 'g', '2026-11-19T09:30:00.000Z', { title: 'Another', summary: 'One more.', status: 'active' });
  at.ka(['report', 'monthly', '--calendar', '2026-11', '--write']);
  const next = at.read('.kaizen/reports/monthly/2026-11.md');
  expect([next.includes('| Another |'), /input (\w+)/.exec(next)![1] === /input (\w+)/.exec(page)![1]]).toEqual([
    true,
    false,
  ]);
});

test('a dry run shows the page and writes none', () => {
  const at = weeks();
  expect(at.ka(['report', 'yearly', '--calendar', '2026', '--write', '--dry-run']).out).toContain('+# Year: 2026');
  expect(() => at.read('.kaizen/reports/yearly/2026.md')).toThrow();
});

test('a topic finds what mentions all its words, in every kind', () => {
  const at = weeks();
  const json = at.ka(['R11', '--query', 'DRIFT tables', '--json']).json();
  expect(json.sections.map((one: any) => [one.title, one.rows.length])).toEqual([
    ['gotcha', 1],
    ['learning', 1],
  ]);
  expect(at.ka(['report', 'topic'])).toMatchObject({ code: 2, err: expect.stringContaining('needs --query') });
});

test.each([
  ['R1', 'Tasks: 1 active, 1 done'],
  ['R2', 'Changes: 1 add, 1 update'],
  ['R3', 'Gotchas: 1 active'],
  ['R4', 'Verdicts: 1 VERIFIED_ACCEPTABLE'],
])('%s counts what it lists: %s', (code, says) => {
  expect(weeks().ka([code]).out).toContain(says);
});

test.each([
  [['weekly', '--calendar', '2026-W54'], 'is no week, month or year'],
  [['monthly', '--calendar', '2026-13'], 'is no week, month or year'],
  [['wekly'], 'Did you mean weekly?'],
  [['weekly', '--as-of', 'soon'], 'is no date'],
])('report %j says what is wrong', (args, says) => {
  expect(weeks().ka(['report', ...args])).toMatchObject({ code: 2, err: expect.stringContaining(says) });
});

test('private rules stand in no report', () => {
  const at = repo();
  added(at, 'policy', ...told('Ask before migrations'));
  expect(at.ka(['report', 'topic', '--query', 'migrations', '--json']).json().sections).toEqual([]);
});

test('tables show the beginnings of ids, which commands take', () => {
  const at = repo();
  const id = added(at, 'task', ...told('Fix the login'));
  const short = id.slice(0, -7);
  expect(at.ka(['record', 'list', 'ledger']).out).toMatch(new RegExp(`add +${short} `));
  expect(at.ka(['report', 'tasks']).out).toContain(`\n${short}  active`);
  expect(at.ka(['record', 'show', short, '--json']).json().id).toBe(id);
});

test('a week names a task that was closed once, also if it was changed afterwards, and not if it was opened again', () => {
  const at = repo();
  const [kept, again] = [added(at, 'task', ...told('Kept')), added(at, 'task', ...told('Again'))];
  for (const id of [kept, again]) at.ka(['record', 'update', id, '--status', 'done', '--reason', 'The owner said so.']);
  at.ka(['record', 'update', kept, '--summary', 'A word was wrong.']);
  at.ka(['record', 'update', again, '--status', 'active']);
  const outcomes = rowsOf(at.ka(['report', 'weekly', '--json']).json(), 'Outcomes');
  expect(outcomes.map((row) => [row[0], row[2]])).toEqual([[kept, 'done']]);
});

test('of verdicts of one millisecond the one that was given last counts, whatever their ids', () => {
  const at = repo();
  const env = { KA_NOW: '2026-11-19T09:00:00.000Z' };
  const task = added(at, 'task', ...told('T'));
  const tail = (key: string): string => keyTail({ kind: 'verification' } as Kind, key);
  // Ids that sort the other way round.
  const keys = ['a', 'b', 'c', 'd'].sort((a, b) => (tail(a) < tail(b) ? 1 : -1));
  for (const [n, key] of keys.entries()) {
    const conclusion = n % 2 === 0 ? 'VERIFIED_ACCEPTABLE' : 'VERIFICATION_FAILED';
    const words = ['--of', task, '--summary', 'S.', '--conclusion', conclusion, '--key', key];
    expect(at.ka(['record', 'add', 'verification', ...words], { env }).code).toBe(0);
    expect(at.ka(['record', 'savmi', '--task', task]).out).toContain(conclusion);
  }
  expect(at.ka(['record', 'update', task, '--status', 'done']).err).toContain('says VERIFICATION_FAILED');
});

test.each([
  ['at the end of a second', Array(4).fill('2026-11-19T09:00:00.999Z')],
  ['while the clock is set back', ['2026-11-19T09:00:00.500Z', '2026-11-19T08:00:00.000Z', '2026-11-19T08:30:00.000Z']],
])('of verdicts on one task the one that was given last counts: %s', (_, times) => {
  const at = repo();
  const task = added(at, 'task', ...told('T'));
  for (const [n, now] of times.entries()) {
    const conclusion = n % 2 === 0 ? 'VERIFIED_ACCEPTABLE' : 'VERIFICATION_FAILED';
    const words = ['--of', task, '--summary', `S${n}.`, '--conclusion', conclusion];
    expect(at.ka(['record', 'add', 'verification', ...words], { env: { KA_NOW: now } }).code).toBe(0);
    expect(at.ka(['record', 'savmi', '--task', task]).out).toContain(conclusion);
  }
  const given = at.ka(['record', 'list', 'verification', '--json']).json().records;
  expect(given.map(({ summary }: { summary: string }) => summary)).toEqual(times.map((__, n) => `S${n}.`).reverse());
  expect(new Set(given.map(({ created }: { created: string }) => created)).size).toBe(times.length);
  // Another task's verdict keeps its own time.
  const other = added(at, 'task', ...told('U'));
  const last = ['--of', other, '--summary', 'S.', '--conclusion', 'VERIFICATION_FAILED', '--json'];
  const alone = at.ka(['record', 'add', 'verification', ...last], { env: { KA_NOW: times.at(-1)! } }).json();
  expect(alone.record.created).toBe(times.at(-1));
});

test('of two verdicts in one second the newer counts in gate, overview and report alike', () => {
  const at = repo();
  const task = added(at, 'task', ...told('T'), '--key', 't');
  const verdict = (id: string, ms: string, conclusion: string): void =>
    at.write(
      `.kaizen/records/verification/${id}.md`,
      `---\nid: ${id}\nkind: verification\nsummary: S\nconclusion: ${conclusion}\nof: ${task}\ncreated: "2026-11-19T09:00:00.${ms}Z"\n---\n`,
    );
  verdict('qv_20261119090000_ffffffffff', '100', 'VERIFICATION_FAILED');
  verdict('qv_20261119090000_0000000000', '900', 'VERIFIED_ACCEPTABLE');
  expect(at.ka(['overview', '--json']).json().counts.open_blockers).toBe(0);
  expect(at.ka(['record', 'savmi', '--task', task]).out).toContain('VERIFIED_ACCEPTABLE');
  expect(at.ka(['record', 'list', 'verification', '--json']).json().records[0].conclusion).toBe('VERIFIED_ACCEPTABLE');
  expect(at.ka(['record', 'update', task, '--status', 'done']).code).toBe(0);
});
