import { expect, test } from 'vitest';
import { repo } from '../repo.ts';
import { added, told } from './made.ts';

test('a lesson from gotcha to learned: what each stage needs, and its lineage both ways', () => {
  const at = repo({ 'docs/commands.md': 'table\n' });
  const gotcha = added(at, 'gotcha', ...told('Command drift'), '--body', 'The table and the map disagreed.');
  // A learning without its cause is taken; it says what it needs and stands in the overview.
  const first = at.ka(['L2', '--id', gotcha, '--json']).json();
  expect(first.needs.map((need: string) => need.split(':')[0])).toEqual(['root cause', 'correction']);
  expect(first.record).toMatchObject({ kind: 'learning', from: gotcha, title: 'Command drift' });
  expect(at.ka(['overview']).out).toContain(`- ${first.id}: Command drift`);
  // Once only.
  expect(at.ka(['L2', '--id', gotcha, '--json']).json()).toMatchObject({ status: 'unchanged', id: first.id });
  expect(at.ka(['record', 'list', 'learning', '--json']).json().total).toBe(1);
  // The hard gate names all that is missing, and no reason passes it.
  const refused = at.ka(['L3', '--id', first.id]);
  expect(refused.code).toBe(1);
  for (const part of ['- root cause', '- correction', '- implemented by', '- an accepted verification'])
    expect(refused.err).toContain(part);
  expect(at.ka(['L3', '--id', first.id, '--reason', 'I say so.']).code).toBe(1);
  expect(at.ka(['record', 'list', 'learned', '--json']).json().total).toBe(0);
  at.ka([
    'record',
    'update',
    first.id,
    '--cause',
    'Two sources.',
    '--correction',
    'Generate one.',
    '--implemented',
    'path:docs/commands.md',
  ]);
  added(at, 'verification', '--of', first.id, '--summary', 'It cannot drift.', '--run', 'test -f docs/commands.md');
  const learned = at.ka(['L3', '--id', first.id, '--json']).json();
  expect(learned.record).toMatchObject({ kind: 'learned', from: first.id, implemented_by: ['path:docs/commands.md'] });
  expect(learned.record.body).toContain('## Root cause\n\nTwo sources.\n\n## Correction\n\nGenerate one.');
  const links = at
    .ka(['record', 'show', first.id, '--json'])
    .json()
    .links.map(({ how, id }: any) => `${how} ${id}`);
  expect(links).toEqual(
    expect.arrayContaining([
      `from ${gotcha}`,
      `promoted_to ${learned.id}`,
      `← from ${learned.id}`,
      `← promoted_to ${gotcha}`,
    ]),
  );
});

test('what is said at the promotion counts for the gate, and stands in the new record', () => {
  const at = repo({ 'a.ts': '' });
  const learning = added(at, 'learning', ...told('L'));
  added(at, 'verification', '--of', learning, '--conclusion', 'VERIFIED_ACCEPTABLE', '--summary', 'Seen.');
  const ran = at.ka([
    'record',
    'promote',
    learning,
    '--cause',
    'C.',
    '--correction',
    'K.',
    '--implemented',
    'path:a.ts',
    '--title',
    'Said better',
    '--json',
  ]);
  expect(ran.json().record).toMatchObject({
    title: 'Said better',
    body: '## Root cause\n\nC.\n\n## Correction\n\nK.\n',
  });
});

test('a verdict that was replaced by a failed one gates again', () => {
  const at = repo({ 'a.ts': '' });
  const learning = added(
    at,
    'learning',
    ...told('L'),
    '--cause',
    'C.',
    '--correction',
    'K.',
    '--implemented',
    'path:a.ts',
  );
  added(at, 'verification', '--of', learning, '--conclusion', 'VERIFIED_ACCEPTABLE', '--summary', 'Seen.');
  added(at, 'verification', '--of', learning, '--conclusion', 'VERIFICATION_FAILED', '--summary', 'Broken again.');
  expect(at.ka(['record', 'promote', learning])).toMatchObject({
    code: 1,
    err: expect.stringContaining('says VERIFICATION_FAILED'),
  });
});

test('a kind that becomes nothing further says so', () => {
  const at = repo();
  const task = added(at, 'task', ...told('T'));
  expect(at.ka(['record', 'promote', task])).toMatchObject({
    code: 2,
    err: expect.stringContaining('becomes nothing further'),
  });
});

test('no way leads around the gate: a learned lesson is not added or sealed, a promotion not written down', () => {
  const at = repo();
  const gotcha = added(at, 'gotcha', ...told('G'));
  const learning = added(at, 'learning', ...told('L'));
  const refused = (args: string[], says: string): void =>
    expect(at.ka(args)).toMatchObject({ code: 1, err: expect.stringContaining(says) });
  refused(['record', 'add', 'learned', ...told('D'), '--from', learning], 'is made by promoting a learning');
  refused(['record', 'update', learning, '--status', 'promoted'], `ka record promote ${learning}`);
  refused(['record', 'update', gotcha, '--promoted-to', learning], `ka record promote ${gotcha}`);
  refused(['record', 'add', 'gotcha', ...told('H'), '--status', 'promoted'], 'ka record promote');
  const id = 'ld_20261119090000_0000000000';
  at.write(`.kaizen/records/learned/${id}.md`, `---\nid: ${id}\ntitle: D\nsummary: S\nfrom: ${learning}\n---\n`);
  refused(['record', 'seal', id], 'is made by promoting a learning');
  const { path } = at.ka(['record', 'show', gotcha, '--json']).json().record;
  at.write(path, at.read(path).replace('status: active', 'status: promoted'));
  refused(['record', 'seal', gotcha], `ka record promote ${gotcha}`);
});

test('what made a lesson learned is not taken away from it later', () => {
  const at = repo({ 'a.md': '' });
  const learning = added(at, 'learning', ...told('L'), '--cause', 'C.', '--correction', 'D.');
  added(at, 'verification', '--of', learning, '--conclusion', 'VERIFIED_ACCEPTABLE', '--summary', 'Seen.');
  const { id, record } = at.ka(['record', 'promote', learning, '--implemented', 'path:a.md', '--json']).json();
  const refused = (args: string[], says: string): void =>
    expect(at.ka(['record', ...args])).toMatchObject({ code: 1, err: expect.stringContaining(says) });
  refused(['update', id, '--implemented', ''], `- implemented by: ka record update ${id} --implemented-by path:`);
  refused(['update', id, '--cause', ''], `- root cause: ka record update ${id} --cause "…"`);
  refused(['update', id, '--body', 'Gone.'], '- correction');
  const text = at.read(record.path);
  at.write(record.path, text.replace(/^implemented_by: .*\n/m, ''));
  refused(['seal', id], '- implemented by');
  at.write(record.path, text);
  expect(at.ka(['record', 'update', id, '--cause', 'Another.', '--status', 'retired']).code).toBe(0);
});
