import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ticks } from '../../src/page/cost.ts';
import { costByModel } from '../../src/page/cost-by-model.ts';
import type { PageData, PageExperiment } from '../../src/page/data.ts';
import { html } from '../../src/page/html.ts';
import { drawPage } from '../../src/page/page.ts';
import { spansOf } from '../../src/page/spans-of-time.ts';
import type { Digest } from '../../src/sessions/digests/digest.ts';
import { asLines, digest as digestOf } from '../export/digests.ts';
import { type Repo, repo } from '../repo.ts';

const NOW = { KA_NOW: '2026-02-01T00:00:00.000Z' };

const day = (n: number): string => String(1 + (n % 28)).padStart(2, '0');
/** One session a day, of two models in turn. */
const digest = (n: number, own: Partial<Digest> = {}): Digest => {
  const cost_usd = 0.1 + n / 100;
  const one = digestOf(n, { session_id: `s${n}`, agent: 'main', cost_usd });
  return {
    ...one,
    started: `2026-01-${day(n)}T10:00:00.000Z`,
    ended: `2026-01-${day(n)}T10:10:00.000Z`,
    models: [{ ...one.models[0]!, model: n % 2 ? 'claude-opus-4-5' : 'claude-sonnet-4-5', cost_usd }],
    ...own,
  };
};

function withSessions(digests: readonly Digest[]): Repo {
  const r = repo();
  r.write('.kaizen/sessions/2026-01.jsonl', asLines(digests));
  return r;
}
const page = (r: Repo, ...args: string[]): string => {
  const ran = r.ka(['page', 'page.html', ...args], { env: NOW });
  if (ran.code !== 0) throw new Error(ran.err);
  return r.read('page.html');
};
const twelve = Array.from({ length: 12 }, (_, n) => digest(n));

const EMPTY: PageData = {
  version: '0',
  as_of: null,
  repo: null,
  total: {
    sessions: 0,
    runs: 0,
    tokens: null,
    cost_usd: null,
    lower_bound: { tokens: false, cost: false },
    success: { n: 0, rate: null, wilson95: null },
  },
  cost: null,
  agents: [],
  without_session: 0,
  bets: [],
  experiments: [],
  sessions: [],
  left_out: 0,
};

test('the same records give the same bytes: run twice, in another order, in another clone', () => {
  const r = withSessions(twelve);
  const first = page(r);
  expect(page(r)).toBe(first);
  expect(page(withSessions([...twelve].reverse()))).toBe(first);
});

test('the page adds up to what ka summary says', () => {
  const r = withSessions(twelve);
  const total = r.ka(['summary', '--json', '--no-sync']).json().total;
  const text = page(r);
  const fact = (name: string): string | undefined => new RegExp(`<dt>${name}</dt><dd>([^<]*)</dd>`).exec(text)?.[1];
  expect([fact('sessions'), fact('cost, where known')]).toEqual([
    String(total.sessions),
    `$${total.cost_usd.toFixed(2)}`,
  ]);
  const cost = costByModel(twelve)!;
  expect(cost.values.flat().reduce((a, b) => a + b, 0)).toBeCloseTo(total.cost_usd, 9);
  expect(text.match(/class="opens"/g)).toHaveLength(12);
});

test('--days and --limit choose sessions, and the page says what it leaves out', () => {
  const r = withSessions(twelve);
  const few = page(r, '--limit', '5');
  expect([few.match(/class="opens"/g)?.length, few.includes('7 older sessions are left out')]).toEqual([5, true]);
  expect(page(r, '--days', '22').match(/class="opens"/g)).toHaveLength(3);
});

test('names that look like HTML are text, wherever they stand', () => {
  const hostile = `<img src=x onerror=alert(1)>"'&`;
  const r = withSessions([
    digest(1, {
      models: [{ ...digest(1).models[0]!, model: hostile }],
      tools: [{ name: `</td>${hostile}`, calls: 1, errors: 0, p50_ms: null, p95_ms: null }],
      git: { ...digest(1).git, branch: `</script>${hostile}` },
      agent: hostile,
      repo: hostile,
    }),
  ]);
  const text = page(r);
  expect(text).not.toContain('<img');
  expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
  expect(text.match(/<\/script>/g)).toHaveLength(1);
  expect(html`<p title="${'" onclick="x'}">${['<', 1, null, html`<b>`]}</p>`.text).toBe(
    '<p title="&quot; onclick=&quot;x">&lt;1<b></p>',
  );
});

test('finished HTML comes from the template alone: nothing else makes any', () => {
  const folder = join(import.meta.dirname, '../../src/page');
  const makers = readdirSync(folder).filter((name) => readFileSync(join(folder, name), 'utf8').includes('new Html('));
  expect(makers).toEqual(['html.ts', 'page.ts']);
});

test('a secret that stands in a record does not come into the page', () => {
  const secret = `ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}`;
  const r = withSessions([digest(1, { git: { ...digest(1).git, branch: secret } })]);
  expect(page(r)).not.toContain(secret);
});

test('the page is one file that loads nothing and lets only its own script and style run', () => {
  const text = page(withSessions(twelve));
  const hash = (kind: string): string => {
    const inner = new RegExp(`<${kind}>([\\s\\S]*?)</${kind}>`).exec(text)![1]!;
    return createHash('sha256').update(inner).digest('base64');
  };
  expect(text).toContain(
    `content="default-src 'none'; style-src 'sha256-${hash('style')}'; script-src 'sha256-${hash('script')}'; base-uri 'none'; form-action 'none'"`,
  );
  expect(text).not.toMatch(/\b(src|href)="(?!#)|\bstyle="|\bon\w+="|@import|url\(/);
});

test('without any record the page says so, section by section', () => {
  const text = page(repo());
  for (const said of [
    'No run is recorded yet.',
    'No cost is known.',
    'No recommendation is open.',
    'No experiment yet.',
    'No session is known.',
  ]) {
    expect(text).toContain(said);
  }
});

test('what is unknown is said to be: no price, no tokens, no time, no outcome', () => {
  const bare = {
    tokens: null,
    cost_usd: null,
    models: [],
    started: null,
    ended: null,
    working_ms: null,
    tool_errors: null,
  };
  const text = page(withSessions([digest(1, bare), digest(2, { cost_usd: null, models: [], flags: ['unpriced'] })]));
  expect(text).toContain('<td class="n" data-by="">n/a</td>');
  expect(text).toContain('<td class="n" data-by="">unpriced</td>');
  expect(text).toContain('<td class="n" data-by="">?</td>');
  expect(text.split('<script>')[0]).not.toMatch(/NaN|undefined|null|Infinity/);
});

test('a page of ka’s is replaced, any other file refused', () => {
  const r = repo({ 'README.md': '# mine\n' });
  expect(r.ka(['page', 'README.md'])).toMatchObject({ code: 2, err: expect.stringContaining('no page of ka') });
  expect(r.read('README.md')).toBe('# mine\n');
  page(r);
  page(r);
  expect(r.ka(['page', 'other.html', '--dry-run']).out).toMatch(/^would write other\.html: 0 sessions/);
  expect(readdirSync(r.root)).not.toContain('other.html');
  const lost = r.ka(['page', 'no/such/page.html']);
  expect([lost.code, lost.err]).toEqual([
    2,
    expect.stringContaining('There is no folder no/such to put the page into.'),
  ]);
  expect(readdirSync(r.root)).not.toContain('no');
});

test('an experiment stands with its interval; one without data says so', () => {
  const one: PageExperiment = {
    id: 'exp_1',
    hypothesis: 'split auth.py reduces tokens/session by 20%',
    status: 'running',
    metric: 'tokens',
    verdict: 'improved',
    change_pct: -24.2,
    interval_pct: [-31, -12.5],
    n: [30, 28],
  };
  const two = { ...one, id: 'exp_2', verdict: null, change_pct: null, interval_pct: null, n: null };
  const text = drawPage({ ...EMPTY, experiments: [one, two] });
  expect(text).toContain('aria-label="−24.2 %, interval −31 % to −12.5 %"');
  expect(text).toContain('<td>30 and 28</td><td>−24.2 % (−31 % to −12.5 %)</td>');
  expect(text).toContain('not known yet');
  expect(text.match(/class="whisker"/g)).toHaveLength(1);
});

test('an experiment of the repository stands on its page, with what is known of it', () => {
  const r = withSessions(twelve);
  const made = r.ka(['exp', 'new', '--hypothesis', 'split auth.py reduces tokens/session by 20%', '--no-commit']);
  expect(made).toMatchObject({ code: 0 });
  const text = page(r);
  expect(text).toContain('split auth.py reduces tokens/session by 20%');
  expect(text).toMatch(/exp_\w+, running/);
  expect(text).toContain('not known yet');
});

test.each([
  [1, [0, 0.5, 1]],
  [0.62, [0, 0.2, 0.4, 0.6, 0.8]],
  [9.84, [0, 5, 10]],
  [130, [0, 50, 100, 150]],
])('the axis up to %d has the steps %j', (most, steps) => {
  expect(ticks(most).map((step) => Number(step.toPrecision(6)))).toEqual(steps);
});

test('time is cut into days, weeks from Monday on, or months, with none left out', () => {
  const days = spansOf(['2026-01-03', '2026-01-01']);
  expect([days.kind, days.spans.map(({ start }) => start), days.of('2026-01-03')]).toEqual([
    'day',
    ['2026-01-01', '2026-01-02', '2026-01-03'],
    2,
  ]);
  const weeks = spansOf(['2026-01-01', '2026-06-01']);
  expect([
    weeks.kind,
    weeks.spans[0]!.start,
    weeks.spans.at(-1)!.start,
    weeks.of('2026-01-04'),
    weeks.of('2026-01-05'),
  ]).toEqual(['week', '2025-12-29', '2026-06-01', 0, 1]);
  const months = spansOf(['2024-01-31', '2026-06-01']);
  expect([months.kind, months.spans.length, months.of('2024-02-29'), months.of('2026-06-01')]).toEqual([
    'month',
    30,
    1,
    29,
  ]);
});
