// The plan is written before the data, and committed alone.
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo } from '../repo.ts';
import { at, DAY, kaAt, timedRepo, writeDigests } from './simulated.ts';

const T0 = Date.parse('2026-01-10T08:00:00Z');
const NEW = ['exp', 'new', '--hypothesis', 'split auth.py reduces tokens/session by 20%'];

test('the commit holds that file alone, whatever is staged, and every other file stays as it is', () => {
  const { project } = timedRepo({
    'src/auth.py': 'one\n',
    'staged.txt': 'a\n',
    'edited.txt': 'a\n',
    'both.txt': 'a\n',
  });
  project.write('staged.txt', 'b\n');
  project.write('new.txt', 'n\n');
  project.git('add', 'staged.txt', 'new.txt');
  project.write('edited.txt', 'b\n');
  project.write('both.txt', 'b\n');
  project.git('add', 'both.txt');
  project.write('both.txt', 'c\n');
  project.git('rm', '-q', '--cached', 'src/auth.py');
  const before = project.git('status', '--porcelain');
  const control = project.git('rev-parse', 'HEAD').trim();
  const made = kaAt(project, T0, [...NEW, '--json']);
  const { path, commit, experiment } = made.json();
  expect(project.git('show', '--name-only', '--format=%s', 'HEAD').trim().split('\n').filter(Boolean)).toEqual([
    expect.stringContaining(`Pre-register ${experiment.id}`),
    path,
  ]);
  expect([commit, experiment.control.commit]).toEqual([project.git('rev-parse', 'HEAD').trim(), control]);
  expect(project.git('log', '--format=%H', '-2').trim().split('\n')[1]).toBe(control);
  const ignoring = (text: string): string => text.replace(/^\?\? \.kaizen\/\n/m, '');
  expect(ignoring(project.git('status', '--porcelain'))).toBe(before);
  // The next commit of the user keeps the file.
  project.git('commit', '-q', '-m', 'mine');
  expect(project.git('show', `HEAD:${path}`)).toBe(project.read(path));
});

test('the file says hypothesis, control, metric, target, power and looks; the hypothesis first', () => {
  const { project } = timedRepo();
  const head = project.git('rev-parse', 'HEAD').trim();
  const path = kaAt(project, T0, [...NEW, '--json']).json().path as string;
  const text = project.read(path);
  expect(text.split('\n')[1]).toBe('hypothesis: split auth.py reduces tokens/session by 20%');
  for (const line of [
    'metric: tokens',
    'direction: less',
    'target_pct: 20',
    `commit: ${head}`,
    'looks: 5',
    'per_arm: 50',
    'window_days: 14',
    'power:',
    '- auth.py',
  ])
    expect(text).toContain(line);
  expect(text).not.toContain('null');
});

test('no hook of the repository runs', () => {
  const { project } = timedRepo();
  for (const name of ['pre-commit', 'commit-msg', 'post-commit', 'reference-transaction', 'prepare-commit-msg']) {
    const hook = join(project.root, '.git/hooks', name);
    project.write(`.git/hooks/${name}`, `#!/bin/sh\ntouch "${project.root}/ran-${name}"\nexit 1\n`);
    chmodSync(hook, 0o755);
  }
  const made = kaAt(project, T0, [...NEW, '--json']);
  expect(made.json().commit).toMatch(/^[0-9a-f]{40}$/);
  expect(project.git('status', '--porcelain')).not.toContain('ran-');
});

test('--no-commit writes the file only, and reports say not pre-registered', () => {
  const { project } = timedRepo();
  const head = project.git('rev-parse', 'HEAD');
  const made = kaAt(project, T0, [...NEW, '--no-commit', '--json']);
  expect([made.json().commit, project.git('rev-parse', 'HEAD')]).toEqual([null, head]);
  const report = kaAt(project, T0 + DAY, ['exp', 'report']).out.replace(/\s+/g, ' ');
  expect(report).toContain('not pre-registered: its file is not committed');
});

test('--dry-run prints the file and writes nothing', () => {
  const { project } = timedRepo();
  const ran = kaAt(project, T0, [...NEW, '--dry-run']);
  expect(ran.out).toContain('hypothesis: split auth.py');
  expect([
    existsSync(join(project.root, '.kaizen/experiments')),
    project.git('log', '--oneline').split('\n').length,
  ]).toEqual([false, 2]);
});

test('committed after the change, or changed since: not pre-registered, and why', () => {
  const { project, commit } = timedRepo();
  const late = kaAt(project, T0, [...NEW, '--no-commit', '--json']).json();
  commit(T0 + DAY, 'src/auth.py', 'two\n');
  commit(T0 + 2 * DAY, late.path, project.read(late.path));
  const report = () => kaAt(project, T0 + 3 * DAY, ['exp', 'report', late.experiment.id, '--json']).json().registration;
  expect(report()).toMatchObject({ state: 'not pre-registered', why: expect.stringContaining('after the treatment') });

  const other = timedRepo();
  const { path } = kaAt(other.project, T0, [...NEW, '--json']).json();
  const state = () => kaAt(other.project, T0 + DAY, ['exp', 'report', '--json']).json().registration;
  expect(state().state).toBe('pre-registered');
  // A tag, a note below, a verdict do not change the plan; the metric does.
  other.project.write(path, `${other.project.read(path)}\nMore on it.\n`);
  expect(state().state).toBe('pre-registered');
  other.project.write(path, other.project.read(path).replace('metric: tokens', 'metric: cost'));
  expect(state()).toMatchObject({ state: 'not pre-registered', why: 'changed since: metric' });
});

test('where it cannot be committed the file stands, and the reason is told', () => {
  const nobody = repo({ 'src/auth.py': 'x\n' });
  const ran = nobody.ka(NEW, {
    env: { GIT_AUTHOR_NAME: '', GIT_AUTHOR_EMAIL: '', GIT_COMMITTER_NAME: '', GIT_COMMITTER_EMAIL: '', KA_NOW: at(T0) },
  });
  expect([ran.code, ran.err]).toEqual([0, expect.stringContaining('not committed, so it is not pre-registered')]);
  expect(nobody.git('log', '--oneline').trim().split('\n')).toHaveLength(1);

  const merging = timedRepo();
  merging.project.write('.git/MERGE_HEAD', `${'a'.repeat(40)}\n`);
  expect(kaAt(merging.project, T0, NEW).err).toContain('half done (MERGE_HEAD)');

  const ignored = timedRepo({ '.gitignore': '.kaizen/\n' });
  expect(kaAt(ignored.project, T0, NEW).err).toContain('git ignores the file');

  const plain = repo({}, { git: false });
  expect(plain.ka([...NEW, '--bind', 'manual']).err).toContain('no git repository');
  const none = plain.ka(NEW);
  expect([none.code, none.err]).toEqual([2, expect.stringContaining('no commit that the control could be pinned to')]);
});

test('a secret in the sentence is refused, and nothing is written', () => {
  const { project } = timedRepo();
  const ran = kaAt(project, T0, ['exp', 'new', '--hypothesis', `key AKIA${'Q'.repeat(12)}ABCD reduces tokens by 20%`]);
  expect(ran.code).toBe(2);
  expect(existsSync(join(project.root, '.kaizen/experiments'))).toBe(false);
});

test('in a subfolder with a .kaizen of its own, and on a detached HEAD', () => {
  const { project } = timedRepo({ 'app/.kaizen/.gitignore': 'local/\n', 'app/src/auth.py': 'x\n' });
  project.git('checkout', '-q', '--detach');
  const ran = project.ka([...NEW, '--json'], { cwd: join(project.root, 'app'), env: { KA_NOW: at(T0) } });
  const { path, commit } = ran.json();
  expect(project.git('show', '--name-only', '--format=', 'HEAD').trim()).toBe(`app/${path}`);
  expect(commit).toBe(project.git('rev-parse', 'HEAD').trim());
  expect(project.git('status', '--porcelain')).toBe('');
  const report = project.ka(['exp', 'report', '--no-sync', '--json'], { cwd: join(project.root, 'app') }).json();
  expect(report.registration).toEqual({ state: 'pre-registered', commit, why: null });
});

test('an experiment whose file was bent is refused by name, and the others still work', () => {
  const { project } = timedRepo();
  const { path } = kaAt(project, T0, [...NEW, '--json']).json();
  project.write('.kaizen/experiments/exp_00000000.md', project.read(path).replace('metric: tokens', 'metrik: tokens'));
  const list = kaAt(project, T0, ['exp', 'list']);
  expect([list.code, list.err]).toEqual([
    0,
    expect.stringContaining('there is no key "metrik"; did you mean "metric"?'),
  ]);
  expect(list.out).toContain(path.slice(-15, -3));
  expect(kaAt(project, T0, ['exp', 'report', 'exp_00000000']).code).toBe(2);
  writeDigests(project, []);
  expect(readFileSync(join(project.root, path), 'utf8')).toContain('metric: tokens');
});

test('where git does not know who commits, the file is written and the reason is said whole', () => {
  const project = repo();
  project.git('config', 'user.useConfigOnly', 'true');
  const nobody = Object.fromEntries(
    ['GIT_AUTHOR_NAME', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_NAME', 'GIT_COMMITTER_EMAIL'].map((name) => [
      name,
      undefined,
    ]),
  ) as unknown as Record<string, string>;
  const ran = project.ka(NEW, { env: nobody });
  expect([ran.code, ran.err]).toEqual([
    0,
    expect.stringContaining(
      'it is not pre-registered: git does not know who you are (git config user.name, git config user.email)\n',
    ),
  ]);
});
