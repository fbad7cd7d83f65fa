import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';
import { added, told } from './made.ts';

/** Predicts, and settles where a result is given. */
function predicted(
  at: Repo,
  review: string,
  claim: string,
  probability: number,
  result?: number,
  more: string[] = [],
): string {
  const id = added(
    at,
    'forecast',
    '--claim',
    claim,
    '--probability',
    String(probability),
    '--due',
    '2026-01-01',
    '--review-id',
    review,
    ...more,
  );
  if (result !== undefined)
    added(at, 'outcome', '--forecast', id, '--result', String(result), '--summary', 'Seen.', '--review-id', review);
  return id;
}

const fileOf = (id: string): string => `.kaizen/records/forecast/${id}.md`;
const review = (at: Repo): string => added(at, 'review', ...told('R'));

test('the report reckons Brier score, skill and reliability by hand-checked values, and lists what is overdue', () => {
  const at = repo();
  const review = added(at, 'review', ...told('New parser'));
  predicted(at, review, 'A', 0.1, 0, ['--agent', 'debugging']);
  predicted(at, review, 'B', 0.9, 1, ['--tags', 'speed']);
  predicted(at, review, 'C', 0.8, 1);
  predicted(at, review, 'D', 0.3, 0);
  const open = predicted(at, review, 'E', 0.6);
  const json = at.ka(['I5', '--review-id', review, '--json']).json();
  const rows = (title: string): string[][] => json.sections.find((one: any) => one.title === title).rows;
  expect(rows('Calibration')).toEqual([
    ['all', '5', '4', '1', '0.0375', '0.25', '0.85'],
    ['agent debugging', '1', '1', '0', '0.01', '0', '-'],
    ['tag speed', '1', '1', '0', '0.01', '0', '-'],
  ]);
  expect(rows('Overdue').map(([id]) => id)).toEqual([open]);
  expect(rows('Reliability').map((row) => row.slice(0, 4))).toEqual([
    ['0.1 to 0.2', '1', '0.10', '0.00'],
    ['0.3 to 0.4', '1', '0.30', '0.00'],
    ['0.8 to 0.9', '1', '0.80', '1.00'],
    ['0.9 to 1.0', '1', '0.90', '1.00'],
  ]);
});

test('an outcome resolves its forecast, which cannot change any more', () => {
  const at = repo();
  const id = added(at, 'forecast', '--claim', 'It holds.', '--probability', '0.7', '--due', '2026-01-01');
  expect(at.ka(['record', 'update', id, '--probability', '0.8']).code).toBe(0);
  added(at, 'outcome', '--forecast', id, '--result', '1', '--summary', 'It held.');
  const shown = at.ka(['record', 'show', id, '--json']).json().record;
  expect([shown.status, shown.probability]).toEqual(['resolved', 0.8]);
  expect(at.ka(['record', 'update', id, '--probability', '0.99'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('cannot change any more'),
  });
  expect(at.ka(['record', 'show', id, '--json']).json().record.probability).toBe(0.8);
});

test('an outcome without a result settles nothing', () => {
  const at = repo();
  const id = added(at, 'forecast', '--claim', 'It holds.', '--probability', '0.7', '--due', '2026-01-01');
  added(at, 'outcome', '--forecast', id, '--summary', 'Hard to say.');
  expect(at.ka(['record', 'show', id, '--json']).json().record.status).toBe('open');
  expect(at.ka(['record', 'update', id, '--probability', '0.6']).code).toBe(0);
  // Overview and report agree that it is overdue.
  expect(at.ka(['overview', '--json']).json().counts.overdue_forecasts).toBe(1);
  const overdue = at
    .ka(['report', 'irl', '--json'])
    .json()
    .sections.find((one: any) => one.title === 'Overdue');
  expect(overdue.rows.map(([first]: string[]) => first)).toEqual([id]);
});

test('a forecast is resolved by an outcome alone, so that none is put aside unjudged', () => {
  const at = repo();
  const id = added(at, 'forecast', '--claim', 'It holds.', '--probability', '0.7', '--due', '2026-01-01');
  expect(at.ka(['record', 'update', id, '--status', 'resolved'])).toMatchObject({
    code: 1,
    err: expect.stringContaining(`ka record add outcome --forecast ${id} --result`),
  });
  expect(at.ka(['record', 'update', id, '--status', 'withdrawn']).code).toBe(0);
});

test.each([
  [['--probability', '1.2', '--due', '2026-01-01'], 'probability is 1.2, above 1'],
  [['--probability', '0.5', '--due', 'soon'], 'no date or time'],
  [['--probability', '0.5'], 'due is missing'],
])('a forecast with %j is refused, and the next step named', (args, says) => {
  const at = repo();
  expect(at.ka(['record', 'add', 'forecast', '--claim', 'It holds.', ...args])).toMatchObject({
    code: 2,
    err: expect.stringContaining(says),
  });
  expect(at.ka(['record', 'list', 'forecast', '--json']).json().total).toBe(0);
});

test('a second outcome is refused with the first one named, however it comes', () => {
  const at = repo();
  const id = added(at, 'forecast', '--claim', 'It holds.', '--probability', '0.7', '--due', '2026-01-01');
  const first = added(at, 'outcome', '--forecast', id, '--result', '1', '--summary', 'It held.');
  const second = ['record', 'add', 'outcome', '--forecast', id, '--summary', 'It broke.'];
  const ran = at.ka([...second, '--result', '0']);
  expect(ran).toMatchObject({ code: 1, err: expect.stringContaining(`${id} was settled by ${first}`) });
  expect(ran.err).toContain(`try: ka record update ${first} --result 0`);
  // Said later, or by hand: no way leads around it.
  const later = added(at, 'outcome', '--forecast', id, '--summary', 'Hard to say.');
  expect(at.ka(['record', 'update', later, '--result', '0']).code).toBe(1);
  const path = `.kaizen/records/outcome/${later}.md`;
  const whole = at.read(path);
  at.write(path, whole.replace('\nforecast:', '\nresult: 0\nforecast:'));
  expect(at.ka(['record', 'seal', later])).toMatchObject({ code: 1, err: expect.stringContaining(first) });
  at.write(path, whole);
  const judged = at
    .ka(['report', 'irl', '--json'])
    .json()
    .sections.find((one: any) => one.title === 'Judged');
  expect(judged.rows.map((row: string[]) => row.slice(0, 3))).toEqual([[id, '0.7', '1']]);
});

test('an outcome that gets its result later resolves its forecast then', () => {
  const at = repo();
  const id = added(at, 'forecast', '--claim', 'It holds.', '--probability', '0.7', '--due', '2026-01-01');
  const outcome = added(at, 'outcome', '--forecast', id, '--summary', 'Hard to say.');
  expect(at.ka(['record', 'update', outcome, '--result', '1']).code).toBe(0);
  expect(at.ka(['record', 'show', id, '--json']).json().record.status).toBe('resolved');
});

test('an outcome that was wrong is put right where it stands', () => {
  const at = repo();
  const id = added(at, 'forecast', '--claim', 'It holds.', '--probability', '0.7', '--due', '2026-01-01');
  const first = added(at, 'outcome', '--forecast', id, '--result', '1', '--summary', 'It held.');
  expect(at.ka(['record', 'update', first, '--result', '0']).code).toBe(0);
  expect(at.ka(['record', 'show', first, '--json']).json().record).toMatchObject({ rev: 2, result: 0 });
});

test('an outcome that settled a forecast does not let go of it, however that is said', () => {
  const at = repo();
  const [one, two] = [predicted(at, review(at), 'A', 0.7), predicted(at, review(at), 'B', 0.2)];
  const outcome = added(at, 'outcome', '--forecast', one, '--result', '1', '--summary', 'It held.');
  const path = `.kaizen/records/outcome/${outcome}.md`;
  const whole = at.read(path);
  const stays = { code: 1, err: expect.stringContaining(`${outcome} settled ${one}: its forecast stays`) };
  const moved = at.ka(['record', 'update', outcome, '--forecast', two]);
  expect(moved).toMatchObject(stays);
  expect(moved.err).toContain(`try: ka record add outcome --forecast ${two} --result 1 --summary`);
  const emptied = at.ka(['record', 'update', outcome, '--result', '']);
  expect(emptied).toMatchObject(stays);
  expect(emptied.err).toContain(`try: ka record update ${outcome} --result `);
  expect(at.ka(['record', 'update', outcome, '--forecast', ''])).toMatchObject(stays);
  expect(at.read(path)).toBe(whole);
  at.git('add', '-A');
  at.git('commit', '-qm', 'settled');
  for (const edited of [whole.replace(one, two), whole.replace(/^result: 1\n/m, '')]) {
    at.write(path, edited);
    expect(at.ka(['record', 'seal', outcome])).toMatchObject(stays);
  }
  at.write(path, whole);
  const statuses = [one, two].map((id) => at.ka(['record', 'show', id, '--json']).json().record.status);
  expect(statuses).toEqual(['resolved', 'open']);
  expect(at.ka(['record', 'update', one, '--probability', '0.9']).code).toBe(1);
});

test('an outcome whose forecast is gone or was edited can still be changed', () => {
  const at = repo();
  const id = predicted(at, review(at), 'A', 0.7);
  const outcome = added(at, 'outcome', '--forecast', id, '--result', '1', '--summary', 'It held.');
  at.write(fileOf(id), at.read(fileOf(id)).replace('probability: 0.7', 'probability: 0.9'));
  const change = (summary: string) => at.ka(['record', 'update', outcome, '--summary', summary, '--json']);
  expect(change('It held well.')).toMatchObject({ code: 0 });
  rmSync(join(at.root, fileOf(id)));
  const ran = change('It held very well.');
  expect([ran.code, ran.json().record.rev]).toEqual([0, 3]);
  expect(at.ka(['record', 'update', outcome, '--result', '0'])).toMatchObject({ code: 0 });
});

test('where a forecast cannot be settled, no outcome is written', () => {
  const at = repo();
  const id = predicted(at, review(at), 'A', 0.7);
  const later = added(at, 'outcome', '--forecast', id, '--summary', 'Hard to say.');
  const whole = at.read(fileOf(id));
  at.write(fileOf(id), whole.replace('probability: 0.7', 'probability: 0.9'));
  const settle = ['--result', '1', '--summary', 'It held.'];
  const edited = { code: 1, err: expect.stringContaining('was edited outside of ka') };
  expect(at.ka(['record', 'add', 'outcome', '--forecast', id, ...settle])).toMatchObject(edited);
  expect(at.ka(['record', 'update', later, ...settle])).toMatchObject(edited);
  rmSync(join(at.root, fileOf(id)));
  expect(at.ka(['record', 'update', later, ...settle])).toMatchObject({ code: 2 });
  const outcomes = at.ka(['record', 'list', 'outcome', '--json']).json().records;
  expect(outcomes.map(({ id: one, rev }: { id: string; rev: number }) => [one, rev])).toEqual([[later, 1]]);
  at.write(fileOf(id), whole);
  expect(at.ka(['record', 'update', later, ...settle]).code).toBe(0);
  expect(at.ka(['record', 'show', id, '--json']).json().record.status).toBe('resolved');
});
