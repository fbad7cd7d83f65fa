// What `ka exp power` and `ka exp new` say beforehand: of the sessions so far, of the plan, of the files that it names.
import { expect, test } from 'vitest';
import { at, DAY, kaAt, type Simulated, timedRepo, writeDigests } from './simulated.ts';

const T0 = Date.parse('2026-01-10T08:00:00Z');

const flatOf = ({ out }: { out: string }): string => out.replace(/\s+/g, ' ');
const HYPOTHESIS = 'split auth.py reduces tokens/session by 20%';

/** So many sessions over nine days before T0, the first and the last at their ends. */
const evenly = (n: number, start: string, more: Record<string, unknown> = {}): Simulated[] =>
  Array.from({ length: n }, (_, i) => ({
    id: `s${i}`,
    started: at(T0 - 10 * DAY + (i * 9 * DAY) / (n - 1)),
    start,
    tokens: 50_000 + 1000 * i,
    more,
  }));

test('sessions of one turn: power and new say how many are left out, and by which flag they count', () => {
  const { project } = timedRepo();
  const head = project.git('rev-parse', 'HEAD').trim();
  writeDigests(project, evenly(12, head, { turns: 1 }));
  const said = 'So far 12 sessions, 12 left out: fewer than 2 turns (--min-turns 1).';
  const power = (...words: string[]) => kaAt(project, T0, ['exp', 'power', '--no-sync', ...words]);
  const plan = (...words: string[]) =>
    flatOf(kaAt(project, T0, ['exp', 'new', '--no-sync', '--dry-run', '--hypothesis', HYPOTHESIS, ...words]));
  expect(flatOf(power())).toContain(
    `tokens per session: 0 known values in 90 days; at least two that differ are needed. ${said}`,
  );
  expect(plan()).toContain(said);
  expect(power('--min-turns', '1', '--json').json()).toMatchObject({ n: 12, too_small: 0 });
  expect(power('--json').json()).toMatchObject({ n: 0, too_small: 12 });
  expect(plan('--min-turns', '1')).toMatch(/With 12 sessions an arm/);
  expect(plan('--min-turns', '1')).not.toContain('So far');
});

test('tokens per session are the same before and after its transcripts were read, or unknown', () => {
  const { project } = timedRepo();
  const head = project.git('rev-parse', 'HEAD').trim();
  const starts = [0, 1, 2].map((i) => at(T0 - DAY + i * 3_600_000));
  const tokens = (output: number) => ({
    input: 0,
    output,
    reasoning: 0,
    cache_read: 0,
    cache_write: 0,
    cache_write_1h: 0,
  });
  const record = (agent: string, timestamp: string, more: Record<string, unknown>) =>
    project.ka(['metrics', 'record', agent, '--json'], {
      input: JSON.stringify({ timestamp, success: true, harness: 'claude', tool_calls: 1, tool_errors: 1, ...more }),
      env: { KA_NOW: at(T0) },
    });
  for (const [i, started] of starts.entries()) {
    record('main', started, { session_id: `s${i}`, cost_usd: 0.1, tokens: tokens(100 + i) });
    record('tdd', started, { session_id: `s${i}/a`, parent: `claude:s${i}`, cost_usd: 0.5, tokens: tokens(900) });
  }
  const power = (...words: string[]) => kaAt(project, T0, ['exp', 'power', '--no-sync', ...words]);
  const medians = (...words: string[]) =>
    ['tokens', 'cost', 'errors'].map((metric) => power('--metric', metric, '--json', ...words).json().median);
  // What the tool wrote down of a session is its own part.
  expect(medians()).toEqual([null, null, null]);
  expect(flatOf(power())).toContain(
    'So far 3 sessions, of 3 only the record is known, without this value (ka sessions sync).',
  );
  expect(power('--metric', 'success', '--json').json().n).toBe(3);
  const own = medians('--agent', 'main');
  expect(own).toEqual([101, 0.1, 1]);
  writeDigests(
    project,
    starts.flatMap((started, i) => {
      const part = { started, start: head };
      const as = (sum: number, cost_usd: number) => ({ tokens: tokens(sum), cost_usd, tool_errors: 1 });
      return [
        { ...part, id: `s${i}`, tokens: 1, more: as(100 + i, 0.1) },
        { ...part, id: `s${i}/a`, tokens: 1, more: { ...as(900, 0.5), parent: `claude:s${i}`, agent: 'tdd' } },
      ];
    }),
  );
  expect(medians()).toEqual([1001, 0.6, 2]);
  expect(medians('--agent', 'main')).toEqual(own);
});

test('power reckons the week as the optimizer does: from the first session to the last', () => {
  const { project } = timedRepo();
  writeDigests(project, evenly(40, project.git('rev-parse', 'HEAD').trim()));
  const power = kaAt(project, T0, ['exp', 'power', '--no-sync', '--json']).json();
  expect(power.n).toBe(40);
  expect(power.per_week).toBeCloseTo(40 / (9 / 7), 6);
});

test('new says where the window cannot hold the sessions that are planned, and plans as its help says', () => {
  const { project } = timedRepo();
  const plan = (...words: string[]) =>
    kaAt(project, T0, ['exp', 'new', '--no-sync', '--dry-run', '--hypothesis', HYPOTHESIS, ...words]);
  expect(flatOf(project.ka(['exp', 'new', '--help']))).toContain(
    'as many as the window before held; 50 where that was below 10',
  );
  expect(plan('--json').json().experiment.per_arm).toBe(50);
  expect(flatOf(plan())).toContain(
    'The 14 days before held none that counts: at this rate 50 an arm are out of reach (--days, --per-arm).',
  );
  writeDigests(project, evenly(40, project.git('rev-parse', 'HEAD').trim()));
  expect(flatOf(plan())).not.toContain('out of reach');
  expect(flatOf(plan('--per-arm', '60'))).toContain('held 40 that count: at this rate 60 an arm are out of reach');
});

test('new says which file a name stands for, and where no file has it', () => {
  const { project } = timedRepo({ 'src/cart.js': '1\n', 'lib/authn.py': '1\n' });
  const plan = (what: string, ...words: string[]) =>
    kaAt(project, T0, [
      'exp',
      'new',
      '--no-sync',
      '--dry-run',
      '--hypothesis',
      `${what} reduces tokens by 20%`,
      ...words,
    ]);
  const near = plan('split cart.js');
  expect([near.err, flatOf(near)]).toEqual(['', expect.stringContaining('cart.js stands for src/cart.js.')]);
  const whole = plan('split src/cart.js');
  expect([whole.err, flatOf(whole)]).toEqual(['', expect.not.stringContaining('stands for')]);
  expect(plan('split auth.py').err).toMatch(
    /no file here is called auth\.py \(lib\/authn\.py is near\): the treatment begins with the commit that adds it, or with one that has the line "Experiment: exp_[0-9a-f]{8}"/,
  );
  expect(plan('split other.ts').err).toContain('no file here is called other.ts: ');
  // Where commits do not tell the arms apart no file has to be there.
  expect(plan('split other.ts', '--bind', 'manual').err).toBe('');
  expect(flatOf(project.ka(['exp', 'new', '--help']))).toContain('It makes a git commit on your branch');
});
