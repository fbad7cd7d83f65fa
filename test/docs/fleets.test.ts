import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { asLines, digest, LOG } from '../export/digests.ts';
import { type Repo, repo, scratch } from '../repo.ts';
import { pages } from './pages.ts';

const page = pages().find(({ path }) => path === 'wiki/fleets.md')!.text;

/** The statements under a heading of the page, in order. */
function under(heading: string): string[] {
  const part = page.split(/^## /m).find((text) => text.startsWith(`${heading}\n`))!;
  const blocks = [...part.matchAll(/^```sql\n([\s\S]*?)^```/gm)].map(([, sql]) => sql!);
  return blocks
    .flatMap((sql) => sql.split(/;$/m))
    .map((sql) => sql.trim())
    .filter(Boolean);
}

const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading!);

/** Runs the page's queries over `<folder>/fleet`; rows of the last statement under each heading. */
async function ask(folder: string): Promise<Record<string, Record<string, unknown>[]>> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run('SET autoinstall_known_extensions = false');
  await connection.run('SET autoload_known_extensions = false');
  const answers: Record<string, Record<string, unknown>[]> = {};
  for (const heading of headings) {
    for (const sql of under(heading)) {
      const reader = await connection.runAndReadAll(sql.replaceAll("'fleet/", `'${folder}/fleet/`));
      answers[heading] = reader.getRowObjectsJson() as Record<string, unknown>[];
    }
  }
  connection.closeSync();
  return answers;
}

const asNumbers = (rows: Record<string, unknown>[]) =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [
        key,
        typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value,
      ]),
    ),
  );

const more = { ...digest(2).tokens!, output: 999 };
const grown = digest(2, {
  ended: '2026-11-03T09:00:00.000Z',
  turns: 5,
  tokens: more,
  models: [{ ...digest(2).models[0]!, tokens: more }],
});
const child = digest(5, { session_id: 's-0002/k', parent: digest(2).id, agent: 'reviewer', flags: ['partial'] });
const silent = digest(6, {
  id: 'cursor:c',
  harness: 'cursor',
  session_id: 'c',
  tokens: null,
  cost_usd: null,
  models: [],
  tool_errors: null,
});
const unpriced = digest(7, {
  repo: 'github.com/o/other',
  models: [{ ...digest(7).models[0]!, model: 'gpt-9', cost_usd: null, price: 'unpriced' }],
  cost_usd: null,
});

/** Two clones of one repository that share a line, one of another; conflict markers, a torn line, a cut, two segments. */
function fleet(): { folder: string; first: Repo } {
  const record = (at: Repo, ...args: string[]) =>
    expect(at.ka(['metrics', 'record', 'tdd-workflow', ...args]).code).toBe(0);
  const first = repo({
    [LOG]: `${asLines([digest(1), digest(2)])}<<<<<<< HEAD\n=======\n>>>>>>> x\n${asLines([grown, child])}`,
  });
  const second = repo({
    [LOG]: asLines([digest(2), silent]),
    '.kaizen/sessions/2026-11.ab12cd34-00112233.jsonl': `${asLines([grown])}{"id":"claude:torn","harn`,
  });
  const third = repo({
    [LOG]: `${asLines([unpriced, digest(8, { ended: '2026-11-01T00:00:00.000Z' })])}{"id":"cut","before":"2026-11-02T00:00:00.000Z"}\n`,
    '.kaizen/sessions/2026-10.jsonl': '',
  });
  record(first, '--session', 'a', '--success', '--at', '2026-11-01T08:00:00Z');
  record(first, '--session', 'a', '--failure', '--at', '2026-11-01T08:00:00Z');
  record(first, '--session', 'b', '--success', '--at', '2026-11-01T09:00:00Z');
  record(third, '--session', 'c', '--success', '--at', '2026-11-01T09:00:00Z');
  record(third, '--session', 'd', '--failure', '--at', '2026-11-01T09:00:00Z');
  const [withdrawn] = third
    .ka(['metrics', 'show', 'tdd-workflow', '--json'])
    .json()
    .executions.filter((one: any) => one.session_id === 'd');
  expect(third.ka(['metrics', 'void', withdrawn.id]).code).toBe(0);
  const folder = scratch();
  for (const [at, { root, ka }] of Object.entries({ a: first, b: second, c: third })) {
    mkdirSync(join(folder, 'fleet', at), { recursive: true });
    cpSync(join(root, '.kaizen'), join(folder, 'fleet', at, '.kaizen'), { recursive: true });
    expect(ka(['export', '--to', 'file', '--out', join(folder, 'fleet', `${at}.jsonl`), '--no-sync']).code).toBe(0);
  }
  return { folder, first };
}

test('the queries of the page answer what stands in the logs of a fleet', async () => {
  const { folder } = fleet();
  const answers = await ask(folder);
  expect(asNumbers(answers['How many sessions']!)).toEqual([
    { repo: 'github.com/o/n', runs: 4, sessions: 3 },
    { repo: 'github.com/o/other', runs: 1, sessions: 1 },
  ]);
  expect(asNumbers(answers['Tokens by agent and month']!)).toEqual([
    { agent: 'reviewer', month: '2026-11', runs: 1, input: 105, output: 20, cache_read: 1000, cache_write: 50 },
    {
      agent: 'tdd-workflow',
      month: '2026-11',
      runs: 4,
      input: 101 + 102 + 107,
      output: 20 + 999 + 20,
      cache_read: 3000,
      cache_write: 150,
    },
  ]);
  expect(asNumbers(answers['Cost by model, and how much of it is unknown']!)).toEqual([
    { model: 'claude-sonnet-4-5', cost_usd: 0.0375, unpriced: 0 },
    { model: 'gpt-9', cost_usd: null, unpriced: 1 },
  ]);
  expect(asNumbers(answers['Which tools were used, and what is only a lower bound']!)).toEqual([
    { harness: 'claude', runs: 4, calls: 12, errors: 4, partial: 1 },
    { harness: 'cursor', runs: 1, calls: 3, errors: null, partial: 0 },
  ]);
  expect(asNumbers(answers['Success by agent']!)).toEqual([{ agent: 'tdd-workflow', runs: 3, known: 3, rate: 0.667 }]);
  const folded = asNumbers(answers['One folded file']!).filter(({ kind }) => kind === 'session');
  expect(folded).toEqual([
    { repo: 'github.com/o/n', kind: 'session', n: 4 },
    { repo: 'github.com/o/other', kind: 'session', n: 1 },
  ]);
});

test('over one clone they agree with ka\u2019s own summary', async () => {
  const { folder, first } = fleet();
  const alone = scratch();
  mkdirSync(join(alone, 'fleet'), { recursive: true });
  cpSync(join(folder, 'fleet', 'a'), join(alone, 'fleet', 'a'), { recursive: true });
  cpSync(join(folder, 'fleet', 'a.jsonl'), join(alone, 'fleet', 'a.jsonl'));
  const answers = await ask(alone);
  const rows: any[] = first.ka(['summary', '--no-sync', '--json']).json().rows;
  const own = rows.map(({ name, runs, tokens }) => ({ agent: name, runs, input: tokens.input, output: tokens.output }));
  const theirs = asNumbers(answers['Tokens by agent and month']!).map(({ agent, runs, input, output }) => ({
    agent,
    runs,
    input,
    output,
  }));
  const byAgent = (list: any[]) => [...list].sort((a, b) => (a.agent < b.agent ? -1 : 1));
  expect(byAgent(theirs)).toEqual(byAgent(own));
});
