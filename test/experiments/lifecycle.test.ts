// From a sentence to a verdict that lists, briefs, memory and recommendations know of.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readPast } from '../../src/experiments/past.ts';
import { weightOfPast } from '../../src/metrics/optimizer/recommendation.ts';
import { mulberry32 } from '../../src/stats/mulberry32.ts';
import { findProject } from '../../src/store/project.ts';
import type { Repo } from '../repo.ts';
import { at, DAY, kaAt, type Simulated, timedRepo, writeDigests } from './simulated.ts';

const T0 = Date.parse('2026-01-10T08:00:00Z');
const END = T0 + 12 * DAY;

/** Forty sessions before a change of auth.py and forty after it, whose tokens grow by `factor`. */
function world(factor: number, more: (i: number) => Record<string, unknown> = () => ({}), words: string[] = []) {
  const { project, commit } = timedRepo();
  const head = project.git('rev-parse', 'HEAD').trim();
  const random = mulberry32(3);
  const run = (i: number, time: number, start: string, by: number): Simulated => ({
    id: `s${String(i).padStart(3, '0')}`,
    started: at(time),
    start,
    tokens: Math.round(50_000 * by * Math.exp(0.3 * (random() + random() + random() - 1.5) * 2)),
    more: more(i),
  });
  const before = Array.from({ length: 40 }, (_, i) => run(i, T0 - 9 * DAY + (i * 9 * DAY) / 41, head, 1));
  writeDigests(project, before);
  const made = kaAt(project, T0, [
    'exp',
    'new',
    '--hypothesis',
    'split auth.py reduces tokens/session by 20%',
    '--no-sync',
    '--json',
    ...words,
  ]).json();
  const change = commit(T0 + DAY, 'src/auth.py', 'two\n');
  const after = Array.from({ length: 40 }, (_, i) =>
    run(100 + i, T0 + DAY + 60_000 + (i * 9 * DAY) / 41, change, factor),
  );
  const all = [...before, ...after];
  writeDigests(project, all);
  return { project, id: made.experiment.id as string, path: made.path as string, made, all };
}

const ka = (project: Repo, ...words: string[]) => kaAt(project, END, words);

test('what it can show is told from the sessions that it would count', () => {
  const { made, project, all } = world(0.7);
  // A copy that added nothing of its own: without turns and tokens.
  const empty = { ...all[5]!, id: 's-copy', tokens: 0, more: { turns: 0 } };
  writeDigests(project, [...all, empty]);
  const again = ['exp', 'new', '--no-sync', '--dry-run', '--json', '--hypothesis', made.experiment.hypothesis];
  const told = kaAt(project, T0, again).json().experiment;
  expect([told.power, told.per_arm]).toEqual([made.experiment.power, made.experiment.per_arm]);
  const power = kaAt(project, T0, ['exp', 'power', '--by', '20', '--no-sync', '--json']).json();
  expect([power.n, power.needed_per_arm]).toEqual([40, made.experiment.power.needed_per_arm]);
});

test('new says what it can show from the sessions so far', () => {
  const { made, project } = world(0.7);
  expect(made.experiment.power).toMatchObject({
    n: 40,
    median: expect.any(Number),
    needed_per_arm: expect.any(Number),
  });
  expect(made.experiment.per_arm).toBe(40);
  const power = ka(project, 'exp', 'power', '--by', '20', '--no-sync');
  // One wording for a plan, a forecast and a report, with the same numbers.
  const flat = (text: string): string => text.replace(/\s+/g, ' ');
  const detectable = Math.round(made.experiment.power.detectable_pct);
  const needs = `20 % less needs about ${made.experiment.power.needed_per_arm} sessions an arm`;
  const planned = flat(
    kaAt(project, T0, ['exp', 'new', '--no-sync', '--dry-run', '--hypothesis', made.experiment.hypothesis]).out,
  );
  expect(planned).toContain(
    `With 40 sessions an arm, a change of ${detectable} % or more shows in four of five cases; ${needs}.`,
  );
  expect(flat(kaAt(project, T0, ['exp', 'power', '--by', '20', '--no-sync']).out)).toContain(`${needs}, `);
  expect(flat(power.out)).toContain('What shows in four of five cases, with 5 planned looks:');
  expect(flat(ka(project, 'exp', 'report', '--no-sync').out)).toMatch(
    /With these sessions, a change of \d+ % or more shows in four of five cases; verdicts need/,
  );
  expect(power.out).toMatch(/20 % less needs about \d+ sessions an arm, \d+ weeks? at this rate/);
  const seen = ka(project, 'exp', 'power', '--json', '--no-sync').json();
  const shares = seen.sizes.map(({ detectable }: { detectable: number }) => detectable);
  expect([...shares].sort((a, b) => b - a)).toEqual(shares);
  expect(ka(project, 'exp', 'power', '--metric', 'success', '--no-sync').out).toContain('0 known values');
});

test('a second experiment on the same sessions is pointed out, an alternating one is not', () => {
  const { project } = timedRepo();
  const start = (...words: string[]) =>
    kaAt(project, T0, ['exp', 'new', '--no-sync', '--hypothesis', 'x cuts tokens by 5%', ...words]).err;
  const beside = 'cannot be told apart';
  expect([start('--bind', 'alternate'), start(), start('--bind', 'alternate')].join()).not.toContain(beside);
  expect(start()).toContain(beside);
});

test('conclude: file, list, memory, brief; then archive', () => {
  const { project, id, path } = world(0.6);
  expect(ka(project, 'memory', 'brief', 'main').out).toContain(
    `- running experiment: split auth.py reduces tokens/session by 20% (${id}, since 2026-01-10)`,
  );
  const ended = ka(project, 'exp', 'conclude', '--learned', 'smaller files are read less', '--no-sync');
  expect([ended.code, ended.err]).toEqual([0, '']);
  const text = project.read(path);
  for (const line of ['status: concluded', 'verdict: met', 'learned: smaller files are read less'])
    expect(text).toContain(line);
  const [kept] = ka(project, 'exp', 'list', '--json').json().experiments;
  expect(kept.conclusion).toMatchObject({ verdict: 'met', n: [40, 40] });
  expect(kept.conclusion.change_pct).toBeLessThan(-30);
  const memory = project.read('.kaizen/agents/main/memory.md');
  expect(memory).toMatch(
    new RegExp(
      `## What works\\n\\n- 2026-01-22: Experiment "split auth.py .*": met, tokens per session -\\d+ % .*smaller files are read less \\(${id}\\)`,
    ),
  );
  expect(ka(project, 'memory', 'brief', 'main').out).not.toContain('running experiment');
  expect(ka(project, 'exp', 'conclude', id).err).toContain('is concluded');
  // Concluded, it still reports the same, whatever comes later.
  const again = ka(project, 'exp', 'report', '--json', '--no-sync').json();
  expect([again.verdict, again.effect.change]).toEqual(['met', expect.closeTo(kept.conclusion.change_pct / 100, 2)]);
  expect(ka(project, 'exp', 'archive', id.slice(0, 7)).code).toBe(0);
  expect(ka(project, 'exp', 'list').out).toContain('1 archived: ka exp list --all');
  expect(ka(project, 'exp', 'list', '--all').out).toContain('met');
});

test('a running experiment cannot be archived, and writes of a dry run are none', () => {
  const { project, id, path } = world(1);
  expect(ka(project, 'exp', 'archive', id).code).toBe(1);
  const before = project.read(path);
  expect(ka(project, 'exp', 'conclude', '--dry-run', '--no-sync').code).toBe(0);
  expect([project.read(path), existsSync(join(project.root, '.kaizen/agents/main/memory.md'))]).toEqual([
    before,
    false,
  ]);
});

test('past: a bet whose subject had an experiment shows its verdict, and a regression halves its weight', () => {
  const { project, id } = world(1.5, () => ({}), ['--bet', 'r_0123456789ab']);
  ka(project, 'exp', 'conclude', '--no-sync');
  const past = readPast(findProject({ cwd: project.root, target: null, home: null }));
  const [found] = past({ id: 'r_0123456789ab', subject: 'main' });
  expect(found).toMatchObject({ experiment: id, verdict: 'regressed', metric: 'tokens' });
  expect(found!.change_pct).toBeGreaterThan(30);
  expect(weightOfPast([found!])).toBe(0.5);
  // By the file that the hypothesis names, which is what the retro's bets on files speak of.
  expect(past({ id: 'r_x', subject: 'src/auth.py' })).toHaveLength(1);
  expect(past({ id: 'r_x', subject: 'src/other.py' })).toEqual([]);
  expect(project.read('.kaizen/agents/main/memory.md')).toMatch(/## What fails\n\n- .*regressed/);
});

test('optimize shows the verdict of an experiment on its recommendation and ranks it at half its score', () => {
  const { project } = timedRepo({ 'agents/tdd.md': '---\nname: tdd\ndescription: Test first.\n---\nWrite.\n' });
  for (let i = 0; i < 12; i++)
    kaAt(project, T0 + i * 1000, [
      'metrics',
      'record',
      'tdd',
      i < 4 ? '--success' : '--failure',
      '--time',
      '10',
      '--at',
      at(T0 + i * 1000),
    ]);
  const analyse = () => ka(project, 'metrics', 'optimize', '--json').json().agents[0].recommendations;
  const [first] = analyse();
  const path = '.kaizen/experiments/exp_00000001.md';
  project.write(
    path,
    `---\nhypothesis: shorter rules raise success by 10%\nid: exp_00000001\nstatus: concluded\nmetric: success\ndirection: more\nbind: git\ncreated: 2026-01-01T00:00:00.000Z\nbet: ${first.id}\nconcluded: 2026-01-09T00:00:00.000Z\nconclusion:\n  verdict: regressed\n  change_pct: -18\n  n: [20, 20]\n---\n`,
  );
  const now = analyse().find(({ id }: { id: string }) => id === first.id);
  expect(now.past).toEqual([
    {
      experiment: 'exp_00000001',
      hypothesis: 'shorter rules raise success by 10%',
      metric: 'success',
      verdict: 'regressed',
      change_pct: -18,
      concluded: '2026-01-09T00:00:00.000Z',
    },
  ]);
  expect(now.score).toBeCloseTo(first.score / 2, 2);
  const said = ka(project, 'metrics', 'optimize', 'tdd').out.replace(/\s+/g, ' ');
  expect(said).toContain('past: exp_00000001: regressed, success -18 %');
  const view = project.read('.kaizen/metrics/optimizer/analysis.json');
  ka(project, 'metrics', 'rebuild');
  expect(project.read('.kaizen/metrics/optimizer/analysis.json')).toBe(view);
});

test('report --write: block and picture, renewed in place, everything else to the byte', () => {
  const { project, path, id } = world(0.7);
  project.write(path, `${project.read(path)}\nWhy: auth.py is read in every session.\n`);
  const before = project.read(path);
  expect(ka(project, 'exp', 'report', '--write', '--no-sync').code).toBe(0);
  const once = project.read(path);
  expect(once.startsWith(before)).toBe(true);
  expect(once).toContain(`](${id}.svg)`);
  const svg = project.read(path.replace(/md$/, 'svg'));
  expect(svg).toMatch(/^<svg .*role="img" aria-label="tokens: -\d+ %/);
  expect(svg).not.toMatch(/<script|NaN|undefined|http:\/\/(?!www\.w3\.org)/);
  ka(project, 'exp', 'report', '--write', '--no-sync');
  expect(project.read(path)).toBe(once);
  // What --write adds is no change of the plan.
  expect(ka(project, 'exp', 'report', '--json', '--no-sync').json().registration.state).toBe('pre-registered');
});

test('the order of the sessions changes no byte, two clones print the same, --as-of gives the report of that day', () => {
  const { project, all } = world(0.7);
  const print = (root: Repo, ...more: string[]) => ka(root, 'exp', 'report', '--no-sync', '--json', ...more).out;
  const first = print(project);
  writeDigests(project, [...all].reverse());
  expect(print(project)).toBe(first);
  project.git('add', '-A');
  project.git('commit', '-q', '-m', 'sessions');
  const there = join(project.root, '..', 'clone');
  project.git('clone', '-q', project.root, there);
  const clone = {
    ...project,
    ka: (args: readonly string[], options = {}) => project.ka(args, { ...options, cwd: there }),
  };
  expect(print(clone)).toBe(print(project));
  const early = all.filter(({ started }) => started < at(T0 + 5 * DAY));
  const then = print(project, '--as-of', at(T0 + 5 * DAY));
  writeDigests(project, early);
  expect(kaAt(project, T0 + 5 * DAY, ['exp', 'report', '--no-sync', '--json']).out).toBe(then);
});

test('--as-of gives last week’s report to the byte, whatever was committed or concluded since', () => {
  const { project, commit } = timedRepo();
  const head = project.git('rev-parse', 'HEAD').trim();
  const run = (i: number, time: number, start: string, tokens: number): Simulated => ({
    id: `s${i}`,
    started: at(time + i * 60_000),
    start,
    tokens: tokens + (i % 5) * 500,
  });
  const sessions = Array.from({ length: 20 }, (_, i) => run(i, T0 - DAY, head, 50_000));
  const report = (time: number, ...more: string[]): string => {
    writeDigests(project, sessions);
    return ['--json', '--dry-run']
      .map((way) => kaAt(project, time, ['exp', 'report', '--no-sync', way, ...more]).out)
      .join();
  };
  kaAt(project, T0, ['exp', 'new', '--no-sync', '--hypothesis', 'split auth.py reduces tokens/session by 20%']);
  const seen = [[T0 + DAY / 2, report(T0 + DAY / 2)]] as [number, string][];
  const change = commit(T0 + DAY, 'src/auth.py', 'two\n');
  for (let i = 20; i < 33; i++) sessions.push(run(i, T0 + DAY, change, 30_000));
  seen.push([T0 + 3 * DAY, report(T0 + 3 * DAY)]);
  for (let i = 33; i < 60; i++) sessions.push(run(i, T0 + 4 * DAY, change, 52_000));
  expect(kaAt(project, T0 + 6 * DAY, ['exp', 'conclude', '--no-sync']).code).toBe(0);
  const back = commit(T0 + 7 * DAY, 'src/auth.py', 'one\n', `Back\n\nThis reverts commit ${change}.`);
  sessions.push(run(60, T0 + 7 * DAY, back, 50_000));
  expect(seen.map(([, text]) => /Verdict: ([a-z]+)/.exec(text)?.[1])).toEqual(['undecided', 'met']);
  for (const [time, text] of seen) expect(report(END, '--as-of', at(time))).toBe(text);
});

test('reports may be read at will: a later session changes no verdict that a look has made', () => {
  const { project, all } = world(0.55);
  const at20 = all.filter(({ id }) => id < 's120');
  writeDigests(project, at20);
  const early = kaAt(project, T0 + 6 * DAY, ['exp', 'report', '--no-sync', '--json']).json();
  writeDigests(project, all);
  const late = ka(project, 'exp', 'report', '--no-sync', '--json').json();
  expect(early.verdict).toBe('met');
  expect(late.decision.taken).toEqual(early.decision.taken);
  expect(late.decision.sizes).toEqual([10, 16, 24, 32, 40]);
});

test('another model, harness version or, for money, price table: confounded, and no verdict', () => {
  const model = (name: string, price: string) => [{ model: name, tokens: null, cost_usd: 1, price }];
  const usage = { input: 0, output: 1, reasoning: 0, cache_read: 0, cache_write: 0, cache_write_1h: 0 };
  const with_ = (name: string, price: string, version = '2.1.328') => ({
    models: model(name, price).map((one) => ({ ...one, tokens: usage })),
    harness_version: version,
  });
  const models = world(0.6, (i) => with_(i < 100 ? 'old' : 'new', 'table:a'));
  const seen = ka(models.project, 'exp', 'report', '--no-sync', '--json').json();
  expect([seen.verdict, seen.confounders]).toEqual(['confounded', ['the model (old -> new)']]);
  expect(ka(models.project, 'exp', 'report', '--no-sync').out).toContain(
    'confounded: the model (old -> new) changed too',
  );
  const versions = world(0.6, (i) => with_('m', 'table:a', i < 100 ? '1.0' : '2.0'));
  expect(ka(versions.project, 'exp', 'report', '--no-sync', '--json').json().verdict).toBe('confounded');
  // A price table is no matter to tokens; what the change itself changes does not confound.
  const prices = world(0.6, (i) => with_('m', i < 100 ? 'table:a' : 'table:b'));
  expect(ka(prices.project, 'exp', 'report', '--no-sync', '--json').json().verdict).toBe('met');
  const meant = world(0.6, (i) => with_(i < 100 ? 'old' : 'new', 'table:a'), ['--varies', 'model']);
  expect(ka(meant.project, 'exp', 'report', '--no-sync', '--json').json().verdict).toBe('met');
});

test('check: exit 1 for a regression in two windows that share no session, else 0', () => {
  const worse = world(1.8);
  const ran = ka(worse.project, 'exp', 'check', '--no-sync');
  expect([ran.code, ran.out]).toEqual([1, expect.stringContaining('tokens per session: REGRESSED in both windows')]);
  const better = world(0.6);
  expect(ka(better.project, 'exp', 'check', '--no-sync').code).toBe(0);
  // Only the later half is worse: one alarm, not two.
  const half = world(1);
  const later = half.all.map((one) => (one.id >= 's120' ? { ...one, tokens: one.tokens * 3 } : one));
  writeDigests(half.project, later);
  const once = ka(half.project, 'exp', 'check', '--no-sync', '--json');
  expect([once.code, once.json().experiments[0].checks[0].state]).toEqual([0, 'fine']);
  writeDigests(half.project, half.all.slice(0, 55));
  expect(ka(half.project, 'exp', 'check', '--no-sync').out).toContain('too few');
  // A guardrail counts too: the experiment is about tokens, its errors grow.
  const errors = world(0.8, (i) => ({ tool_errors: i < 100 ? 1 + (i % 2) : 9 + (i % 4) }));
  const told = ka(errors.project, 'exp', 'check', '--no-sync');
  expect([told.code, told.out]).toEqual([1, expect.stringContaining('tool errors per session: REGRESSED')]);
  expect(ka(errors.project, 'exp', 'report', '--no-sync').out).toMatch(/tool errors per session: .*\n?.*WORSE/);
});

test('the metric of an agent, by records that have no transcript', () => {
  const { project, commit } = timedRepo();
  const record = (i: number, time: number, value: number, start: string) =>
    project.ka(['metrics', 'record', 'tdd', '--json'], {
      input: JSON.stringify({
        timestamp: at(time),
        session_id: `run-${i}`,
        success: i % 3 > 0,
        primary_metric: { name: 'pass-rate', value, target: 1 },
        git: { start, end: start, branch: 'main', dirty: null },
      }),
      env: { KA_NOW: at(time) },
    });
  const head = project.git('rev-parse', 'HEAD').trim();
  for (let i = 0; i < 12; i++) record(i, T0 - DAY + i * 60_000, 0.5 + (i % 5) / 100, head);
  const made = kaAt(project, T0, [
    'exp',
    'new',
    '--agent',
    'tdd',
    '--metric',
    'pass-rate',
    '--direction',
    'more',
    '--by',
    '10',
    '--hypothesis',
    'a rule for auth.py',
    '--json',
  ]);
  expect(made.json().experiment).toMatchObject({ metric: 'pass-rate', agent: 'tdd', min_turns: 1 });
  const change = commit(T0 + DAY, 'src/auth.py', 'two\n');
  for (let i = 20; i < 32; i++) record(i, T0 + DAY + i * 60_000, 0.8 + (i % 5) / 100, change);
  const report = kaAt(project, T0 + 20 * DAY, ['exp', 'report', '--json', '--no-sync']).json();
  expect(report.arms).toMatchObject({ control: { n: 12 }, treatment: { n: 12 } });
  expect([report.verdict, report.effect.scale]).toEqual(['met', 'difference']);
});

test('runs that are recorded by hand, without a session, are no sessions of an experiment', () => {
  const { project, commit } = timedRepo({ 'agents/tdd.md': '---\nname: tdd\ndescription: d\n---\nDo.\n' });
  const record = (time: number, ...words: string[]) => {
    expect(
      kaAt(project, time, ['metrics', 'record', 'tdd', '--success', '--metric', 'pass-rate=0.9', ...words]).code,
    ).toBe(0);
  };
  const start = (...words: string[]): string =>
    kaAt(project, T0, ['exp', 'new', '--no-sync', '--json', '--guessed', ...words]).json().experiment.id;
  record(T0 - DAY);
  const whole = start('--hypothesis', 'split auth.py raises success by 10%');
  const runs = start('--agent', 'tdd', '--hypothesis', 'split auth.py raises success by 10%');
  commit(T0 + DAY, 'src/auth.py', 'two\n');
  record(T0 + 2 * DAY);
  record(T0 + 2 * DAY, '--session', 'typed');
  const report = (id: string) => ka(project, 'exp', 'report', id, '--no-sync', '--json').json();
  // A session that only its record tells of counts, by the commit at its end where the plan takes such.
  const seen = report(whole);
  expect([seen.arms.control.sessions, seen.arms.treatment.sessions, seen.excluded]).toEqual([0, 1, []]);
  // Of the agent they are runs, and said to be left out as such.
  const own = report(runs);
  expect([own.arms.control.sessions, own.arms.treatment.sessions]).toEqual([0, 1]);
  expect(own.excluded).toMatchObject([{ reason: 'no-session', n: 2 }]);
  expect(ka(project, 'exp', 'report', runs, '--no-sync').out).toContain('2 no-session: runs recorded by hand');
});

test('tokens per edited line: lines committed while a session ran, unknown where none were', () => {
  const { project, commit } = timedRepo({ 'src/auth.py': '1\n2\n3\n4\n' });
  const first = project.git('rev-parse', 'HEAD').trim();
  kaAt(project, T0, ['exp', 'new', '--hypothesis', 'a map reduces tokens per edited line by 20%', '--bind', 'manual']);
  // Two lines go, one comes; what lies below .kaizen is ka's.
  const second = commit(T0 + 1000, 'src/auth.py', '1\n2\nfive\n');
  const third = commit(T0 + 2000, '.kaizen/notes.md', 'a\nb\nc\n');
  writeDigests(project, [
    { id: 'edits', started: at(T0 + 10), start: first, end: third, tokens: 900 },
    { id: 'none', started: at(T0 + 20), start: second, end: third, tokens: 900 },
    { id: 'same', started: at(T0 + 30), start: third, end: third, tokens: 900 },
    { id: 'gone', started: at(T0 + 40), start: 'e'.repeat(40), end: third, tokens: 900 },
  ]);
  for (const session of ['edits', 'none', 'same', 'gone'])
    kaAt(project, T0 + DAY, ['exp', 'tag', '--session', session, '--arm', 'control', '--no-sync']);
  const { control } = ka(project, 'exp', 'report', '--json', '--no-sync').json().arms;
  expect(control).toMatchObject({ sessions: 4, n: 1, median: 300 });
});

test('a plan on a definition counts the runs that its report counts, which says why the others are out', () => {
  const agent = (text: string): string =>
    `---\nname: tdd\ndescription: d\nmetrics:\n  primary: {name: pass-rate, target: 1}\n---\n${text}\n`;
  const { project } = timedRepo({ 'agents/tdd.md': agent('Do.') });
  const record = (time: number): void => {
    const words = ['metrics', 'record', 'tdd', '--success', '--metric', 'pass-rate=0.9'];
    expect(kaAt(project, time, words).code).toBe(0);
  };
  for (let i = 0; i < 3; i++) record(T0 - DAY + i);
  project.write('agents/tdd.md', agent('Do it.'));
  for (let i = 3; i < 5; i++) record(T0 - DAY + i);
  const words = ['--agent', 'tdd', '--bind', 'definition', '--no-sync'];
  const made = kaAt(project, T0, ['exp', 'new', ...words, '--hypothesis', 'one word raises pass-rate by 10%']);
  const told = made.out.replace(/\s+/g, ' ');
  expect(told).toContain('The 14 days before held 2 that count');
  expect(told).toContain(
    'So far 5 runs, 3 left out: under another definition than the present one, which is the control',
  );
  project.write('agents/tdd.md', agent('Do it well.'));
  record(T0 + DAY);
  const seen = ka(project, 'exp', 'report', '--no-sync', '--json').json();
  expect([seen.arms.control.sessions, seen.arms.treatment.sessions]).toEqual([2, 1]);
  expect(seen.excluded).toMatchObject([{ reason: 'other-definition', n: 3 }]);
});
