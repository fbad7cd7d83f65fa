import { expect, test } from 'vitest';
import type { Digest } from '../../src/sessions/digests/digest.ts';
import { asLines, digest, LOG } from '../export/digests.ts';
import { type Repo, repo } from '../repo.ts';
import { putSession, putSubagent, replyId, type Said, type Scripted, sessionId } from './transcripts.ts';

const NOW = { KA_NOW: '2026-11-21T12:00:00.000Z', COLUMNS: '160' };
const list = (at: Repo, ...args: string[]) => at.ka(['sessions', 'list', ...args], { env: NOW });
/** Cells of the rows of a table, by the titles of its columns, which are at least two blanks apart. */
function rowsOf(out: string): Record<string, string>[] {
  const [head = '', ...lines] = out.trimEnd().split('\n');
  const titles = head.split(/ {2,}/);
  return lines
    .filter((line) => !/^[…(]/.test(line))
    .map((line) =>
      Object.fromEntries(
        line
          .trim()
          .split(/ {2,}/)
          .map((cell, at) => [titles[at]!, cell]),
      ),
    );
}
const ids = (out: string): string[] => rowsOf(out).map(({ id }) => id!);

/** One model's part of a session. */
const used = (
  model: string,
  input: number,
  cost_usd: number | null,
): Pick<Digest, 'models' | 'tokens' | 'cost_usd'> => {
  const tokens = { input, output: 0, reasoning: 0, cache_read: 0, cache_write: 0, cache_write_1h: 0 };
  return { tokens, cost_usd, models: [{ model, tokens, cost_usd, price: cost_usd === null ? 'unpriced' : 'config' }] };
};
const one = (session_id: string, day: string, own: Partial<Digest>): Digest => ({
  ...digest(1, { session_id, agent: 'main', tool_errors: 0 }),
  ...{ started: `2026-11-${day}T10:00:00.000Z`, ended: `2026-11-${day}T10:30:00.000Z` },
  ...own,
});
const SESSIONS: Digest[] = [
  one('aaaa0001', '01', { ...used('opus-4', 500, 3), working_ms: 10_000 }),
  one('bbbb0001', '10', { ...used('sonnet-4', 9000, 1), working_ms: 600_000, agent: 'Reviewer' }),
  one('cccc0001', '19', { ...used('gpt-5', 100, 0.5), tool_errors: 4, harness: 'codex', id: 'codex:cccc0001' }),
  one('dddd0001', '20', { ...used('opus-4', 50, 0.25), working_ms: 20_000 }),
  one('dddd0001/s1', '20', {
    ...used('haiku-4', 60_000, 2),
    parent: 'claude:dddd0001',
    agent: 'scout',
    tool_errors: 1,
  }),
];
const withSessions = (sessions: readonly Digest[] = SESSIONS): Repo => repo({ [LOG]: asLines(sessions) });

test('a row for each session, its subagents in its numbers, the newest first', () => {
  const rows = rowsOf(list(withSessions(), '--no-sync').out);
  expect(rows.map(({ id, agent, tool, tokens, cost }) => [id, agent, tool, tokens, cost])).toEqual([
    ['dddd0001', 'main', 'claude', '60k', '$2.25'],
    ['cccc0001', 'main', 'codex', '100', '$0.500'],
    ['bbbb0001', 'Reviewer', 'claude', '9000', '$1.00'],
    ['aaaa0001', 'main', 'claude', '500', '$3.00'],
  ]);
  expect(rows[0]).toMatchObject({
    'started (UTC)': '2026-11-20 10:00',
    'at work': '20 s',
    calls: '6',
    errors: '1',
    status: 'ended',
  });
});

test.each([
  [
    ['--days', '5'],
    ['dddd0001', 'cccc0001'],
  ],
  [['--agent', 'reviewer'], ['bbbb0001']],
  [['--agent', 'scout'], ['dddd0001']],
  [
    ['--model', 'opus'],
    ['dddd0001', 'aaaa0001'],
  ],
  [['--model', 'haiku'], ['dddd0001']],
  [['--harness', 'codex'], ['cccc0001']],
  [
    ['--harness', 'claude', '--days', '15'],
    ['dddd0001', 'bbbb0001'],
  ],
  [['--agent', 'nobody'], []],
])('%j chooses, a session also for what its subagents are', (args, wanted) => {
  const at = withSessions();
  const { out, code } = list(at, '--no-sync', ...args);
  expect(code).toBe(0);
  if (wanted.length === 0) expect(out).toMatch(/^None of 4 sessions is of these: /);
  else expect(ids(out)).toEqual(wanted);
});

test.each([
  ['time', ['dddd0001', 'cccc0001', 'bbbb0001', 'aaaa0001']],
  ['cost', ['aaaa0001', 'dddd0001', 'bbbb0001', 'cccc0001']],
  ['tokens', ['dddd0001', 'bbbb0001', 'aaaa0001', 'cccc0001']],
  ['errors', ['cccc0001', 'dddd0001', 'aaaa0001', 'bbbb0001']],
  ['duration', ['bbbb0001', 'cccc0001', 'dddd0001', 'aaaa0001']],
])('--sort %s: the greatest first, a session with its subagents', (by, wanted) => {
  expect(ids(list(withSessions(), '--no-sync', '--sort', by).out)).toEqual(wanted);
});

test('--limit counts rows and says what is left; total counts what the array would hold', () => {
  const at = withSessions();
  const two = list(at, '--no-sync', '--limit', '2').out;
  expect([ids(two), two.trimEnd().split('\n').at(-1)]).toEqual([['dddd0001', 'cccc0001'], '… and 2 more: --limit 0']);
  expect(list(at, '--no-sync', '--limit', '4').out).not.toContain('more');
  const json = (...args: string[]) => list(at, '--no-sync', '--json', ...args).json();
  const all = json('--limit', '0');
  expect([all.total, all.sessions.length]).toEqual([5, 5]);
  const few = json('--limit', '1');
  expect([few.total, few.sessions.map(({ session_id }: Digest) => session_id)]).toEqual([
    5,
    ['dddd0001', 'dddd0001/s1'],
  ]);
  expect(json('--days', '5')).toMatchObject({ total: 3 });
  const many = withSessions(Array.from({ length: 25 }, (_, n) => one(`e${n}00000000`, '10', {})));
  const { out } = list(many, '--no-sync');
  expect([ids(out).length, out.includes('… and 5 more: --limit 0')]).toEqual([20, true]);
  expect(ids(list(many, '--no-sync', '--limit', '0').out)).toHaveLength(25);
});

test('--subagents gives each a row, with what is its own', () => {
  const rows = rowsOf(list(withSessions(), '--no-sync', '--subagents', '--agent', 'scout').out);
  expect(rows.map(({ id, agent, tokens, cost }) => [id, agent, tokens, cost])).toEqual([
    ['dddd0001', 'main', '60k', '$2.25'],
    ['s1', 'scout', '60k', '$2.00'],
  ]);
});

test('a lower bound, a price that nobody knows and what is not recorded are said, in list, summary and page alike', () => {
  const none = { tokens: null, cost_usd: null, models: [], assistant_messages: 2 };
  const at = withSessions([
    one('part0001', '20', { ...used('opus-4', 1000, 1), flags: ['partial'] }),
    one('pric0001', '19', { ...used('odd-1', 2000, null), flags: ['unpriced'] }),
    one('half0001', '18', { ...used('opus-4', 3000, 2) }),
    one('half0001/s1', '18', { ...used('odd-1', 4000, null), parent: 'claude:half0001', flags: ['unpriced'] }),
    one('none0001', '17', { ...none, tool_errors: null }),
  ]);
  const rows = rowsOf(list(at, '--no-sync').out);
  const wanted = [
    ['>1000', '>$1.00'],
    ['2000', 'unpriced'],
    ['7000', '>$2.00'],
    ['n/a', 'n/a'],
  ];
  expect(rows.map(({ tokens, cost }) => [tokens, cost])).toEqual(wanted);
  expect(rows.map(({ errors }) => errors)).toEqual(['0', '0', '0', '?']);
  const summary = at.ka(['summary', '--no-sync', '--by', 'model'], { env: NOW }).out;
  expect(summary).toMatch(/^opus-4 +2 +2 +>4000 .* >\$3\.00 /m);
  expect(summary).toMatch(/^odd-1 +1 +2 +6000 .* unpriced /m);
  expect(summary).toMatch(/^\(unknown\) +1 +1 +n\/a .* n\/a /m);
  expect(summary).toMatch(/^total +4 +5 +>10k .* >\$3\.00 /m);
  const { total } = at.ka(['summary', '--no-sync', '--json'], { env: NOW }).json();
  expect(total.lower_bound).toEqual({ tokens: true, cost: true });
  at.ka(['page', 'page.html', '--no-sync'], { env: NOW });
  const page = at.read('page.html');
  const cells = wanted.flat().map((cell) => cell.replace('>', '&gt;'));
  for (const cell of cells) expect(page).toContain(`>${cell}</td>`);
  expect(page).toContain('<dt>cost, where known</dt><dd>&gt;$3.00</dd>');
});

test('from transcripts: a subagent that nobody names, a running session, another repository', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const scripted = (name: string, said: Said[], more: Partial<Scripted> = {}): Scripted => ({
    ...{ id: sessionId(name), cwd: at.root, start: '2026-11-20T10:00:00.000Z', said },
    ...more,
  });
  const said = (name: string, input: number): Said[] => [{ id: replyId(name), s: 5, input, output: 0 }];
  const session = scripted('s', said('s', 1000));
  putSession(at, session);
  putSubagent(at, { ...session, said: said('sub', 2000) }, 'aaaa1111', null);
  putSession(at, scripted('now', said('now', 10), { start: '2026-11-21T11:50:00.000Z' }));
  putSession(at, scripted('else', said('else', 5), { cwd: '/srv/elsewhere' }), '-srv-elsewhere');
  const rows = rowsOf(list(at, '--subagents').out);
  expect(rows.map(({ agent, tokens, status }) => [agent, tokens, status])).toEqual([
    ['main', '10', 'running'],
    ['main', '3000', 'ended'],
    ['unnamed', '2000', 'ended'],
  ]);
  expect(ids(list(at, '--all-projects').out)).toHaveLength(3);
  const alone = repo({ '.kaizen/config.yaml': '{}\n' });
  putSession(alone, scripted('else', said('else', 5), { cwd: '/srv/elsewhere' }), '-srv-elsewhere');
  expect(list(alone).out).toContain('`--all-projects` shows those of others');
  list(alone, '--all-projects');
  expect(list(alone).out).toBe(
    'No session of this repository is known, 1 session of other repositories (`--all-projects`).\n',
  );
  expect(list(repo()).out).toContain('ka doctor --formats');
});
