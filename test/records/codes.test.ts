import { expect, test } from 'vitest';
import { CODES } from '../../src/commands/code-table.ts';
import { backend, run } from '../export/backend.ts';
import { type Repo, repo } from '../repo.ts';
import { FAMILIES, FILES } from './code-rows.ts';
import type { Row } from './codes.ts';
import { addresses, models } from './model-answers.ts';

const entryOf = (code: string) => CODES.find((one) => one.code === code)!;

/** The family\u2019s rows, one after the other, each called by `name`; their answers. */
async function play(
  at: Repo,
  rows: readonly Row[],
  env: Record<string, string>,
  name: (row: Row) => string,
  check: boolean,
): Promise<unknown[]> {
  const ids = new Map<string, string>();
  const answers: unknown[] = [];
  let seconds = 0;
  const ka = (args: readonly string[]) => {
    const now = new Date(Date.UTC(2026, 10, 21, 10, 0, seconds++)).toISOString();
    const filled = args.map((arg) => (arg.startsWith('$') ? ids.get(arg.slice(1))! : arg));
    return run(at, [...filled, '--json'], { ...env, KA_NOW: now });
  };
  for (const row of rows) {
    for (const line of row.before ?? []) expect([line, (await ka(line)).code]).toEqual([line, 0]);
    const ran = await ka([name(row), ...row.args]);
    if (ran.code !== (row.exit ?? 0)) throw new Error(`${row.code} ended with ${ran.code}: ${ran.out}${ran.err}`);
    const answer = JSON.parse(ran.out);
    ids.set(row.code, answer.id ?? answer.hash);
    try {
      if (check) row.effect({ at, answer, id: (code) => ids.get(code)! });
    } catch (error) {
      throw new Error(`${row.code} ${JSON.stringify(answer).slice(0, 600)}`, { cause: error });
    }
    answers.push(answer);
  }
  return answers;
}

/** An answer without what chance and the place of the repository made of it. */
const plain = (answers: unknown, root: string): unknown =>
  JSON.parse(
    JSON.stringify(answers)
      .replaceAll(root, '<root>')
      .replace(/_[0-9a-f]{10}(?![0-9a-f])/g, '_<tail>')
      .replace(/[0-9a-f]{16,64}/g, '<hash>')
      .replace(/"(seconds|latency_ms)":[\d.]+/g, '"$1":0'),
  );

const mixed = (text: string): string =>
  [...text].map((letter, at) => (at % 2 === 0 ? letter.toUpperCase() : letter.toLowerCase())).join('');

test('every code has a row that asserts what it does', () => {
  const rows = new Set(Object.values(FAMILIES).flatMap((family) => family.map(({ code }) => code)));
  expect(CODES).toHaveLength(86);
  expect(CODES.filter((one) => !rows.has(one.code)).map(({ code }) => code)).toEqual([]);
  expect([...rows].filter((code) => !entryOf(code))).toEqual([]);
});

test.each(Object.entries(FAMILIES))(
  'each code %s* has its effect, and its alias the same',
  async (_, rows) => {
    const [first, second] = [repo(FILES), repo(FILES)];
    const env = addresses(await backend((_n, request) => models(request)));
    const byCode = await play(first, rows, env, ({ code }) => code.toLowerCase(), true);
    const byAlias = await play(second, rows, env, ({ code }) => mixed(entryOf(code).alias), false);
    expect(plain(byAlias, second.root)).toEqual(plain(byCode, first.root));
  },
  300_000,
);

test.each([
  ['promote a lesson', 'L2'],
  ['start a task', 'W1'],
  ['search gotchas', 'G3'],
  ['a verdict', 'Q2'],
  ['predict with a probability', 'I2'],
  ['find lesson files', 'M1'],
  ['what happened in a week', 'R8'],
  ['hash of a file', 'A2'],
])('ka codes finds by what is wanted: %s', (query, code) => {
  const { codes } = repo()
    .ka(['codes', ...query.split(' '), '--json'])
    .json();
  expect(codes.length).toBeLessThanOrEqual(5);
  expect(codes.slice(0, 2).map((one: any) => one.code)).toContain(code);
});

test('ka codes says where no code is for that', () => {
  expect(repo().ka(['codes', 'zeppelin']).out).toContain('No code is for that');
});
