import { expect, test } from 'vitest';
import { repo } from '../repo.ts';
import { added, told } from './made.ts';

test('proposals are ranked within their metric, in its own direction; what is not measured stands apart', () => {
  const at = repo();
  const propose = (title: string, ...args: string[]): string =>
    added(at, 'proposal', '--contract', 'tdd', ...told(title), ...args);
  propose('Small gain', '--metric', 'pass-rate', '--baseline', '0.8', '--candidate', '0.84', '--n', '20');
  propose('Large gain', '--metric', 'pass-rate', '--baseline', '0.5', '--candidate', '0.75');
  propose('Less time', '--metric', 'minutes', '--direction', 'min', '--baseline', '10', '--candidate', '8');
  propose('More time', '--metric', 'minutes', '--direction', 'min', '--baseline', '10', '--candidate', '12');
  const idea = propose('Only an idea');
  const sections = at.ka(['O3', '--contract', 'tdd', '--json']).json().sections;
  const rows = (title: string): string[][] => sections.find((one: any) => one.title === title).rows;
  expect(rows('Metric pass-rate').map((row) => [row[2], row[3], row[5]])).toEqual([
    ['+50.0 %', '-', 'Large gain'],
    ['+5.0 %', '20', 'Small gain'],
  ]);
  expect(rows('Metric minutes').map((row) => row[2])).toEqual(['+20.0 %', '-20.0 %']);
  expect(rows('Not measured').map(([id]) => id)).toEqual([idea]);
});

test('scores of single cases give an interval; those of a model never enter it', () => {
  const at = repo();
  const id = added(
    at,
    'proposal',
    '--contract',
    'tdd',
    ...told('Faster'),
    '--metric',
    'seconds',
    '--direction',
    'min',
    '--baseline',
    '10',
    '--candidate',
    '8',
  );
  for (const value of [7, 7.5, 8, 8, 8.5, 9])
    added(
      at,
      'score',
      '--name',
      'seconds',
      '--value',
      String(value),
      '--data-type',
      'numeric',
      '--source',
      'deterministic',
      '--proposal',
      id,
    );
  added(
    at,
    'score',
    '--name',
    'opinion',
    '--value',
    '99',
    '--data-type',
    'numeric',
    '--source',
    'model',
    '--proposal',
    id,
  );
  const sections = at.ka(['report', 'lab', '--json']).json().sections;
  expect(sections[0].rows[0].slice(2, 5)).toEqual(['+20.0 %', '6', '+10.0 % to +30.0 %']);
  expect(sections.find((one: any) => one.title === 'Scores given by a model').rows[0].slice(1, 3)).toEqual([
    'opinion',
    '99',
  ]);
});

test.each([
  ['yes', 'boolean', { value_num: 1, value_label: 'true' }],
  ['off', 'boolean', { value_num: 0, value_label: 'false' }],
  ['good', 'categorical', { value_label: 'good' }],
  ['0.9', 'numeric', { value_num: 0.9 }],
])('a score of %s as %s is kept as %j', (value, type, kept) => {
  const at = repo();
  const ran = at.ka([
    'T2',
    '--payload-json',
    JSON.stringify({ name: 'x', value, data_type: type, source: 'human' }),
    '--json',
  ]);
  expect(ran.json().record).toMatchObject(kept);
});

test.each([
  ['maybe', 'boolean', 'neither yes nor no'],
  ['high', 'numeric', 'no number'],
])('a score of %s as %s is refused', (value, type, says) => {
  const ran = repo().ka([
    'record',
    'add',
    'score',
    '--name',
    'x',
    '--value',
    value,
    '--data-type',
    type,
    '--source',
    'human',
  ]);
  expect(ran).toMatchObject({ code: 2, err: expect.stringContaining(says) });
});

test('the trace of a task is a tree with its sums; what has no cost is not counted as 0', () => {
  const at = repo();
  const task = added(at, 'task', ...told('Read'));
  const event = (...args: string[]): string => added(at, 'trace', '--summary', 'Event.', '--task-id', task, ...args);
  const top = event('--kind', 'model_call', '--total-tokens', '100', '--cost', '0.1');
  event('--kind', 'tool_call', '--name', 'Read', '--parent', top, '--total-tokens', '50', '--cost', '0.2');
  event('--kind', 'verifier');
  const { sections } = at.ka(['T3', '--task-id', task, '--json']).json();
  expect(sections[0].rows[0]).toEqual(['3', '150', '0.3', '2', '-']);
  expect(sections[1].rows.map((row: string[]) => row[1])).toEqual(['model_call', '  tool_call Read', 'verifier']);
});

test('a recommendation of the queue becomes a proposal, once', () => {
  const at = repo({ 'agents/tdd.md': '---\nname: tdd\ndescription: Test first.\n---\nWrite tests.\n' });
  for (let n = 0; n < 12; n++) at.ka(['metrics', 'record', 'tdd', '--failure', '--session', `s${n}`, '--time', '60']);
  const [bet] = at.ka(['metrics', 'optimize', 'tdd', '--json']).json().agents[0].recommendations;
  const first = at.ka(['record', 'add', 'proposal', '--bet', bet.id, '--json']).json();
  expect(first.record).toMatchObject({ contract: bet.subject, bet: bet.id });
  expect(at.ka(['record', 'add', 'proposal', '--bet', bet.id, '--json']).json()).toMatchObject({
    status: 'unchanged',
    id: first.id,
  });
  expect(at.ka(['record', 'add', 'proposal', '--bet', 'nothing'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('no bet of the queue'),
  });
});
