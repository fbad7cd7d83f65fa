// Which arm a session belongs to, on true git histories.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, scratch } from '../repo.ts';
import { at, DAY, kaAt, type Simulated, timedRepo, writeDigests } from './simulated.ts';

const T0 = Date.parse('2026-01-10T08:00:00Z');
const HYPOTHESIS = 'split auth.py reduces tokens/session by 20%';

let number = 0;
const session = (time: number, start: string | null, more: Partial<Simulated> = {}): Simulated => ({
  id: `s${number++}`,
  started: at(time),
  start,
  tokens: 1000 + number,
  ...more,
});

/** An experiment at T0 on a repository; the report at a later time, as `{ id: arm or reason }`. */
function experiment(words: readonly string[] = [], files?: Record<string, string>) {
  const { project, commit } = timedRepo(files);
  const control = project.git('rev-parse', 'HEAD').trim();
  const made = kaAt(project, T0, ['exp', 'new', '--hypothesis', HYPOTHESIS, ...words, '--json']);
  expect(made.err).not.toContain('not committed');
  const { experiment } = made.json();
  const report = (sessions: readonly Simulated[], more: readonly string[] = [], root: Repo = project) => {
    writeDigests(root, sessions);
    return kaAt(root, T0 + 10 * DAY, ['exp', 'report', '--json', ...more]).json();
  };
  return { project, commit, control, id: experiment.id as string, report };
}

const reasons = (report: any): Record<string, number> =>
  Object.fromEntries(report.excluded.map(({ reason, n }: { reason: string; n: number }) => [reason, n]));
const sizes = ({ arms }: any): [number, number] => [arms.control.sessions, arms.treatment.sessions];

test('linear history: before the change is control, from it on treatment', () => {
  const { project, commit, control, report } = experiment();
  const registered = project.git('rev-parse', 'HEAD').trim();
  const later = commit(T0 + DAY, 'notes.txt', 'more\n');
  const change = commit(T0 + 2 * DAY, 'src/auth.py', 'two\n');
  const after = commit(T0 + 3 * DAY, 'notes.txt', 'again\n');
  const seen = report([
    session(T0 - DAY, control),
    session(T0 + 1000, registered),
    session(T0 + DAY + 1000, later),
    session(T0 + 2 * DAY + 1000, change),
    session(T0 + 3 * DAY + 1000, after),
  ]);
  expect(sizes(seen)).toEqual([3, 2]);
  expect(seen.treatment).toEqual({ commit: change, by: 'file' });
  expect(seen.excluded).toEqual([]);
});

test('sessions of the days before the control commit count, on the same line only', () => {
  const { project, commit } = timedRepo();
  const old = project.git('rev-parse', 'HEAD').trim();
  project.git('checkout', '-q', '-b', 'side');
  const side = commit(T0 - 3 * DAY, 'side.txt', 'x\n');
  project.git('checkout', '-q', 'main');
  commit(T0 - 2 * DAY, 'notes.txt', 'y\n');
  kaAt(project, T0, ['exp', 'new', '--hypothesis', HYPOTHESIS]);
  const change = commit(T0 + DAY, 'src/auth.py', 'two\n');
  writeDigests(project, [
    session(T0 - 5 * DAY, old),
    session(T0 - 3 * DAY, side),
    session(T0 - 30 * DAY, old),
    session(T0 + DAY + 5000, change),
    session(T0 + 16 * DAY, change),
  ]);
  const seen = kaAt(project, T0 + 20 * DAY, ['exp', 'report', '--json']).json();
  expect(sizes(seen)).toEqual([1, 1]);
  expect(reasons(seen)).toEqual({ 'unrelated-history': 1, 'outside-window': 2 });
});

test('each reason for leaving a session out is named', () => {
  const { project, commit, control, id, report } = experiment();
  const change = commit(T0 + DAY, 'src/auth.py', 'two\n');
  project.git('revert', '--no-edit', change);
  const reverted = project.git('rev-parse', 'HEAD').trim();
  const bound = (by: string | null, start: string) => ({
    more: { git: { start, end: start, branch: 'main', dirty: null, bound_by: by } },
  });
  const edits = [{ path: 'src/auth.py', reads: 0, edits: 1, rereads: 0, turns: [1], fan_out: 1 }];
  const tagged = session(T0 + DAY + 1, control, { id: 'tagged' });
  writeDigests(project, [tagged]);
  kaAt(project, T0 + 2 * DAY, ['exp', 'tag', id, '--session', 'tagged', '--arm', 'excluded', '--no-sync']);
  const seen = report([
    tagged,
    session(T0 + 1, null),
    session(T0 + 2, control, bound('time', control)),
    session(T0 + 3, control, { end: change }),
    session(T0 + 4, reverted),
    session(T0 + 5, 'f'.repeat(40)),
    session(T0 + 6, control, { more: { turns: 1 } }),
    session(T0 + 7, control, { more: { parent: 'claude:gone', agent: 'reviewer' } }),
    session(T0 + 8, control, {
      more: { files: edits, git: { start: control, end: control, branch: 'main', dirty: true, bound_by: 'run' } },
    }),
    session(T0 + 9, control),
    session(T0 + DAY + 9, change),
  ]);
  expect(reasons(seen)).toEqual({
    manual: 1,
    'no-commit': 1,
    'guess-binding': 1,
    straddles: 1,
    reverted: 1,
    'unknown-commit': 1,
    'too-small': 1,
    'dirty-touches-change': 1,
    subagent: 1,
  });
  expect(sizes(seen)).toEqual([1, 1]);
  const text = kaAt(project, T0 + 10 * DAY, ['exp', 'report', '--no-sync']).out;
  expect(text).toContain('1 straddles: the change was made while they ran');
});

test('subagents count in their session', () => {
  const { commit, control, report } = experiment();
  const change = commit(T0 + DAY, 'src/auth.py', 'two\n');
  const parent = session(T0 + 1000, control, { tokens: 700 });
  const child = session(T0 + 2000, control, {
    id: `${parent.id}/a1`,
    tokens: 300,
    more: { parent: `claude:${parent.id}`, agent: 'reviewer' },
  });
  const seen = report([parent, child, session(T0 + DAY + 1000, change)]);
  expect(sizes(seen)).toEqual([1, 1]);
  expect(seen.arms.control.median).toBe(1000);
});

test('the trailer wins over exp start, that over the file, that over the first commit', () => {
  const { project, commit, id, report } = experiment();
  const first = commit(T0 + DAY, 'notes.txt', 'x\n');
  expect(report([]).treatment).toBeNull();
  const file = commit(T0 + 2 * DAY, 'src/auth.py', 'two\n');
  expect(report([]).treatment).toEqual({ commit: file, by: 'file' });
  expect(kaAt(project, T0 + 2 * DAY, ['exp', 'start', id, '--commit', first]).code).toBe(0);
  expect(report([]).treatment).toEqual({ commit: first, by: 'start' });
  const trailer = commit(T0 + 3 * DAY, 'other.txt', 'x\n', `Do it\n\nExperiment: ${id}`);
  expect(report([]).treatment).toEqual({ commit: trailer, by: 'trailer' });
});

test('what will count as the treatment is said at once, and in the report that nobody named it', () => {
  const { project, commit } = timedRepo();
  const flat = ({ out }: { out: string }): string => out.replace(/\s+/g, ' ');
  const start = (hypothesis: string) =>
    flat(kaAt(project, T0, ['exp', 'new', '--dry-run', '--no-sync', '--hypothesis', hypothesis]));
  expect(start(HYPOTHESIS)).toContain(
    'without one, the commit given to ka exp start; without that, the first commit from now on that touches auth.py.',
  );
  const hypothesis = 'a shorter prompt reduces tokens by 20%';
  const any = 'the first commit from now on that changes anything outside .kaizen/, whatever it changes';
  expect(start(hypothesis)).toMatch(/Treatment: the commit whose message has the line "Experiment: exp_[0-9a-f]{8}";/);
  expect(start(hypothesis)).toContain(any);
  const { id } = kaAt(project, T0, ['exp', 'new', '--json', '--hypothesis', hypothesis]).json().experiment;
  commit(T0 + DAY, '.kaizen/notes.md', 'x\n');
  const report = (...more: string[]) => kaAt(project, T0 + 4 * DAY, ['exp', 'report', '--no-sync', ...more]);
  expect(flat(report())).toContain(`no treatment yet: the commit whose message has the line "Experiment: ${id}";`);
  const first = commit(T0 + 2 * DAY, 'prompt.txt', 'x\n');
  const second = commit(T0 + 3 * DAY, 'prompt.txt', 'y\n');
  expect(report('--json').json().treatment).toEqual({ commit: first, by: 'first' });
  const unsaid = `no commit has the line "Experiment: ${id}", and the hypothesis names no file: if another one makes the change, ka exp start ${id} --commit COMMIT`;
  expect(flat(report())).toContain(unsaid);
  report('--write');
  expect(project.read(`.kaizen/experiments/${id}.md`)).toContain(unsaid);
  kaAt(project, T0 + 3 * DAY, ['exp', 'start', id, '--commit', second]);
  expect(flat(report())).not.toContain(unsaid);
});

test.each([
  ['the file', HYPOTHESIS, 'src/auth.py'],
  ['the first commit', 'a shorter prompt reduces tokens by 20%', 'prompt.txt'],
])('by %s: work on a line that left before the control begins no treatment', (_, hypothesis, path) => {
  const { project, commit } = timedRepo();
  project.git('checkout', '-q', '-b', 'side');
  project.git('checkout', '-q', 'main');
  const control = commit(T0 - DAY, 'notes.txt', 'x\n');
  kaAt(project, T0, ['exp', 'new', '--hypothesis', hypothesis]);
  project.git('checkout', '-q', 'side');
  const aside = commit(T0 + DAY, path, 'of its own\n');
  project.git('checkout', '-q', 'main');
  const sessions = [session(T0 - 1000, control), session(T0 + DAY + 1000, aside)];
  writeDigests(project, sessions);
  const report = () => kaAt(project, T0 + 5 * DAY, ['exp', 'report', '--no-sync', '--json']).json();
  expect(report().treatment).toBeNull();
  const change = commit(T0 + 2 * DAY, path, 'two\n');
  writeDigests(project, [...sessions, session(T0 + 2 * DAY + 1000, change)]);
  const seen = report();
  expect([seen.treatment.commit, sizes(seen), reasons(seen)]).toEqual([change, [1, 1], { 'unrelated-history': 1 }]);
});

test('exp start right after the plan is refused with the next step; a commit that is named counts', () => {
  const { project, commit, id, report } = experiment();
  const planned = project.git('rev-parse', 'HEAD').trim();
  const early = kaAt(project, T0 + 2000, ['exp', 'start', id]);
  expect([early.code, early.out]).toEqual([2, '']);
  expect(early.err).toContain(`${planned.slice(0, 10)} changes nothing outside .kaizen/: the change is still to come.`);
  expect(early.err).toContain(`try: git commit -m "make the change" -m "Experiment: ${id}"`);
  expect(report([]).treatment).toBeNull();
  const named = kaAt(project, T0 + 2000, ['exp', 'start', id, '--commit', 'HEAD']);
  expect([named.code, named.out]).toEqual([0, expect.stringContaining(planned.slice(0, 10))]);
  expect(named.err).toContain(`${planned.slice(0, 10)} changes nothing outside .kaizen/.`);
  const change = commit(T0 + DAY, 'src/auth.py', 'two\n');
  const ran = kaAt(project, T0 + DAY + 1000, ['exp', 'start', id]);
  expect([ran.code, ran.err, ran.out]).toEqual([0, '', expect.stringContaining(change.slice(0, 10))]);
});

test('exp start refuses a commit that the control has too', () => {
  const { project, control, id } = experiment();
  const ran = kaAt(project, T0, ['exp', 'start', id, '--commit', control]);
  expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('not after the control commit')]);
  expect(kaAt(project, T0, ['exp', 'start', id, '--commit', 'nothing']).err).toContain('is no commit here');
});

test('a rebase: sessions at the old commits and at the new ones are treated alike', () => {
  const { project, commit, control, id, report } = experiment();
  project.git('checkout', '-q', '-b', 'feature');
  const change = commit(T0 + DAY, 'src/auth.py', 'two\n');
  const old = commit(T0 + DAY + 1000, 'more.txt', 'x\n');
  kaAt(project, T0 + DAY, ['exp', 'start', id, '--commit', change]);
  const path = `.kaizen/experiments/${id}.md`;
  commit(T0 + DAY + 2000, path, project.read(path));
  project.git('checkout', '-q', 'main');
  const main = commit(T0 + 2 * DAY, 'notes.txt', 'x\n');
  project.git('checkout', '-q', 'feature');
  project.git('rebase', '-q', 'main');
  const rebased = project.git('rev-parse', 'HEAD').trim();
  expect(project.git('merge-base', 'HEAD', change).trim()).not.toBe(change);
  const seen = report([
    session(T0 + 1000, control),
    session(T0 + DAY + 5000, old),
    session(T0 + 2 * DAY + 1000, main),
    session(T0 + 3 * DAY, rebased),
  ]);
  expect([sizes(seen), seen.excluded]).toEqual([[2, 2], []]);
});

test.each(['trailer', 'patch'] as const)('a squash merge is found by %s', (way) => {
  const { project, commit, control, id, report } = experiment();
  project.git('checkout', '-q', '-b', 'feature');
  const message = way === 'trailer' ? `Split\n\nExperiment: ${id}` : 'Split';
  const change = commit(T0 + DAY, 'src/auth.py', 'two\n', message);
  if (way === 'trailer') commit(T0 + DAY + 500, 'src/auth.py', 'three\n');
  else kaAt(project, T0 + DAY, ['exp', 'start', id, '--commit', change]);
  const old = project.git('rev-parse', 'HEAD').trim();
  project.git('stash', '-q');
  project.git('checkout', '-q', 'main');
  project.git('merge', '-q', '--squash', 'feature');
  // As hosting servers put it: the messages as a list, no trailer block of its own.
  project.git('commit', '-q', '-m', `Split auth (#12)\n\n* ${message}\n\n* edit src/auth.py`);
  const squashed = commit(T0 + 3 * DAY, 'notes.txt', 'x\n');
  if (way === 'patch') project.git('stash', 'pop', '-q');
  const seen = report([
    session(T0 + 1000, control),
    session(T0 + DAY + 1000, old),
    session(T0 + 3 * DAY + 1000, squashed),
  ]);
  expect([sizes(seen), seen.excluded]).toEqual([[1, 2], []]);
});

test('a cherry-pick of the change onto another line is the same change', () => {
  const { project, commit, control, id, report } = experiment();
  project.git('checkout', '-q', '-b', 'feature');
  commit(T0 + DAY, 'notes.txt', 'x\n');
  const change = commit(T0 + DAY + 1000, 'src/auth.py', 'two\n');
  kaAt(project, T0 + DAY, ['exp', 'start', id, '--commit', change]);
  project.git('stash', '-q');
  project.git('checkout', '-q', 'main');
  const before = commit(T0 + 2 * DAY, 'other.txt', 'x\n');
  project.git('cherry-pick', change);
  const picked = project.git('rev-parse', 'HEAD').trim();
  project.git('stash', 'pop', '-q');
  const seen = report([
    session(T0 + 1000, control),
    session(T0 + DAY + 5000, change),
    session(T0 + 2 * DAY + 1000, before),
    session(T0 + 3 * DAY, picked),
  ]);
  expect([sizes(seen), seen.excluded]).toEqual([[2, 2], []]);
});

test('a branch that was squashed by the rule of the file: its sessions are no control', () => {
  const { project, commit, control, report } = experiment();
  project.git('checkout', '-q', '-b', 'feature');
  const old = commit(T0 + DAY, 'src/auth.py', 'two\n');
  project.git('checkout', '-q', 'main');
  project.git('merge', '-q', '--squash', 'feature');
  project.git('commit', '-q', '-m', 'Split and more');
  const seen = report([session(T0 + 1000, control), session(T0 + DAY + 1000, old)]);
  expect([sizes(seen), seen.excluded]).toEqual([[1, 1], []]);
});

test('a merge: sessions on the branch before it are told apart from those on main', () => {
  const { project, commit, control, report } = experiment();
  project.git('checkout', '-q', '-b', 'feature');
  const change = commit(T0 + DAY, 'src/auth.py', 'two\n');
  project.git('checkout', '-q', 'main');
  const main = commit(T0 + DAY + 1000, 'notes.txt', 'x\n');
  project.git('merge', '-q', '--no-edit', 'feature');
  const merged = project.git('rev-parse', 'HEAD').trim();
  const seen = report([
    session(T0 + 1000, control),
    session(T0 + DAY + 2000, main),
    session(T0 + DAY + 3000, change),
    session(T0 + 4 * DAY, merged),
  ]);
  expect(sizes(seen)).toEqual([2, 2]);
});

test('a shallow clone says unknown where it does not know, and treatment where it does', () => {
  const { project, commit, control, id } = experiment();
  const between = commit(T0 + DAY, 'notes.txt', 'x\n');
  const change = commit(T0 + 2 * DAY, 'src/auth.py', 'two\n', `Split\n\nExperiment: ${id}`);
  const last = commit(T0 + 3 * DAY, 'notes.txt', 'y\n');
  const folder = join(scratch(), 'clone');
  const clone = (depth: number): Repo => {
    const root = `${folder}-${depth}`;
    execFileSync('git', ['clone', '-q', '--depth', String(depth), `file://${project.root}`, root], { stdio: 'pipe' });
    return {
      ...project,
      root,
      ka: (args, options = {}) => project.ka(args, { ...options, cwd: root }),
      write: (path, text) => project.write(join('..', '..', '..', root.slice(root.indexOf('/', 1) + 1), path), text),
    };
  };
  const sessions = [
    session(T0 + 1000, control),
    session(T0 + DAY + 1, between),
    session(T0 + 2 * DAY + 1, change),
    session(T0 + 3 * DAY + 1, last),
  ];
  // The experiment's file is in the clone: it was committed.
  const report = (depth: number) => {
    const there = clone(depth);
    execFileSync('mkdir', ['-p', join(there.root, '.kaizen/sessions')]);
    writeDigests(
      {
        ...there,
        write: (path, text) => execFileSync('sh', ['-c', 'cat > "$1"', 'sh', join(there.root, path)], { input: text }),
      },
      sessions,
    );
    return kaAt(there, T0 + 10 * DAY, ['exp', 'report', '--json']).json();
  };
  const full = report(50);
  expect([sizes(full), full.excluded]).toEqual([[2, 2], []]);
  const cut = report(2);
  expect([sizes(cut), reasons(cut)]).toEqual([[0, 2], { shallow: 2 }]);
  // The treatment itself is cut off: then nothing is known of anybody.
  const less = report(1);
  expect([sizes(less), reasons(less)]).toEqual([[0, 0], { shallow: 4 }]);
});

test('branches, by the name that each session ran on', () => {
  const { report, control } = experiment(['--bind', 'branch', '--treatment-branch', 'try']);
  const on = (branch: string) => ({
    more: { git: { start: control, end: control, branch, dirty: null, bound_by: 'hook' } },
  });
  const seen = report([
    session(T0 + 1, control, on('main')),
    session(T0 + 2, control, on('try')),
    session(T0 + 3, control, on('else')),
  ]);
  expect([sizes(seen), reasons(seen)]).toEqual([[1, 1], { 'other-branch': 1 }]);
});

test('tags alone; another tag is refused with exit 1 unless it is to replace the first', () => {
  const { project, control, id, report } = experiment(['--bind', 'manual']);
  const sessions = [
    session(T0 + 1, control, { id: 'aaa1' }),
    session(T0 + 2, control, { id: 'bbb2' }),
    session(T0 + 3, control, { id: 'ccc3' }),
  ];
  writeDigests(project, sessions);
  const tag = (name: string, arm: string, ...more: string[]) =>
    kaAt(project, T0 + DAY, ['exp', 'tag', id, '--session', name, '--arm', arm, '--no-sync', ...more]);
  expect([tag('aaa', 'control').code, tag('bbb', 'control').code, tag('bbb', 'control').out]).toEqual([
    0,
    0,
    expect.stringContaining('already'),
  ]);
  const other = tag('bbb', 'treatment');
  expect([other.code, other.err]).toEqual([1, expect.stringContaining('is tagged control')]);
  expect(tag('bbb', 'treatment', '--replace').code).toBe(0);
  const seen = report(sessions);
  expect([sizes(seen), reasons(seen)]).toEqual([[1, 1], { untagged: 1 }]);
});

test('definitions: runs of the agent under the pinned one against those under the next', () => {
  const agent = '---\nname: tdd\ndescription: Test first.\n---\nWrite the test first.\n';
  const { project, control, report } = experiment(['--bind', 'definition', '--agent', 'tdd'], {
    'agents/tdd.md': agent,
  });
  const [file] = kaAt(project, T0, ['exp', 'list', '--json']).json().experiments;
  const pinned = file.control.definition as string;
  expect(pinned).toMatch(/^[0-9a-f]{64}$/);
  const under = (definition: string | null, name = 'tdd') => ({ more: { agent: name, definition, turns: 1 } });
  const seen = report([
    session(T0 - DAY, control, under(pinned)),
    session(T0 + DAY, control, under('e'.repeat(64))),
    session(T0 + DAY + 1, control, under(null)),
    session(T0 + DAY + 2, control, under('e'.repeat(64), 'other')),
  ]);
  expect([sizes(seen), reasons(seen)]).toEqual([[1, 1], { 'other-definition': 1 }]);
});

test('sessions whose commit was guessed count where the plan says so', () => {
  const { commit, control, report } = experiment(['--guessed']);
  const change = commit(T0 + DAY, 'src/auth.py', 'two\n');
  const guessed = (start: string) => ({
    more: { git: { start, end: start, branch: null, dirty: null, bound_by: 'time' } },
  });
  expect(
    sizes(report([session(T0 + 1, control, guessed(control)), session(T0 + 2 * DAY, change, guessed(change))])),
  ).toEqual([1, 1]);
});
