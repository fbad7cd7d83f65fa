import { appendFileSync, cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Repo, repo, scratch } from '../repo.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);

/** A repository as `ka init` leaves it, in single or team mode. */
function start(team: boolean): Repo {
  return repo({
    '.kaizen/.gitattributes': '*.jsonl merge=union\n',
    '.kaizen/.gitignore': team ? 'local/\nmetrics/*/summary.json\n' : 'local/\n',
    '.kaizen/config.yaml': team ? 'writer: auto\n' : 'retention_days: 180\n',
  });
}

/** Records one execution; `day` counts from a fixed one. */
function record(
  { ka }: Pick<Repo, 'ka'>,
  session: string,
  more: string[] = ['--success'],
  day = 0,
  cwd?: string,
): void {
  const env = { KA_NOW: new Date(NOW + day * DAY).toISOString() };
  const ran = ka(
    ['metrics', 'record', 'tdd', '--session', session, ...more],
    cwd === undefined ? { env } : { env, cwd },
  );
  expect(ran).toMatchObject({ code: 0 });
}

const commit = ({ git }: Repo, text: string): void => {
  git('add', '-A');
  git('commit', '-q', '--allow-empty', '-m', text);
};

/** Merges; a view that conflicts is resolved to either side, as users are told. */
function merge(at: Repo, ...args: string[]): void {
  try {
    at.git(...args);
  } catch {
    for (const path of at.git('diff', '--name-only', '--diff-filter=U').trim().split('\n')) {
      expect(path).toMatch(/summary\.json$/);
      at.git('checkout', '--theirs', path);
      at.git('add', path);
    }
    at.git(
      '-c',
      'core.editor=true',
      ...(args[0] === 'rebase' ? ['rebase', '--continue'] : ['commit', '-q', '-m', 'merged']),
    );
  }
}

const sessions = (at: Pick<Repo, 'ka'>, cwd?: string): string[] =>
  at
    .ka(['metrics', 'export', 'tdd'], cwd === undefined ? {} : { cwd })
    .out.split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line).session_id)
    .sort();

const summary = ({ ka }: Repo): unknown => ka(['metrics', 'show', 'tdd', '--json']).json().summary;
const folder = (at: Repo): string => join(at.root, '.kaizen/metrics/tdd');
const logs = (at: Repo): string[] => readdirSync(folder(at)).filter((name) => name.endsWith('.jsonl'));

/** What must hold after any history: nothing lost, nothing twice, the same view from the lines in any order. */
function holds(at: Repo, expected: string[]): void {
  expect(sessions(at)).toEqual([...expected].sort());
  const view = summary(at);
  expect(view).toMatchObject({ count: expected.length, source: { records: expected.length } });
  for (const name of logs(at)) {
    const path = join(folder(at), name);
    const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
    writeFileSync(path, `${[...lines].reverse().join('\n')}\n`);
  }
  expect(summary(at)).toEqual(view);
}

describe.each([
  ['single', false],
  ['team', true],
] as const)('%s mode', (_mode, team) => {
  /** Two branches from one start with one record in it. */
  const fork = (left: (at: Repo) => void, right: (at: Repo) => void): Repo => {
    const at = start(team);
    record(at, 'base');
    commit(at, 'base');
    at.git('checkout', '-q', '-b', 'side');
    right(at);
    commit(at, 'right');
    at.git('checkout', '-q', 'main');
    left(at);
    commit(at, 'left');
    return at;
  };

  test('append and append', () => {
    const at = fork(
      (a) => record(a, 'left'),
      (b) => record(b, 'right'),
    );
    merge(at, 'merge', '-q', '--no-edit', 'side');
    holds(at, ['base', 'left', 'right']);
  });

  test('append and append, merged the other way round, give the same summary', () => {
    const at = fork(
      (a) => record(a, 'left', ['--failure'], 1),
      (b) => record(b, 'right', ['--success'], 2),
    );
    const other = scratch();
    cpSync(at.root, other, { recursive: true });
    merge(at, 'merge', '-q', '--no-edit', 'side');
    const one = summary(at);
    at.git('reset', '-q', '--hard', 'HEAD~1');
    at.git('checkout', '-q', 'side');
    merge(at, 'merge', '-q', '--no-edit', 'main');
    expect(summary(at)).toEqual(one);
  });

  test('one execution told on both sides: the later word counts, once', () => {
    const at = fork(
      (a) => record(a, 'base', ['--failure'], 1),
      (b) => record(b, 'base', ['--success', '--quality', '0.5'], 2),
    );
    merge(at, 'merge', '-q', '--no-edit', 'side');
    holds(at, ['base']);
    expect(summary(at)).toMatchObject({ success: { n: 1, rate: 1 }, quality_score: { n: 1 } });
  });

  test('withdrawn on one side, told again on the other: withdrawn', () => {
    const id = (a: Repo): string => JSON.parse(a.ka(['metrics', 'export', 'tdd']).out).id;
    const at = fork(
      (a) => expect(a.ka(['metrics', 'void', id(a)]).code).toBe(0),
      (b) => record(b, 'base', ['--quality', '0.1'], 1),
    );
    merge(at, 'merge', '-q', '--no-edit', 'side');
    holds(at, []);
  });

  test('pruned on one side: a union merge brings nothing back', () => {
    const at = start(team);
    record(at, 'old', ['--success'], -300);
    record(at, 'young');
    commit(at, 'base');
    at.git('checkout', '-q', '-b', 'side');
    record(at, 'old', ['--quality', '0.4'], -299);
    record(at, 'right');
    commit(at, 'right');
    at.git('checkout', '-q', 'main');
    expect(at.ka(['metrics', 'prune', '--json'], { env: { KA_NOW: new Date(NOW).toISOString() } }).json().pruned).toBe(
      1,
    );
    commit(at, 'pruned');
    merge(at, 'merge', '-q', '--no-edit', 'side');
    holds(at, ['young', 'right']);
    expect(at.ka(['metrics', 'record', 'tdd', '--session', 'old', '--at', '2025-08-01']).code).toBe(2);
  });

  test('squash merge, and the branch goes on', () => {
    const at = fork(
      () => {},
      (b) => record(b, 'right'),
    );
    at.git('merge', '-q', '--squash', 'side');
    commit(at, 'squashed');
    at.git('checkout', '-q', 'side');
    record(at, 'more');
    commit(at, 'more');
    at.git('checkout', '-q', 'main');
    merge(at, 'merge', '-q', '--no-edit', 'side');
    holds(at, ['base', 'right', 'more']);
  });

  test('rebase', () => {
    const at = fork(
      (a) => record(a, 'left'),
      (b) => record(b, 'right'),
    );
    at.git('checkout', '-q', 'side');
    merge(at, 'rebase', '-q', 'main');
    holds(at, ['base', 'left', 'right']);
  });

  test('revert takes a commit of records back, and recording goes on', () => {
    const at = start(team);
    record(at, 'base');
    commit(at, 'base');
    record(at, 'gone');
    commit(at, 'gone');
    at.git('revert', '--no-edit', 'HEAD');
    record(at, 'after');
    holds(at, ['base', 'after']);
  });

  test('the log deleted on one side: what the other appended stays', () => {
    const at = fork(
      (a) => record(a, 'left'),
      (b) => {
        b.git('rm', '-q', '-r', '.kaizen/metrics');
      },
    );
    try {
      at.git('merge', '-q', '--no-edit', 'side');
    } catch {
      for (const name of logs(at)) at.git('add', join(folder(at), name));
      commit(at, 'kept ours');
    }
    expect(sessions(at)).toContain('left');
    record(at, 'after');
    expect(sessions(at)).toContain('after');
  });

  test('a shallow clone and a linked worktree', () => {
    const at = start(team);
    record(at, 'base');
    commit(at, 'base');
    const shallow = join(scratch(), 'clone');
    at.git('clone', '-q', '--depth', '1', `file://${at.root}`, shallow);
    record(at, 'shallow', ['--success'], 0, shallow);
    expect(sessions(at, shallow)).toEqual(['base', 'shallow']);
    const tree = join(scratch(), 'tree');
    at.git('worktree', 'add', '-q', '-b', 'tree', tree);
    record(at, 'tree', ['--success'], 0, tree);
    expect(sessions(at, tree)).toEqual(['base', 'tree']);
    expect(sessions(at)).toEqual(['base']);
  });

  test('Windows line ends, a torn line, conflict markers, foreign lines', () => {
    const at = start(team);
    record(at, 'base');
    record(at, 'second');
    const path = join(folder(at), logs(at)[0]!);
    const [first, second] = readFileSync(path, 'utf8').trimEnd().split('\n');
    writeFileSync(
      path,
      `${first}\r\n<<<<<<< HEAD\n${second}\r\n=======\n${second}\n>>>>>>> side\nno json\n[1]\n{"agent":"other","timestamp":"2026-01-01"}\n`,
    );
    appendFileSync(path, '{"id":"x_torn","time');
    const shown = at.ka(['metrics', 'show', 'tdd']);
    expect(shown).toMatchObject({
      code: 0,
      out: expect.stringContaining('2 executions'),
      err: expect.stringContaining('marker'),
    });
    record(at, 'after');
    holds(at, ['base', 'second', 'after']);
    expect(at.ka(['metrics', 'rebuild']).out).toContain('healed');
    expect(readFileSync(path, 'utf8')).not.toMatch(/<<<<<<<|\r|torn/);
    expect(readFileSync(path, 'utf8')).toContain('no json');
    holds(at, ['base', 'second', 'after']);
  });
});
