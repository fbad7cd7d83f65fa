// The plan was first where git's own history says so; clocks decide nothing.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, scratch } from '../repo.ts';
import { at, DAY, kaAt, type Simulated, timedRepo, writeDigests } from './simulated.ts';

const T0 = Date.parse('2026-01-10T08:00:00Z');
const NEW = ['exp', 'new', '--no-sync', '--json', '--hypothesis', 'split auth.py reduces tokens/session by 20%'];

const session = (id: string, time: number, start: string, more: Record<string, unknown> = {}): Simulated => ({
  id,
  started: at(time),
  start,
  tokens: 1000,
  more,
});

/** What the report says of the plan, with these sessions. */
function registration(project: Repo, sessions: readonly Simulated[] = []) {
  writeDigests(project, sessions);
  return kaAt(project, T0 + 10 * DAY, ['exp', 'report', '--no-sync', '--json']).json().registration;
}

test('the plan comes before the change, though its committer’s clock was a week ahead', () => {
  const { project, commit } = timedRepo();
  const ahead = { GIT_COMMITTER_DATE: at(T0 + 7 * DAY), GIT_AUTHOR_DATE: at(T0 + 7 * DAY) };
  const { commit: plan } = kaAt(project, T0, NEW, ahead).json();
  commit(T0 + DAY, 'src/auth.py', 'two\n');
  expect(registration(project)).toEqual({ state: 'pre-registered', commit: plan, why: null });
});

test('a plan that is committed after the change is none, though its commit is dated back', () => {
  const { project, commit } = timedRepo();
  const { path } = kaAt(project, T0, [...NEW, '--no-commit']).json();
  const change = commit(T0 + DAY, 'src/auth.py', 'two\n');
  const plan = commit(T0 - DAY, path, project.read(path));
  expect(registration(project)).toEqual({
    state: 'not pre-registered',
    commit: plan,
    why: `its file was committed after the treatment had begun (${change.slice(0, 10)})`,
  });
});

test('a rebase: the plan is before the change on the old line and on the new one', () => {
  const { project, commit } = timedRepo();
  project.git('checkout', '-q', '-b', 'feature');
  kaAt(project, T0, NEW);
  const old = commit(T0 + DAY, 'src/auth.py', 'two\n');
  project.git('checkout', '-q', 'main');
  commit(T0 + 2 * DAY, 'notes.txt', 'x\n');
  project.git('checkout', '-q', 'feature');
  project.git('rebase', '-q', 'main');
  const [rebased, plan] = project.git('log', '--format=%H', '-2').trim().split('\n') as [string, string];
  const sessions = [session('old', T0 + DAY + 1000, old), session('new', T0 + 3 * DAY, rebased)];
  expect(registration(project, sessions)).toEqual({ state: 'pre-registered', commit: plan, why: null });
  expect(registration(project, [])).toMatchObject({ state: 'pre-registered', commit: plan });
});

/** Plan and change on a branch that is squashed into main. @param target what the branch then makes of the plan's 20 */
function squashed(target = '20') {
  const { project, commit } = timedRepo();
  project.git('checkout', '-q', '-b', 'feature');
  const { path, experiment } = kaAt(project, T0, NEW).json();
  const message = `Split\n\nExperiment: ${experiment.id}`;
  const change = commit(T0 + DAY, 'src/auth.py', 'two\n', message);
  if (target !== '20') commit(T0 + 2 * DAY, path, project.read(path).replace('pct: 20', `pct: ${target}`));
  project.git('checkout', '-q', 'main');
  project.git('merge', '-q', '--squash', 'feature');
  project.git('commit', '-q', '-m', message);
  const squash = project.git('rev-parse', 'HEAD').trim();
  return { project, squash, sessions: [session('old', T0 + DAY + 1, change), session('new', T0 + 3 * DAY, squash)] };
}

test('a squash: the commits that it was made of tell; where they are gone it is unknown, and said so', () => {
  const { project, squash, sessions } = squashed();
  expect(registration(project, sessions)).toEqual({ state: 'pre-registered', commit: squash, why: null });
  expect(registration(project, sessions.slice(1))).toEqual({
    state: 'unknown',
    commit: squash,
    why: expect.stringContaining(
      `its file and the change came in one commit (${squash.slice(0, 10)}); where that is a squash`,
    ),
  });
});

test('a squash hides no target that was lowered on its branch', () => {
  const { project, sessions } = squashed('5');
  expect(registration(project, sessions)).toMatchObject({
    state: 'not pre-registered',
    why: 'changed since: target_pct',
  });
});

test('a change on a line that lacks the plan: unknown, with what the clocks say', () => {
  const { project, commit } = timedRepo();
  const control = project.git('rev-parse', 'HEAD').trim();
  const { experiment } = kaAt(project, T0, NEW).json();
  project.git('checkout', '-q', '-b', 'feature', control);
  const change = commit(T0 + DAY, 'src/auth.py', 'two\n', `Split\n\nExperiment: ${experiment.id}`);
  project.git('checkout', '-q', 'main');
  project.git('merge', '-q', '--no-edit', 'feature');
  expect(registration(project)).toMatchObject({
    state: 'unknown',
    why: `the change lies on a line of the history that lacks its file (${change.slice(0, 10)}), so git does not tell which came first; by the clocks the file`,
  });
});

test('a shallow clone that cuts the plan off does not tell, and says how to find out', () => {
  const { project, commit } = timedRepo();
  const { experiment } = kaAt(project, T0, NEW).json();
  commit(T0 + DAY, 'src/auth.py', 'two\n', `Split\n\nExperiment: ${experiment.id}`);
  commit(T0 + 2 * DAY, 'notes.txt', 'x\n');
  const state = (depth: number) => {
    const root = join(scratch(), 'clone');
    execFileSync('git', ['clone', '-q', '--depth', String(depth), `file://${project.root}`, root], { stdio: 'pipe' });
    return project.ka(['exp', 'report', '--no-sync', '--json'], { cwd: root }).json().registration;
  };
  const unknown = { state: 'unknown', why: 'a shallow clone does not tell (git fetch --unshallow)' };
  // One commit; the change at the cut; the plan at the cut; all that matters.
  expect([state(1), state(2), state(3)]).toEqual(Array(3).fill(expect.objectContaining(unknown)));
  expect(state(4)).toMatchObject({ state: 'pre-registered' });
});

test.each([
  ['hypothesis', 'hypothesis: split auth.py', 'hypothesis: shorten auth.py'],
  ['metric', 'metric: tokens', 'metric: cost'],
  ['target_pct', 'target_pct: 20', 'target_pct: 10'],
  ['per_arm', 'per_arm: 50', 'per_arm: 20'],
])('the %s changed since: said so, also where the change is committed', (key, before, after) => {
  const { project, commit } = timedRepo();
  const { path } = kaAt(project, T0, NEW).json();
  commit(T0 + DAY, 'src/auth.py', 'two\n');
  commit(T0 + 2 * DAY, path, project.read(path).replace(before, after));
  expect(registration(project)).toMatchObject({ state: 'not pre-registered', why: `changed since: ${key}` });
});

test('without a commit that makes the change: sessions of the treatment that began at the plan or after it', () => {
  const { project, commit } = timedRepo();
  const control = project.git('rev-parse', 'HEAD').trim();
  const { commit: plan } = kaAt(project, T0, [...NEW, '--bind', 'manual']).json();
  const later = commit(T0 + DAY, 'notes.txt', 'x\n');
  project.git('checkout', '-q', '-b', 'side', control);
  const side = commit(T0 + DAY, 'side.txt', 'x\n');
  project.git('checkout', '-q', 'main');
  const guessed = { git: { start: plan, end: plan, branch: null, dirty: null, bound_by: 'time' } };
  const sessions = [
    session('at-plan', T0 + 1, plan),
    session('later', T0 + DAY, later),
    session('guessed', T0 + 2, plan, guessed),
    session('side', T0 + DAY, side),
    session('before', T0 - DAY, control),
  ];
  const state = (tag: string) => {
    writeDigests(project, sessions);
    const words = ['exp', 'tag', '--session', tag, '--arm', 'treatment', '--no-sync'];
    expect(kaAt(project, T0 + 2 * DAY, words).code).toBe(0);
    return registration(project, sessions);
  };
  expect([state('at-plan').state, state('later')]).toEqual([
    'pre-registered',
    { state: 'pre-registered', commit: plan, why: null },
  ]);
  expect(state('side')).toMatchObject({
    state: 'unknown',
    why: expect.stringContaining(`a session of the treatment ran on a line of the history that lacks its file`),
  });
  expect(state('guessed')).toMatchObject({
    state: 'unknown',
    why: 'where a session of the treatment began is not known in this clone',
  });
  expect(state('before')).toMatchObject({
    state: 'not pre-registered',
    why: `its file was committed after the treatment had begun (${control.slice(0, 10)})`,
  });
});
