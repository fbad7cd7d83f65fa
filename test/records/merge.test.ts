import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TASK, type Tree, tree } from './tree.ts';

const BODY = '## Scope\n\nOne.\n\nTwo.\n\nThree.\n\n## Notes\n\nFirst.\n';

/** A set up repository with one task that two branches change, each committed. */
function fork(ours: (at: Tree, id: string) => void, theirs: (at: Tree, id: string) => void): Tree & { id: string } {
  const at = tree({ 'CLAUDE.md': 'x\n' });
  at.at(0);
  at.ok('init');
  const { id } = at.ok(...TASK, '--criteria', 'npm test passes', '--body', BODY);
  at.commit('start');
  at.git('checkout', '-q', '-b', 'side');
  at.at(10);
  theirs(at, id);
  at.commit('theirs');
  at.git('checkout', '-q', 'main');
  at.at(20);
  ours(at, id);
  at.commit('ours');
  at.at(30);
  return { ...at, id };
}

const update =
  (...flags: string[]) =>
  (at: Tree, id: string): void =>
    void at.ok('record', 'update', id, ...flags);

const shown = (at: Tree & { id: string }): any => at.ok('record', 'show', at.id).record;

/** What a merge must leave: all is as ka wrote it, and the ledger knows it once a command has run. */
function holds(at: Tree): void {
  expect(at.verify()).toMatchObject({ code: 0, codes: [] });
  at.commit('the ledger');
  expect(at.verify()).toMatchObject({ code: 0, codes: [] });
}

const HOWS = {
  merge: ['merge', '-q', '--no-edit', 'side'],
  rebase: ['rebase', '-q', 'side'],
  'cherry-pick': ['cherry-pick', 'side'],
};

test.each(Object.entries(HOWS))('%s: different fields and list items of two branches', (_how, words) => {
  const at = fork(
    update('--status', 'blocked', '--criteria', 'npm test passes', '--criteria', 'the docs say so'),
    update('--summary', 'Sessions end after five minutes.', '--criteria', 'npm test passes', '--criteria', 'no flake'),
  );
  at.git(...words);
  expect(shown(at)).toMatchObject({
    rev: 3,
    status: 'blocked',
    summary: 'Sessions end after five minutes.',
    criteria: ['npm test passes', 'the docs say so', 'no flake'],
    body: BODY,
  });
  holds(at);
  expect(at.ok('record', 'update', at.id, '--title', 'Fix it').record).not.toHaveProperty('merged');
  holds(at);
  const ledger = at.ok('record', 'list', 'ledger').records.map(({ op, of_rev }: any) => [op, of_rev]);
  expect(ledger).toEqual(
    expect.arrayContaining([
      ['add', 1],
      ['update', 2],
      ['update', 2],
      ['merge', 3],
    ]),
  );
});

test.each(Object.entries(HOWS))('%s: the same field: the later one wins, the other one is kept', (_how, words) => {
  const at = fork(update('--title', 'Fix the timeout'), update('--title', 'Fix the session'));
  at.git(...words);
  const record = shown(at);
  expect(record).toMatchObject({ rev: 3, title: 'Fix the timeout' });
  expect(record.body).toBe(
    `${BODY}\n## Merged\n\nOverruled in revision 2 of human, 2026-01-01T00:10:00.000Z:\n\n- title: \`"Fix the session"\`\n`,
  );
  holds(at);
});

test('bodies merge by section, and a section by line', () => {
  const at = fork(
    update('--body', BODY.replace('One.', 'Our one.')),
    update('--body', `${BODY.replace('Three.', 'Their three.')}\n## Bounds\n\nNone.\n`),
  );
  at.git(...HOWS.merge);
  expect(shown(at).body).toBe(
    '## Scope\n\nOur one.\n\nTwo.\n\nTheir three.\n\n## Bounds\n\nNone.\n\n## Notes\n\nFirst.\n',
  );
  holds(at);
});

test('where a section conflicts the earlier text is kept, quoted', () => {
  const at = fork(
    update('--body', BODY.replace('Two.', 'Our two.')),
    update('--body', BODY.replace('Two.', 'Their two.\n\n### A heading')),
  );
  at.git(...HOWS.merge);
  const { body } = shown(at);
  expect(body).toContain('## Scope\n\nOne.\n\nOur two.\n\nThree.\n');
  expect(body).toContain('- Scope:\n  > One.\n  >\n  > Their two.\n  >\n  > ### A heading\n  >\n  > Three.\n');
  holds(at);
});

test('what one side took away and the other one changed is told', () => {
  const at = fork(update('--criteria', 'all tests pass'), update('--criteria', ''));
  at.git(...HOWS.merge);
  expect(shown(at)).toMatchObject({
    criteria: ['all tests pass'],
    body: expect.stringContaining('- criteria was taken away\n'),
  });
  holds(at);
});

test('either way round gives the same bytes', () => {
  const at = fork(update('--title', 'A', '--status', 'blocked'), update('--title', 'B', '--body', 'Other text.'));
  const start = at.git('rev-parse', 'HEAD').trim();
  at.git(...HOWS.merge);
  const one = at.read(at.file('task'));
  at.git('reset', '-q', '--hard', start);
  at.git('checkout', '-q', 'side');
  at.git('merge', '-q', '--no-edit', 'main');
  expect(at.read(at.file('task'))).toBe(one);
});

test('a plan in workplans/ merges by field, too', () => {
  const at = tree({ 'CLAUDE.md': 'x\n' });
  at.at(0);
  at.ok('init');
  const tasks = (...of: [string, string][]): string =>
    JSON.stringify({ tasks: of.map(([id, status]) => ({ id, status })) });
  const { id } = at.ok(
    'record',
    'add',
    'plan',
    '--title',
    'Move',
    '--payload-json',
    tasks(['T1', 'todo'], ['T2', 'todo']),
  );
  at.commit('start');
  at.git('checkout', '-q', '-b', 'side');
  at.at(10);
  at.ok('record', 'update', id, '--payload-json', tasks(['T1', 'done'], ['T2', 'todo']));
  at.commit('theirs');
  at.git('checkout', '-q', 'main');
  at.at(20);
  at.ok('record', 'update', id, '--payload-json', tasks(['T1', 'todo'], ['T2', 'done'], ['T3', 'todo']));
  at.commit('ours');
  at.git('merge', '-q', '--no-edit', 'side');
  expect(at.ok('record', 'show', id).record.tasks).toEqual([
    { id: 'T1', status: 'done' },
    { id: 'T2', status: 'done' },
    { id: 'T3', status: 'todo' },
  ]);
  holds(at);
});

test('without the driver git conflicts, and verify finds the markers', () => {
  const at = fork(update('--title', 'A'), update('--title', 'B'));
  at.git('config', '--remove-section', 'merge.ka-record');
  expect(() => at.git(...HOWS.merge)).toThrow('git merge');
  expect(at.verify()).toMatchObject({ code: 1, codes: ['conflict'] });
  expect(at.ka(['record', 'update', at.id, '--status', 'blocked'])).toMatchObject({ code: 2 });
  expect(at.read(at.file('task'))).toContain('<<<<<<<');
});

test('the driver leaves what was edited outside of ka to git', () => {
  const at = fork(
    (r) => r.edit(r.file('task'), 'Fix the login', 'Fix the logout'),
    update('--title', 'Fix the session'),
  );
  expect(() => at.git(...HOWS.merge)).toThrow('git merge');
  expect(at.read(at.file('task'))).toMatch(/<<<<<<< ours\n[\s\S]*title: Fix the logout\n=======\n/);
});

test('a clone without the program merges by line', () => {
  const at = fork(update('--title', 'A'), update('--title', 'B'));
  at.git(
    'config',
    'merge.ka-record.driver',
    at.git('config', 'merge.ka-record.driver').trim().replace('ka record', 'no-such-ka record'),
  );
  expect(() => at.git(...HOWS.merge)).toThrow('git merge');
  expect(at.verify().codes).toEqual(['conflict']);
});

test('an aborted merge leaves no line in the ledger', () => {
  const at = fork(update('--title', 'A'), update('--title', 'B'));
  at.git('merge', '-q', '--no-commit', 'side');
  at.git('merge', '--abort');
  expect(at.verify()).toMatchObject({ code: 0 });
  expect(at.ok('record', 'list', 'ledger').records.map(({ op }: any) => op)).toEqual(['update', 'add']);
});

test('after init --remove nothing of the drivers is left', () => {
  const at = tree({ 'CLAUDE.md': 'x\n' });
  const [config, attributes] = ['.git/config', '.git/info/attributes'];
  at.write(attributes, '*.png binary\n');
  const before = [at.read(config), at.read(attributes)];
  at.ok('init');
  expect(at.read(attributes)).toContain('/workplans/*.md merge=ka-record');
  at.ok('init', '--remove');
  expect([at.read(config), at.read(attributes)]).toEqual(before);
});

test('a project in a folder of a larger repository', () => {
  const at = tree({ 'apps/web/CLAUDE.md': 'x\n' });
  const ka = (...words: string[]): any => at.ok(...words, '-t', join(at.root, 'apps/web'));
  at.at(0);
  ka('init');
  const task = ka(...TASK).id;
  const plan = ka('record', 'add', 'plan', '--title', 'Move').id;
  at.commit('start');
  at.git('checkout', '-q', '-b', 'side');
  at.at(10);
  for (const id of [task, plan]) ka('record', 'update', id, '--title', 'Theirs');
  at.commit('theirs');
  at.git('checkout', '-q', 'main');
  at.at(20);
  for (const [id, status] of [
    [task, 'blocked'],
    [plan, 'active'],
  ])
    ka('record', 'update', id, '--status', status);
  at.commit('ours');
  at.git('merge', '-q', '--no-edit', 'side');
  expect(ka('record', 'show', task).record).toMatchObject({ title: 'Theirs', status: 'blocked', rev: 3 });
  expect(ka('record', 'show', plan).record).toMatchObject({ title: 'Theirs', status: 'active', rev: 3 });
  expect(ka('record', 'verify').ok).toBe(true);
});

test('a text without headings of its kind merges as one, and stays as it is to the letter', () => {
  const at = tree({ 'CLAUDE.md': 'x\n' });
  at.at(0);
  at.ok('init');
  const body = '# A\n\n\n    code\n\nOne.\n\nTwo.\n\nThree.\n';
  const { id } = at.ok('record', 'add', 'review', '--summary', 'A.', '--body', body);
  at.commit('start');
  at.git('checkout', '-q', '-b', 'side');
  at.at(10);
  at.ok('record', 'update', id, '--body', body.replace('One.', 'Theirs.'), '--summary', 'B.');
  at.commit('theirs');
  at.git('checkout', '-q', 'main');
  at.at(20);
  at.ok('record', 'update', id, '--body', body.replace('Three.', 'Ours.'), '--summary', 'C.');
  at.commit('ours');
  at.git('merge', '-q', '--no-edit', 'side');
  const merged = body.replace('One.', 'Theirs.').replace('Three.', 'Ours.');
  const { record } = at.ok('record', 'show', id);
  expect(record.body.startsWith(`${merged}\n## Merged\n\nOverruled in revision 2`)).toBe(true);
  expect(record.body).toContain('- summary: `"B."`\n');
  holds(at);
});

test('a gotcha that two branches promoted is one learning too many: verify says so, and either can be kept', () => {
  const at = tree({ 'CLAUDE.md': 'x\n' });
  at.at(0);
  at.ok('init');
  const gotcha = at.ok('record', 'add', 'gotcha', '--title', 'G', '--summary', 'S.', '--body', 'Seen.').id;
  at.commit('start');
  at.git('checkout', '-q', '-b', 'side');
  at.at(10);
  const theirs = at.ok('record', 'promote', gotcha).id;
  at.commit('theirs');
  at.git('checkout', '-q', 'main');
  at.at(20);
  const ours = at.ok('record', 'promote', gotcha).id;
  at.commit('ours');
  at.at(30);
  at.git('merge', '-q', '--no-edit', 'side');
  const { code, all } = at.verify();
  expect([code, all.findings.map((one: any) => [one.code, one.id])]).toEqual([0, [['same-key', ours]]]);
  expect(all.findings[0].says).toContain(`is ${theirs} once more`);
  at.git('rm', '-q', at.file('learning', ours));
  at.ok('record', 'seal', ours);
  at.ok('record', 'update', gotcha, '--promoted-to', theirs);
  expect(at.verify().all.findings).toEqual([]);
});
