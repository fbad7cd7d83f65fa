import fc from 'fast-check';
import { expect, test } from 'vitest';
import { exampleDigest } from '../../src/retro/example.ts';
import type { Digest } from '../../src/sessions/digests/digest.ts';
import { BREAKDOWNS, summariseSessions } from '../../src/sessions/summarise.ts';
import { asLines, digest, LOG } from '../export/digests.ts';
import { repo } from '../repo.ts';
import { putSession, replyId, type Said, sessionId } from './transcripts.ts';

const NOW = { KA_NOW: '2026-11-21T12:00:00.000Z' };

const count = fc.option(fc.integer({ min: 0, max: 1_000_000 }), { nil: null });
const tokens = fc.record({
  input: count,
  output: count,
  reasoning: count,
  cache_read: count,
  cache_write: count,
  cache_write_1h: count,
});
const model = fc.record({
  model: fc.constantFrom('a', 'b', 'c', null),
  tokens,
  cost_usd: fc.option(
    fc.integer({ min: 0, max: 1e9 }).map((nanos) => nanos / 1e9),
    { nil: null },
  ),
  price: fc.constant('config'),
});
const session = fc.record({
  agent: fc.constantFrom('main', 'tdd', 'review'),
  harness: fc.constantFrom('claude' as const, 'codex' as const),
  repo: fc.constantFrom('r', 's', null),
  started: fc.constantFrom('2026-11-18T10:00:00.000Z', '2026-11-19T10:00:00.000Z', null),
  models: fc.uniqueArray(model, { maxLength: 3, selector: (one) => one.model }),
  tool_calls: fc.integer({ min: 0, max: 50 }),
  tool_errors: fc.option(fc.integer({ min: 0, max: 50 }), { nil: null }),
  child: fc.boolean(),
});

const digestsOf = (made: fc.RandomType[] | Array<typeof session extends fc.Arbitrary<infer T> ? T : never>): Digest[] =>
  (made as Array<typeof session extends fc.Arbitrary<infer T> ? T : never>).map(({ child, ...own }, at) =>
    exampleDigest(at, { ...own, parent: child && at > 0 ? `claude:${String(at - 1).padStart(8, '0')}` : null }),
  );

test('the rows of each breakdown add up to the total, in whatever order the sessions come', () => {
  const nanos = (usd: number | null): number => Math.round((usd ?? 0) * 1e9);
  fc.assert(
    fc.property(fc.array(session, { minLength: 1, maxLength: 12 }), (made) => {
      const digests = digestsOf(made);
      for (const by of BREAKDOWNS) {
        const { total, rows } = summariseSessions(digests, new Map(), by);
        const sum = (of: (row: typeof total) => number): number => rows.reduce((all, row) => all + of(row), 0);
        expect([
          sum((r) => r.sessions),
          sum((r) => r.runs),
          sum((r) => r.tool_calls),
          sum((r) => r.tool_errors),
        ]).toEqual([total.sessions, total.runs, total.tool_calls, total.tool_errors]);
        expect(sum((r) => nanos(r.cost_usd))).toBe(nanos(total.cost_usd));
        for (const kind of ['input', 'output', 'reasoning', 'cache_read', 'cache_write', 'cache_write_1h'] as const)
          expect(sum((r) => r.tokens?.[kind] ?? 0)).toBe(total.tokens?.[kind] ?? 0);
        expect(JSON.stringify(summariseSessions([...digests].reverse(), new Map(), by))).toBe(
          JSON.stringify(summariseSessions(digests, new Map(), by)),
        );
      }
    }),
    { numRuns: 100 * Number(process.env.KA_SOAK ?? 1) },
  );
});

const said = (name: string, more: Partial<Said> = {}): Said[] => [{ id: replyId(name), s: 9, ...more }];

test('what the numbers leave out is said: unknown prices, lower bounds, sessions without a count, records by hand', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const put = (name: string, replies: Said[]): string => {
    const id = sessionId(name);
    putSession(at, { id, cwd: at.root, start: '2026-11-20T10:00:00.000Z', said: replies });
    return id;
  };
  const known = put('known', said('known', { input: 99_999, output: 1000 }));
  put('odd', said('odd', { model: 'nobody-knows-1', input: 90, output: 10 }));
  put('cut', said('cut', { cut: true }));
  at.ka(['sessions', 'sync'], { env: NOW });
  at.ka(['metrics', 'record', 'main', '--session', known, '--success'], { env: NOW });
  at.ka(['metrics', 'record', 'tdd', '--failure'], { env: NOW });
  const { out, err } = at.ka(['summary'], { env: { ...NOW, COLUMNS: '120' } });
  // 100 of 101,219 tokens have no price: 99.9 %, which is not all.
  expect(out).toContain('cost is known for 99 % of the recorded tokens');
  expect(out).toContain('no price is known for nobody-knows-1 (100)');
  expect(out).toContain('1 of the runs is a lower bound');
  expect(out).toMatch(/^main +3 +3 .* 100 % of 1/m);
  // Below the numbers, and no word that looks like an error before them.
  expect(out).toMatch(
    /\nnot in these rows: 1 execution record by hand or by a program, without a session \(ka metrics list\)\n$/,
  );
  expect(err).toBe('');
  const json = at.ka(['summary', '--by', 'model', '--json'], { env: NOW }).json();
  expect(json).toMatchObject({
    schema_version: 1,
    priced: 0.99,
    partial: 1,
    by: 'model',
    total: { sessions: 3, runs: 3 },
  });
  expect(json.unpriced).toEqual([{ model: 'nobody-knows-1', sessions: 1, tokens: 100 }]);
  expect(json.rows.find(({ name }: { name: string }) => name === 'nobody-knows-1').cost_usd).toBe(null);
});

test('days choose sessions; where none is left it says so', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const start = '2026-10-20T10:00:00.000Z';
  putSession(at, { id: sessionId('old'), cwd: at.root, start, said: said('old') });
  expect(at.ka(['summary', '--days', '90', '--json'], { env: NOW }).json().total.sessions).toBe(1);
  expect(at.ka(['summary', '--days', '7'], { env: NOW }).out).toContain('None of 1 session is of these');
});

test('the curve of days says when it has no room for all of them', () => {
  const dear = digest(0, { cost_usd: 9 });
  const models = [{ ...dear.models[0]!, cost_usd: 9 }];
  const days = [{ ...dear, models }, ...Array.from({ length: 9 }, (_, n) => digest(n + 1))];
  const at = repo({ '.kaizen/config.yaml': '{}\n', [LOG]: asLines(days) });
  const curve = (columns: number): string =>
    at.ka(['summary', '--no-sync'], { env: { ...NOW, COLUMNS: String(columns) } }).out;
  expect(curve(80)).toMatch(/^cost of each day with sessions {2}\S+ +\$0\.013 to \$9\.00$/m);
  expect(curve(50)).toMatch(/^cost of newest 5 session days {2}\S+ +\$0\.013$/m);
});

test('80 columns: bar, sessions and success give way first, then names by their middle, tokens and cost never', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const models = ['claude-opus-4-5-20251101', 'claude-sonnet-4-5-20250929', `local/${'long-'.repeat(12)}name-7b`];
  for (const [n, model] of models.entries()) {
    const start = `2026-11-${18 + n}T10:00:00.000Z`;
    putSession(at, {
      id: sessionId(model),
      cwd: at.root,
      start,
      said: said(model, { model, input: 1_000_000 * (n + 1) }),
    });
  }
  const by = (columns: number): string =>
    at.ka(['summary', '--by', 'model'], { env: { ...NOW, COLUMNS: String(columns) } }).out;
  const narrow = by(80);
  for (const line of narrow.split('\n').slice(0, 9)) expect(line.length).toBeLessThanOrEqual(80);
  for (const model of models.slice(0, 2)) expect(narrow).toContain(model);
  expect(narrow).toMatch(/^local\/long-.*….*name-7b +1 +3M +10 +0 +0 +unpriced$/m);
  expect(narrow).toMatch(/^total .* >\$17\.00$/m);
  expect(narrow).toContain('(left out at this width: sessions, success; --json has all)');
  expect(by(50)).toMatch(/^total .* >\$17\.00$/m);
  const wide = by(200);
  expect(wide).toContain(models[2]);
  expect(wide).toMatch(/ read {2}written +cost /);
  expect(wide).toMatch(/^cost of each day with sessions {2}▁█ {3}\$5\.00 to \$12\.00$/m);
});

test('a subagent is a run and no session, whether its agent is asked for or stands among others', () => {
  const at = repo({
    [LOG]: asLines([
      digest(1, { agent: 'main' }),
      digest(2, { agent: 'tdd', parent: 'claude:s-0001' }),
      digest(3, { agent: 'tdd', parent: 'claude:s-0001' }),
    ]),
  });
  const summary = (...args: string[]) => at.ka(['summary', '--no-sync', ...args], { env: NOW }).out;
  for (const out of [summary(), summary('--agent', 'tdd')]) {
    expect(out).toMatch(/^tdd +0 +2 /m);
    expect(out).toContain('runs: the sessions, and the subagents that they started');
  }
  expect(summary('--agent', 'main')).not.toContain('subagents');
});

test('the bar stands behind the cost that it draws, and goes before any number does', () => {
  const at = repo({ [LOG]: asLines([digest(1, { agent: 'main' }), digest(2, { agent: 'tdd' })]) });
  const out = (COLUMNS: string) => at.ka(['summary', '--no-sync'], { env: { ...NOW, COLUMNS } }).out;
  for (const wide of ['100', '120']) expect(out(wide)).toMatch(/^main .*\$[\d.]+ {2}█+ +-$/m);
  const narrow = at.ka(['summary', '--no-sync', '--by', 'harness'], { env: NOW }).out;
  expect(narrow).toMatch(/^harness +sessions +runs +input +output +read +written +cost +success$/m);
  expect(narrow).toMatch(/^claude .*\$[\d.]+ +-$/m);
  expect(narrow).not.toMatch(/█ |left out/);
});

/** A session of each of two days, agents, tools and repositories, two of them in one. */
const FLEET = [
  digest(1, { agent: 'main', repo: 'o/a', started: '2026-11-18T08:00:00.000Z', cost_usd: 1 }),
  digest(2, { agent: 'tdd', repo: 'o/a', started: '2026-11-19T08:00:00.000Z', cost_usd: 2 }),
  digest(3, {
    agent: 'tdd',
    repo: 'o/b',
    started: '2026-11-19T09:00:00.000Z',
    harness: 'codex',
    id: 'codex:s-0003',
    cost_usd: 4,
  }),
].map((one) => ({ ...one, models: one.models.map((model) => ({ ...model, cost_usd: one.cost_usd })) }));

test.each([
  ['agent', { tdd: 6, main: 1 }],
  ['model', { 'claude-sonnet-4-5': 7 }],
  ['harness', { codex: 4, claude: 3 }],
  ['repo', { 'o/b': 4, 'o/a': 3 }],
  ['day', { '2026-11-18': 1, '2026-11-19': 6 }],
])('--by %s: its rows in order, adding up to the total, with a bar each', (by, wanted) => {
  const at = repo({ [LOG]: asLines(FLEET) });
  const run = (...args: string[]) =>
    at.ka(['summary', '--no-sync', '--by', by, ...args], { env: { ...NOW, COLUMNS: '120' } });
  const { rows, total, ...rest } = run('--json').json();
  const costs = rows.map(({ name, cost_usd }: { name: string; cost_usd: number }) => [name, cost_usd]);
  expect(costs).toEqual(Object.entries(wanted));
  expect([total.cost_usd, total.sessions, rest.by, rest.schema_version]).toEqual([7, 3, by, 1]);
  // What programs read: a key may come, none may go.
  expect(Object.keys(rest)).toEqual(
    expect.arrayContaining([
      'schema_version',
      'first',
      'last',
      'by',
      'priced',
      'unpriced',
      'partial',
      'without_tokens',
      'running',
    ]),
  );
  expect(Object.keys(total)).toEqual(
    expect.arrayContaining([
      'sessions',
      'runs',
      'tokens',
      'cost_usd',
      'lower_bound',
      'tool_calls',
      'tool_errors',
      'success',
    ]),
  );
  const { out } = run();
  for (const [name, cost] of Object.entries(wanted)) {
    const bar = '█'.repeat(Math.floor((12 * cost) / Math.max(...Object.values(wanted))));
    expect(out).toMatch(new RegExp(`^${name} .* \\$${cost}\\.00 {2}${bar}[▏▎▍▌▋▊▉]? +-$`, 'm'));
  }
  expect(out).toMatch(/^total +3 +3 .* \$7\.00/m);
});

test('a row that --by does not know is refused with the one that was meant', () => {
  const at = repo();
  const said = (by: string) => at.ka(['summary', '--by', by], { env: NOW });
  for (const [by, meant] of [
    ['tool', 'harness'],
    ['repository', 'repo'],
    ['repositories', 'repo'],
    ['Modle', 'model'],
    ['date', 'day'],
  ] as const) {
    expect(said(by).err).toContain(`is none of agent, model, harness, repo, day. Did you mean ${meant}?`);
    expect(said(by).code).toBe(2);
  }
  expect(said('colour').err).not.toContain('Did you mean');
});
