import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scratch } from '../repo.ts';
import { TASK, type Tree, tree } from './tree.ts';

const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');
const source = (at: Tree, id: string, ...more: string[]): any =>
  at.ok(
    'record',
    'add',
    'source',
    '--source-id',
    id,
    '--authority-tier',
    'normative',
    '--url',
    `https://example.org/${id}`,
    '--summary',
    'A.',
    ...more,
  );

test('JSON Lines of all records or of a kind; private ones only by name; secrets left out', () => {
  const at = tree();
  const { id, record } = at.ok(...TASK);
  at.ok('record', 'add', 'policy', '--title', 'P', '--summary', 'Q.');
  const lines = (...words: string[]): any[] => {
    const { out, code } = at.ka(['record', 'export', ...words]);
    expect(code).toBe(0);
    return out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  };
  expect(lines().map(({ kind }) => kind)).toEqual(['ledger', 'task']);
  expect(lines('task')).toEqual([record]);
  expect(lines('policy')).toHaveLength(1);
  expect(lines('gotcha')).toEqual([]);
  at.edit(at.file('task'), 'Fix the login', `Fix ghp_${'a1B2'.repeat(9)}`);
  expect(lines('task')[0]).toMatchObject({ id, title: expect.stringMatching(/^Fix <redacted:/) });
});

test('the manifest counts kinds and names each file with its hash, the same bytes each time', () => {
  const at = tree({
    '.kaizen/kinds/risk.yaml': 'kind: risk\nversion: 3\nprefix: rk\nabout: x\nfields: { title: {} }\n',
  });
  at.ok(...TASK);
  at.ok('record', 'add', 'plan', '--title', 'Move');
  at.ok('record', 'add', 'policy', '--title', 'P', '--summary', 'Q.');
  const manifest = at.ok('K6');
  expect(at.ok('record', 'export', '--manifest')).toEqual(manifest);
  const counts = Object.fromEntries(manifest.kinds.map(({ kind, records }: any) => [kind, records]));
  expect(counts).toMatchObject({ task: 1, plan: 1, ledger: 2, risk: 0 });
  expect(counts).not.toHaveProperty('policy');
  expect(manifest.kinds.find(({ kind }: any) => kind === 'risk').version).toBe(3);
  expect(manifest.files.map(({ path }: any) => path)).toEqual([
    '.kaizen/kinds/risk.yaml',
    expect.stringMatching(/^\.kaizen\/records\/ledger\/.*\.jsonl$/),
    expect.stringMatching(/^\.kaizen\/records\/task\/t_.*\.md$/),
    expect.stringMatching(/^workplans\/p_.*\.md$/),
  ]);
  for (const { path, sha256: hash, bytes } of manifest.files) {
    expect([hash, bytes]).toEqual([sha256(at.read(path)), Buffer.byteLength(at.read(path))]);
  }
});

test.each(['bundle', 'bundle.tar', 'bundle.tar.gz'])(
  'a bundle as %s holds every file, as its manifest says',
  (name) => {
    const at = tree();
    at.ok(...TASK);
    const plan = `workplans/${'a long name '.repeat(9).trim().replaceAll(' ', '-')}.md`;
    at.write(plan, '---\ntitle: Ö\n---\n');
    const target = join(scratch(), name);
    expect(at.ok('record', 'export', '--bundle', target, '--dry-run')).toMatchObject({ files: 3, dry_run: true });
    expect(existsSync(target)).toBe(false);
    const { hash } = at.ok('K3', target);
    const folder = name === 'bundle' ? target : scratch();
    if (folder !== target) execFileSync('tar', ['xf', target, '-C', folder]);
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    expect([manifest.hash, manifest.files.length]).toEqual([hash, 3]);
    for (const { path, sha256: of } of manifest.files) expect(sha256(readFileSync(join(folder, path)))).toBe(of);
    // A bundle is never written over.
    expect(at.ka(['K3', target])).toMatchObject({ code: 2, err: expect.stringContaining('is there already') });
    // The same records give the same bytes.
    if (folder !== target) {
      const again = join(scratch(), name);
      at.ok('K3', again);
      expect(readFileSync(again).equals(readFileSync(target))).toBe(true);
    }
  },
);

test('a secret in a file stops a bundle', () => {
  const at = tree();
  at.write('workplans/x.md', `---\ntitle: X\n---\n\nghp_${'a1B2'.repeat(9)}\n`);
  const target = join(scratch(), 'out');
  const { code, err } = at.ka(['record', 'export', '--bundle', target]);
  expect([code, existsSync(target)]).toEqual([2, false]);
  expect(err).toMatch(/workplans\/x\.md, line 5, holds what looks like a secret/);
});

test('S4 writes the sources sorted, the same bytes whatever the order of adding', () => {
  const [one, two] = [tree(), tree()];
  for (const [at, ids] of [
    [one, ['b', 'a']],
    [two, ['a', 'b']],
  ] as const) {
    at.at(0);
    for (const id of ids)
      source(at, id, '--version-or-commit', '1', '--license', 'MIT', '--retrieved-at', '2026-01-01');
    expect(at.ok('S4')).toMatchObject({ path: '.kaizen/sources.lock.json', count: 2 });
  }
  const lock = '.kaizen/sources.lock.json';
  expect(one.read(lock)).toBe(two.read(lock));
  expect(JSON.parse(one.read(lock)).sources).toMatchObject([
    { source_id: 'a', authority_tier: 'normative', version_or_commit: '1', license: 'MIT', content_hash: null },
    { source_id: 'b' },
  ]);
  expect(one.ok('S4').hash).toBe(`sha256:${sha256(one.read(lock))}`);
});

test("an artifact keeps its file's hash and size, and is verified against them", () => {
  const at = tree({ 'out/report.html': 'hello\n' });
  const { id, record } = at.ok('A1', '--path', 'out/report.html');
  expect(record).toMatchObject({ file: 'out/report.html', sha256: sha256('hello\n'), bytes: 6 });
  expect(at.ok('A1', '--path', 'out/report.html')).toMatchObject({ status: 'unchanged', id });
  expect(at.verify(id)).toMatchObject({ code: 0, all: { files: [{ id, match: true }] } });
  at.write('out/report.html', 'other\n');
  const changed = at.verify(id);
  expect([changed.code, changed.codes]).toEqual([1, ['changed-file']]);
  expect(changed.all.files).toEqual([
    { id, path: 'out/report.html', expected: sha256('hello\n'), actual: sha256('other\n'), match: false },
  ]);
  expect(at.ka(['A5', '--id', id])).toMatchObject({ code: 1 });
  expect(at.verify().codes).toEqual(['changed-file']);
  // A newer record of the file counts in the whole check; the old one is still told where it is asked for.
  at.at(60 * 24 * 400);
  at.ok('A1', '--path', 'out/report.html');
  expect([at.verify().code, at.verify(id).code]).toEqual([0, 1]);
  const absent = at.ok('A1', '--path', 'out/none.html').record;
  expect(absent).not.toHaveProperty('sha256');
  expect(absent).not.toHaveProperty('bytes');
  expect(at.ok('record', 'update', absent.id, '--file', 'out/report.html').record.sha256).toBe(sha256('other\n'));
  const wrong = at.ka(['A1', '--path', 'out/report.html', '--sha256', '00']);
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('sha256 is not that of out/report.html') });
});

test("a file's hash: of the project, or outside of it if that is allowed", () => {
  const at = tree({ 'a b.txt': 'x' });
  expect(at.ok('A2', '--path', 'a b.txt')).toEqual({
    schema_version: 1,
    path: 'a b.txt',
    sha256: sha256('x'),
    bytes: 1,
  });
  const outside = join(scratch(), 'spec.pdf');
  writeFileSync(outside, 'y');
  symlinkSync(outside, join(at.root, 'link'));
  for (const path of [outside, 'link', '../none']) expect(at.ka(['record', 'hash', path]).code).toBe(2);
  expect(at.ok('record', 'hash', outside, '--allow-external')).toMatchObject({ path: 'external:spec.pdf', bytes: 1 });
  expect(at.ka(['record', 'hash', 'none']).err).toContain('none is not there');
});

test('validate says all that is wrong at once, and writes nothing', () => {
  const at = tree();
  const words = ['task', '--titel', 'x', '--status', 'odd', '--task', 't_none', '--summary', 'One. Two. Three.'];
  const ran = at.ka(['record', 'validate', ...words, '--strict', '--json']);
  expect(ran.code).toBe(1);
  const said = ran.json().problems.map(({ field, says }: any) => `${field} ${says}`);
  expect(said).toContain('task has no --titel');
  expect(at.ka(['record', 'validate', ...words]).out).toContain('task has no --titel. Did you mean --title?\n');
  for (const start of [
    'title is missing',
    'status is "odd"',
    'task is t_none',
    'summary has 3 sentences',
    '## Scope is missing',
  ])
    expect(said.some((one: string) => one.startsWith(start))).toBe(true);
  expect(
    at.ok(
      'Q8',
      '--kind',
      'proposal',
      '--contract',
      'c',
      '--title',
      'A',
      '--summary',
      'B.',
      '--payload-json',
      '{"any": 1}',
    ),
  ).toEqual({
    schema_version: 1,
    valid: true,
    kind: 'proposal',
    problems: [],
  });
  expect(at.git('status', '--porcelain', '-uall')).toBe('');
});

test('validate says what add would refuse although the fields are right', () => {
  const at = tree();
  const learning = at.ok('record', 'add', 'learning', '--title', 'L', '--summary', 'S.').id;
  const said = (...words: string[]): string => {
    const [{ code, out }, added] = [at.ka(['record', 'validate', ...words]), at.ka(['record', 'add', ...words])];
    expect([words[0], code, added.code]).toEqual([words[0], 1, 1]);
    return out;
  };
  expect(said('learned', '--title', 'D', '--summary', 'S.', '--from', learning)).toContain(
    'learned is refused: A record of learned is made by promoting a learning',
  );
  const done = ['task', '--title', 'T', '--summary', 'S.', '--status', 'done'];
  expect(said(...done)).toContain('A new task as done needs\n- an accepted verification');
  expect(said('gotcha', '--title', 'T', '--summary', 'S.', '--status', 'promoted')).toContain('is not set by hand');
  expect(at.ka(['record', 'validate', ...done, '--reason', 'It is old.']).code).toBe(0);
});

test('K3 without a name takes no flag for one', () => {
  const at = tree();
  at.ok(...TASK);
  expect(at.ka(['K3', '--help'])).toMatchObject({ code: 0, out: expect.stringContaining('Usage: ka record export') });
  expect(at.ka(['K3', '--json']).code).toBe(2);
  expect(at.ka(['K3', 'all.tgz', '--json']).json().path).toContain('all.tgz');
  expect(readdirSync(at.root).filter((name) => name.startsWith('-'))).toEqual([]);
});
