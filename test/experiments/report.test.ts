// What a report says, looked up by hand: each metric, each verdict, each line, and the same bytes in any order.
import { expect, test } from 'vitest';
import type { Repo } from '../repo.ts';
import { at, DAY, kaAt, type Simulated, timedRepo, writeDigests } from './simulated.ts';

const T0 = Date.parse('2026-01-10T08:00:00Z');
const END = T0 + 20 * DAY;

const flat = (text: string): string => text.replace(/\s+/g, ' ');

/** Sessions of two branches by turns, four an hour, twelve hours a day. */
const inArms = (n: number, of: (arm: 0 | 1, i: number) => Partial<Simulated>, start: string): Simulated[] =>
  [0, 1].flatMap((arm) =>
    Array.from({ length: n }, (_, i) => {
      const { more, ...rest } = of(arm as 0 | 1, i);
      const git = { start, end: start, branch: arm === 0 ? 'main' : 'try', dirty: null, bound_by: 'hook' };
      const time = T0 + Math.floor(i / 12) * DAY + (i % 12) * 3_600_000 + arm * 900_000 + 1000;
      return { id: `${arm}-${i}`, started: at(time), start, tokens: 1000, ...rest, more: { git, ...more } };
    }),
  );

/** An experiment between two branches, and its sessions. */
function between(words: readonly string[], n: number, of: (arm: 0 | 1, i: number) => Partial<Simulated>) {
  const { project } = timedRepo();
  const start = project.git('rev-parse', 'HEAD').trim();
  const branch = ['--bind', 'branch', '--treatment-branch', 'try', '--no-sync', '--json'];
  const made = kaAt(project, T0, ['exp', 'new', ...branch, ...words]);
  expect(made.code).toBe(0);
  const sessions = inArms(n, of, start);
  writeDigests(project, sessions);
  return { project, sessions, id: made.json().experiment.id as string };
}

const json = (project: Repo) => kaAt(project, END, ['exp', 'report', '--no-sync', '--json']).json();
const text = (project: Repo): string => flat(kaAt(project, END, ['exp', 'report', '--no-sync']).out);

const LESS = ['--hypothesis', 'a map reduces tokens by 20%'];
/** A narrow scatter, the same in both arms. */
const scatter = (i: number): number => 1 + ((i * 7) % 11) / 50;

// Three sessions an arm; the first of the control has a subagent.
const MEASURED = (arm: 0 | 1, i: number): Partial<Simulated> => ({
  tokens: 1000 * (i + 1),
  more: {
    cost_usd: (i + 1) / 10,
    working_ms: 60_000 * (i + 1),
    tool_errors: i,
    tool_calls: 10 + i,
    spans: { depth: 1, fan_out: 2 + i },
    files: [{ path: 'a.py', reads: 3, edits: 1, rereads: i + 1, turns: [1], fan_out: 1 }],
    ...(arm === 1 && { agent: 'main' }),
  },
});

test.each([
  ['tokens', 2000],
  ['cost', 0.2],
  ['duration', 120],
  // 0 + 5 of the subagent, 1, 2
  ['errors', 2],
  // 1 + 4 of the subagent, 2, 3
  ['rereads', 3],
  // 10 + 20 of the subagent, 11, 12
  ['tool_calls', 12],
  // The most of one reply: 9 of the subagent, 3, 4
  ['fan_out', 4],
  // Success, failure, success: 0.1 + 0.05, then 0.2 + 0.3.
  ['cost_per_success', (0.15 + 0.5) / 2],
  ['success', 2 / 3],
] as const)('%s of three sessions, by hand', (metric, middle) => {
  const words = ['--hypothesis', 'a map helps', '--metric', metric, '--direction', 'less', '--by', '10'];
  const { project, sessions } = between(words, 3, MEASURED);
  const [first] = sessions as [Simulated];
  const child = {
    ...first,
    id: '0-0/a1',
    tokens: 1,
    more: {
      ...first.more,
      parent: 'claude:0-0',
      agent: 'reviewer',
      cost_usd: 0.05,
      tool_errors: 5,
      tool_calls: 20,
      spans: { depth: 2, fan_out: 9 },
      files: [{ path: 'b.py', reads: 5, edits: 0, rereads: 4, turns: [1], fan_out: 1 }],
    },
  };
  writeDigests(project, [...sessions, child]);
  for (const [i, word] of ['--success', '--failure', '--success'].entries())
    expect(kaAt(project, END, ['metrics', 'record', 'main', word, '--session', `0-${i}`]).code).toBe(0);
  const { control } = json(project).arms;
  expect(control.sessions).toBe(3);
  expect(metric === 'success' ? control.mean : control.median).toBeCloseTo(middle, 9);
});

test.each([
  ['met', 0.7, []],
  ['improved', 0.85, []],
  ['regressed', 1.3, []],
  ['no difference', 1.01, []],
  ['undecided', 0.92, []],
  ['confounded', 0.7, ['new']],
] as const)('the verdict %s', (verdict, factor, models) => {
  const { project } = between([...LESS, '--per-arm', '30'], 30, (arm, i) => ({
    tokens: Math.round(100_000 * scatter(i) * (arm === 0 ? 1 : factor)),
    ...(models.length > 0 && { more: { models: modelsOf(arm === 0 ? 'old' : 'new', 'table:a') } }),
  }));
  expect(json(project).verdict).toBe(verdict);
  expect(text(project)).toContain(`Verdict: ${verdict}`);
});

const USED = { input: 0, output: 1, reasoning: 0, cache_read: 0, cache_write: 0, cache_write_1h: 0 };
const modelsOf = (model: string, price: string) => [{ model, tokens: USED, cost_usd: 1, price }];

test('another price table confounds money, and nothing else', () => {
  const of = (arm: 0 | 1, i: number) => ({
    tokens: Math.round(100_000 * scatter(i) * (arm === 0 ? 1 : 0.7)),
    more: { models: modelsOf('m', arm === 0 ? 'table:a' : 'table:b') },
  });
  const cost = between(['--hypothesis', 'a map reduces cost by 20%', '--per-arm', '30'], 30, of);
  expect(json(cost.project)).toMatchObject({ verdict: 'confounded', confounders: [expect.stringContaining('price')] });
  expect(json(between([...LESS, '--per-arm', '30'], 30, of).project).verdict).toBe('met');
});

test('check fails no run in CI for what another model explains', () => {
  const of = (model: string) => (arm: 0 | 1, i: number) => ({
    tokens: Math.round(100_000 * scatter(i) * (arm === 0 ? 1 : 1.5)),
    more: { models: modelsOf(arm === 0 ? 'old' : model, 'table:a') },
  });
  const check = ({ project }: { project: Repo }) => kaAt(project, END, ['exp', 'check', '--no-sync']);
  expect(check(between([...LESS, '--per-arm', '30'], 30, of('old'))).code).toBe(1);
  const confounded = check(between([...LESS, '--per-arm', '30'], 30, of('new')));
  expect([confounded.code, flat(confounded.out)]).toEqual([
    0,
    expect.stringContaining('tokens per session: confounded by the model (old -> new)'),
  ]);
});

test('arms, effect, difference of the medians, what is visible, days, guardrails and looks, checked one by one', () => {
  const factors = [1, 0.75] as const;
  // Six days; the sessions of a day are alike.
  const value = (arm: 0 | 1, i: number): number =>
    Math.round(50_000 * factors[arm] * [1, 1.8, 0.7, 1.3, 0.9, 1.5][Math.floor(i / 12)]! * scatter(i));
  const { project } = between([...LESS, '--per-arm', '100'], 72, (arm, i) => ({
    tokens: value(arm, i),
    more: { tool_errors: arm === 0 ? 1 + (i % 3) : 6 + (i % 3) },
  }));
  const report = json(project);
  const arms = ([0, 1] as const).map((arm) => Array.from({ length: 72 }, (_, i) => value(arm, i)));
  const middle = (values: readonly number[]): number => {
    const sorted = [...values].sort((a, b) => a - b);
    const half = sorted.length / 2;
    return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
  };
  const [x, y] = arms as [number[], number[]];
  expect([report.arms.control.median, report.arms.treatment.median]).toEqual([middle(x), middle(y)]);
  // Hodges-Lehmann on logarithms: the middle of all 5,184 ratios.
  const ratio = Math.exp(middle(x.flatMap((a) => y.map((b) => Math.log(b / a)))));
  expect(report.effect).toMatchObject({ change: expect.closeTo(ratio - 1, 9), scale: 'ratio' });
  expect(report.effect.interval[0]).toBeLessThan(ratio - 1);
  expect(report.effect.interval[1]).toBeGreaterThan(ratio - 1);
  expect(report.difference).toMatchObject({ value: middle(y) - middle(x), resamples: 10_000 });
  expect(report.decision.sizes).toEqual([20, 40, 60, 80, 100]);
  expect(report.clusters).toMatchObject({ n: 6 });
  expect(report.clusters.intraclass).toBeGreaterThan(0.5);
  const by = Object.fromEntries(report.guardrails.map((one: { metric: string }) => [one.metric, one]));
  expect(Object.keys(by)).toEqual(['cost', 'errors', 'duration']);
  expect([by.cost.violated, by.errors.violated, by.duration.violated]).toEqual([false, true, false]);
  const said = text(project);
  for (const line of [
    'control: n 72; median',
    'treatment: n 72; median',
    'Hodges-Lehmann, ratio)',
    'bootstrap, 10000 resamples seeded from the values)',
    'With these sessions, a change of',
    'sessions of one day are alike',
    '● effect ├─┤ 95 % interval 0 no change ▲ target',
    'tool errors per session: +',
    'WORSE',
    'no harm found',
  ])
    expect(said).toContain(line);
  expect(said).toMatch(/control +├─+■+│■+─+┤ treatment/);
});

test('too few: how many more would show the target, then only a direction, then at which look', () => {
  const of = (arm: 0 | 1, i: number) => ({ tokens: Math.round(50_000 * (1 + (i % 7)) * (arm === 0 ? 1 : 0.9)) });
  const few = between([...LESS, '--per-arm', '100', '--days', '60'], 8, of);
  const { needed } = json(few.project);
  expect(needed.more).toBe(needed.per_arm - 8);
  expect(text(few.project)).toContain(
    `Verdict: undecided: n 8 and 8, so far only a direction; a verdict needs 10 an arm; about ${needed.more} more sessions an arm would show the target.`,
  );
  const more = between([...LESS, '--per-arm', '100', '--days', '60'], 25, of);
  expect(text(more.project)).toMatch(
    /Verdict: undecided after 1 look of 5; the next at 40 an arm; about \d+ more sessions an arm would show the target\./,
  );
});

test('sessions in another order change no byte of what any command prints or writes', () => {
  const of = (arm: 0 | 1, i: number) => ({ tokens: Math.round(50_000 * scatter(i) * (arm === 0 ? 1 : 0.7)) });
  const { project, sessions, id } = between([...LESS, '--per-arm', '30'], 30, of);
  const path = `.kaizen/experiments/${id}.md`;
  const [plan, memory] = [project.read(path), '.kaizen/agents/main/memory.md'];
  const all = (): string[] => {
    project.write(path, plan);
    project.write(memory, '---\nagent: main\n---\n');
    const printed = [
      ['exp', 'report', '--no-sync', '--write'],
      ['exp', 'check', '--no-sync'],
      ['exp', 'power', '--no-sync'],
      ['exp', 'conclude', '--no-sync'],
      ['exp', 'list'],
    ].flatMap((words) => [kaAt(project, END, words).out, project.read(path)]);
    return [...printed, project.read(path.replace(/md$/, 'svg')), project.read(memory)];
  };
  const first = all();
  expect(first.join('\n')).toContain('met');
  writeDigests(project, [...sessions].reverse());
  expect(all()).toEqual(first);
});
