import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo } from '../repo.ts';
import { added, told } from './made.ts';

test('a record is a readable file, with the plain body under the first heading of its kind, and a line of the ledger', () => {
  const at = repo();
  const { id, record } = at
    .ka(['record', 'add', 'task', ...told('Fix the login'), '--body', 'Only the session cookie.', '--json'])
    .json();
  expect(id).toMatch(/^t_\d{14}_[0-9a-f]{10}$/);
  expect(record.path).toBe(`.kaizen/records/task/${id}.md`);
  const text = at.read(record.path);
  expect(text).toMatch(
    /^---\nid: t_\d+_\w+\nkind: task\nrev: 1\ntitle: Fix the login\nsummary: Fix the login in a sentence\.\nstatus: active\n/,
  );
  expect(text.endsWith('---\n## Scope\n\nOnly the session cookie.\n')).toBe(true);
  const [line] = at.ka(['record', 'list', 'ledger', '--json']).json().records;
  expect(line).toMatchObject({
    op: 'add',
    of: id,
    task: id,
    status: 'active',
    of_rev: 1,
    of_hash: record.hash,
    by: 'human',
  });
});

test('who writes: the coding tool that runs the command, or whoever --by names', () => {
  const at = repo();
  const by = (args: string[], env = {}) =>
    at.ka(['record', 'add', 'task', ...told('T'), '--json', ...args], { env }).json().record.by;
  expect([by([]), by([], { CLAUDECODE: '1' }), by(['--by', 'mara'], { CLAUDECODE: '1' })]).toEqual([
    'human',
    'agent:claude',
    'mara',
  ]);
});

test('all that is wrong is said at once, each with what to type, and nothing is written', () => {
  const at = repo();
  const long = 'word '.repeat(90).trim();
  const ran = at.ka([
    'record',
    'add',
    'task',
    '--summary',
    `${long}. Two. Three.`,
    '--status',
    'finished',
    '--task',
    't_nothing',
    '--paths',
    '../out',
    '--evidence',
    'path:gone.txt',
  ]);
  expect(ran.code).toBe(2);
  for (const part of [
    'title is missing. Write --title "Fix the login timeout"',
    'summary has 92 words, at most 80 are taken',
    'status is "finished", none of active, blocked, done, canceled. Write --status active',
    'paths is "../out", no path below the project',
    'task is t_nothing',
    'evidence is path:gone.txt, which is not there',
  ])
    expect(ran.err).toContain(part);
  expect(at.ka(['record', 'list', 'task', '--json']).json().total).toBe(0);
});

test('abbreviations and numbers end no sentence', () => {
  const at = repo();
  const add = (summary: string) => at.ka(['record', 'add', 'task', '--title', 'T', '--summary', summary]).code;
  expect(add('Use files, e.g. Markdown, for 1.5 MB etc. at most. That is all.')).toBe(0);
  expect(add('One. Two. Three.')).toBe(2);
});

test('a flag that the kind does not have is refused, the nearest named', () => {
  const at = repo();
  const ran = at.ka(['record', 'add', 'task', '--titel', 'T', '--probability', '1', ...told('T')]);
  expect(ran).toMatchObject({ code: 2 });
  expect(ran.err).toContain('task has no --titel. Did you mean --title?\ntask has no --probability.');
  expect(at.ka(['record', 'add', 'task', '--zzz', '1', ...told('T')]).err).toContain('try: ka record kinds task');
});

test('a flag that the kind does not have is told with all else that is wrong, by add, update and promote', () => {
  const at = repo();
  const refused = (words: string[], ...says: string[]): void => {
    const { code, err } = at.ka(['record', ...words]);
    expect([words[0], code]).toEqual([words[0], 2]);
    for (const one of says) expect(err).toContain(one);
  };
  const status = 'status is "odd", none of';
  refused(
    ['add', 'task', '--titel', 'T', '--status', 'odd'],
    'has no --titel',
    status,
    'title is missing',
    'summary is',
  );
  const task = added(at, 'task', ...told('T'));
  refused(['update', task, '--titel', 'T', '--status', 'odd'], 'has no --titel', status);
  const learning = added(at, 'learning', ...told('L'));
  refused(['promote', learning, '--corection', 'C', '--status', 'odd'], 'learned has no --corection', status);
  expect(at.ka(['record', 'show', task, '--json']).json().record.rev).toBe(1);
});

test('text comes by flag, by file, by payload or from standard input', () => {
  const at = repo({ 'summary.txt': 'From a file.\n', 'body.md': '## Scope\n\nAll of it.\n\n## Notes\n\nNone.\n' });
  const record = (...args: string[]) =>
    at.ka(['record', 'add', 'task', '--title', 'T', '--json', ...args], { input: 'From stdin.' }).json().record;
  expect(record('--summary-file', 'summary.txt', '--body-file', 'body.md')).toMatchObject({
    summary: 'From a file.',
    body: '## Scope\n\nAll of it.\n\n## Notes\n\nNone.\n',
  });
  expect(record('--summary-file', '-').summary).toBe('From stdin.');
  at.write('p.json', JSON.stringify({ summary: 'From a payload.', criteria: ['a', 'b'] }));
  expect(record('--payload-json-file', 'p.json')).toMatchObject({ summary: 'From a payload.', criteria: ['a', 'b'] });
  expect(record('--payload-json', '{"summary":"Inline."}').summary).toBe('Inline.');
  expect(at.ka(['record', 'add', 'task', '--title', 'T', '--summary-file', 'gone.txt'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('gone.txt is not there'),
  });
  expect(at.ka(['record', 'add', 'task', '--payload-json', '{"title":'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('no JSON'),
  });
});

test('--edit opens $EDITOR with the headings; an editor that fails writes nothing', () => {
  const at = repo({
    'editor.sh': '#!/bin/sh\ngrep -q "^## Scope" "$1" && printf "## Scope\\n\\nFrom the editor.\\n" > "$1"\n',
  });
  chmodSync(join(at.root, 'editor.sh'), 0o755);
  const add = (editor: string) =>
    at.ka(['record', 'add', 'task', ...told('T'), '--edit', '--json'], { env: { EDITOR: editor } });
  expect(add(join(at.root, 'editor.sh')).json().record.body).toBe('## Scope\n\nFrom the editor.\n');
  expect(add('false')).toMatchObject({ code: 2 });
  expect(at.ka(['record', 'list', 'task', '--json']).json().total).toBe(1);
});

test('a heading that stays empty is a warning, and with --strict an error', () => {
  const at = repo();
  const loose = at.ka(['record', 'add', 'gotcha', ...told('G')]);
  expect(loose).toMatchObject({ code: 0, err: expect.stringContaining('has nothing yet under "What happened"') });
  expect(at.ka(['record', 'add', 'gotcha', ...told('G'), '--strict'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('## What happened is missing'),
  });
  expect(at.ka(['record', 'list', 'gotcha', '--json']).json().total).toBe(1);
});

test('a key of the caller, or of the kind, makes adding again find the same record', () => {
  const at = repo();
  const first = at.ka(['record', 'add', 'task', ...told('T'), '--key', 'ISSUE-7', '--json']).json();
  const again = at.ka(['record', 'add', 'task', ...told('Other'), '--key', 'ISSUE-7', '--json']).json();
  expect([first.status, again.status, again.id, again.record.title]).toEqual(['added', 'unchanged', first.id, 'T']);
  const source = [
    '--source-id',
    'rfc',
    '--authority-tier',
    'normative',
    '--url',
    'https://example.org/rfc',
    '--summary',
    'It.',
  ];
  const locked = added(at, 'source', ...source, '--version', '1');
  expect(added(at, 'source', ...source, '--version-or-commit', '1')).toBe(locked);
  expect(added(at, 'source', ...source, '--version-or-commit', '2')).not.toBe(locked);
});

test('any unique beginning of an id is enough, also in links; an ambiguous one names some', () => {
  const at = repo();
  const task = added(at, 'task', ...told('Only one'));
  const { record } = at.ka(['record', 'add', 'gotcha', ...told('G'), '--task', 't_', '--json']).json();
  expect(record.task).toBe(task);
  expect(at.ka(['record', 'show', task.slice(0, 12), '--json']).json().id).toBe(task);
  // Both may be of one second: then chance orders them.
  const both = [task, added(at, 'task', ...told('Another'))].sort().join(', ');
  expect(at.ka(['record', 'show', 't_'])).toMatchObject({
    code: 2,
    err: expect.stringContaining(`t_ may be ${both}.`),
  });
  expect(at.ka(['record', 'show', 'x_1'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no record x_1'),
  });
});

test('links are of the right kind; a commit is kept whole', () => {
  const at = repo();
  const gotcha = added(at, 'gotcha', ...told('G'));
  expect(at.ka(['record', 'add', 'gotcha', ...told('H'), '--task', gotcha])).toMatchObject({ code: 2 });
  const head = at.git('rev-parse', 'HEAD').trim();
  const { record } = at
    .ka(['record', 'add', 'gotcha', ...told('H'), '--evidence', `commit:${head.slice(0, 8)}`, '--json'])
    .json();
  expect(record.evidence).toEqual([`commit:${head}`]);
});

test('a dry run writes nothing', () => {
  const at = repo();
  expect(at.ka(['record', 'add', 'task', ...told('T'), '--dry-run']).out).toMatch(/^would add: t_/);
  expect(at.git('status', '--porcelain', '--untracked-files=all')).toBe('');
});

test('a kind says of a flag that takes several texts that it may be repeated, and it may', () => {
  const at = repo();
  expect(at.ka(['record', 'kinds', 'task']).out).toMatch(/^--criteria +text, repeatable/m);
  const id = added(at, 'task', ...told('Two checks'), '--criteria', 'a', '--criteria', 'b');
  expect(at.ka(['record', 'show', id]).out).toContain('criteria: ["a","b"]');
});

test('a kind that is not there names the nearest', () => {
  expect(repo().ka(['record', 'add', 'gotha', ...told('T')])).toMatchObject({
    code: 2,
    err: expect.stringContaining('Did you mean gotcha?'),
  });
});

test('a slip in a choice is answered with the choice that was meant', () => {
  const at = repo();
  const task = added(at, 'task', ...told('Fix the login'));
  const ran = at.ka(['record', 'update', task, '--status', 'don']);
  expect(ran).toMatchObject({
    code: 2,
    err: expect.stringContaining('none of active, blocked, done, canceled. Did you mean --status done?'),
  });
  expect(ran.err).toContain(`try: ka record update ${task} --status done\n`);
});
