import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';
import { linesOf, replyId, sessionId } from '../sessions/transcripts.ts';

const NOW = { KA_NOW: '2026-11-21T12:00:00.000Z' };

/** Twenty runs a day apart, of which each takes twice as long from the eleventh on. */
function slowing(at: Repo, agent: string): void {
  const lines = Array.from({ length: 20 }, (_, n) => ({
    id: `x_${String(n).padStart(20, '0')}`,
    timestamp: `2026-11-${String(n + 1).padStart(2, '0')}T10:00:00.000Z`,
    agent,
    success: true,
    execution_time_s: n < 10 ? 100 + n : 200 + n,
    quality_score: 0.9,
  }));
  at.write(`.kaizen/metrics/${agent}/executions.jsonl`, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
}

test('show draws each measure with its arrow and its last runs; list has one line for each agent', () => {
  const at = repo();
  slowing(at, 'a');
  slowing(at, 'b');
  const { out } = at.ka(['metrics', 'show', 'a'], { env: { COLUMNS: '100' } });
  expect(out).toMatch(/^time +↓ +median 2 min 40 s, p90 3 min 37 s +▁{9}▂▇█{9} +1 min 40 s to 3 min 39 s +20$/m);
  expect(out).toMatch(/^success +→ +100 % .* █{20} +20$/m);
  expect(out).toMatch(/^quality +→ +median 0\.9 /m);
  expect(out).toContain('↑ improving  → steady  ↓ worsening');
  const { trend } = at.ka(['metrics', 'show', 'a', '--json']).json().summary;
  expect(trend).toMatchObject({ execution_time_s: 'worsening', success: 'steady', cost_usd: 'too few' });
  const [table, legend] = at.ka(['metrics', 'list'], { env: { COLUMNS: '160' } }).out.split('\n\n');
  const rows = table!.split('\n');
  expect(rows).toHaveLength(3);
  expect(legend).toContain('↑ improving  → steady  ↓ worsening');
  expect(rows.slice(1).map((row) => row.split(/ {2,}/).slice(0, 4))).toEqual([
    ['a', '20', '100 % →', '2 min 40 s ↓'],
    ['b', '20', '100 % →', '2 min 40 s ↓'],
  ]);
});

test('record --transcript takes session, tokens, time and tools from the file, the outcome from the flags', () => {
  const at = repo();
  const [id, path] = [sessionId('given'), join(at.home, `${sessionId('given')}.jsonl`)];
  const said = [
    { id: replyId('a'), s: 5, input: 70, output: 9, tool: { name: 'Bash', error: true } },
    { id: replyId('b'), s: 20, input: 30, output: 1 },
  ];
  const lines = linesOf({ id, cwd: at.root, start: '2026-11-20T10:00:00.000Z', said });
  writeFileSync(path, `${lines.join('\n')}\n`);
  const flags = ['metrics', 'record', 'tdd', '--transcript', path, '--failure'];
  expect(at.ka(flags, { env: NOW }).out).toMatch(/^recorded /);
  expect(at.ka(flags, { env: NOW }).out).toMatch(/^unchanged /);
  const record = JSON.parse(at.ka(['metrics', 'export', 'tdd']).out);
  expect(record).toMatchObject({
    session_id: id,
    timestamp: '2026-11-20T10:00:00.000Z',
    success: false,
    outcome_by: 'caller',
    execution_time_s: 20,
    tokens: { input: 100, output: 10 },
    price: 'table:2026-09-23',
    tool_calls: 1,
    errors: { Bash: 1 },
  });
});

test('a success costs what the runs of known outcome cost: those that nobody judged are no failures', () => {
  const at = repo();
  const outcomes = [true, true, false, null, null, null, null, null];
  const lines = outcomes.map((success, n) => ({
    id: `x_${String(n).padStart(20, '0')}`,
    timestamp: `2026-11-0${n + 1}T10:00:00.000Z`,
    agent: 'a',
    success,
    cost_usd: 1,
  }));
  at.write('.kaizen/metrics/a/executions.jsonl', `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  const { cost_usd, recent } = at.ka(['metrics', 'show', 'a', '--json']).json().summary;
  expect(cost_usd).toMatchObject({ n: 8, total: 8, per_success: 1.5 });
  expect(recent.cost_usd.per_success).toBe(1.5);
  expect(at.ka(['memory', 'brief', 'a']).out).toContain('1.50 USD for each success, 8.00 USD in all');
});
