import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { killEverywhere } from '../killed.ts';
import { type Repo, repo } from '../repo.ts';

const LOG = '.kaizen/metrics/tdd/executions.jsonl';
const NOW = { KA_NOW: '2026-11-21T00:00:00.000Z' };
const OLD = '2026-01-01T00:00:00.000Z';
const YOUNG = '2026-11-20T00:00:00.000Z';
const TEAM = { '.kaizen/config.yaml': 'writer: auto\n' };

const line = (id: string, timestamp: string, more: object = {}): string =>
  JSON.stringify({ id, timestamp, agent: 'tdd', success: true, recorded_at: timestamp, source: 'cli', ...more });
const gone = (id: string, recorded_at?: string): string => JSON.stringify({ id, void: true, recorded_at });
const prune = (at: Repo) => at.ka(['metrics', 'prune', '--json'], { env: NOW }).json();
const RAW = ['metrics', 'export', 'tdd', '--raw'];
const ids = (at: Repo): string[] =>
  at
    .ka(['metrics', 'export', 'tdd'])
    .out.split('\n')
    .filter(Boolean)
    .map((text) => JSON.parse(text).id);
/** All that the files of the log hold. */
const text = (at: Repo): string => {
  const folder = join(at.root, '.kaizen/metrics/tdd');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('');
};

test('what stays is kept to the byte: bad bytes, odd spacing, a line above 8 MiB', () => {
  const at = repo();
  const odd = Buffer.concat([Buffer.from('{"bad":"'), Buffer.from([0xff, 0xfe, 0xc3, 0x28]), Buffer.from('"\n')]);
  const long = Buffer.from(`{"id":"long","text":"${'é'.repeat(5_000_000)}"}\n`);
  const young = Buffer.from(
    `{ "agent":"tdd", "id":"y","timestamp":"${YOUNG}","success":true, "note":"caf\\u00e9" }\r\n`,
  );
  at.write(
    LOG,
    Buffer.concat([Buffer.from(`${line('o', OLD)}\n`), odd, long, Buffer.from('<<<<<<< HEAD\n'), young, young]),
  );
  expect(prune(at)).toMatchObject({ pruned: 1, agents: [{ records: 1, kept: 1 }] });
  const cut = Buffer.from('{"id":"cut","before":"2026-05-25T00:00:00.000Z"}\n');
  expect(readFileSync(join(at.root, LOG)).equals(Buffer.concat([odd, long, young, cut]))).toBe(true);
});

test('a withdrawn execution goes with its void line; a void without its record goes by its own time', () => {
  const at = repo();
  const lines = [line('a', OLD), line('a', YOUNG), gone('a', YOUNG), line('b', YOUNG), gone('b', YOUNG)];
  at.write(LOG, `${[...lines, line('c', YOUNG), gone('d', OLD), gone('e', YOUNG), gone('f')].join('\n')}\n`);
  const said = at.ka(['metrics', 'prune', '--dry-run'], { env: NOW });
  expect(said.out).toContain('tdd: would drop 0 and 2 withdrawn from before 2026-05-25, 1 stay');
  expect(prune(at)).toMatchObject({ pruned: 0, agents: [{ records: 0, withdrawn: 2, kept: 1 }] });
  const left = at
    .read(LOG)
    .trimEnd()
    .split('\n')
    .map((one) => JSON.parse(one).id);
  expect(left).toEqual(['b', 'b', 'c', 'e', 'f', 'cut']);
  const before = at.read(LOG);
  expect(prune(at).agents[0]).toMatchObject({ records: 0, withdrawn: 0 });
  expect(at.read(LOG)).toBe(before);
});

test('beside another writer: the void line stays while that one holds the record, then goes', () => {
  const at = repo(TEAM);
  at.ka(['metrics', 'record', 'tdd', '--session', 'mine', '--at', YOUNG], { env: NOW });
  const own = readdirSync(join(at.root, '.kaizen/metrics/tdd')).find((name) => name.endsWith('.jsonl'))!;
  const ownPath = `.kaizen/metrics/tdd/${own}`;
  const other = '.kaizen/metrics/tdd/executions.00000000-11111111.jsonl';
  // Theirs came later than ours: alone it would pass for a young record.
  at.write(ownPath, `${at.read(ownPath)}${[line('a', OLD), gone('a', OLD), line('b', OLD)].join('\n')}\n`);
  at.write(other, `${[line('a', YOUNG), line('b', YOUNG)].join('\n')}\n`);
  const mine = ids(at);
  expect(prune(at).agents[0]).toMatchObject({ records: 1, withdrawn: 1, kept: 1 });
  expect(at.read(ownPath)).toContain('"void":true');
  expect(at.read(ownPath)).not.toContain('"id":"a","timestamp"');
  expect(ids(at)).toEqual(mine.filter((id) => id.startsWith('x_')));
  rmSync(join(at.root, other));
  expect(prune(at).agents[0]).toMatchObject({ withdrawn: 1 });
  expect(text(at)).not.toMatch(/"id":"[ab]"/);
  expect(ids(at)).toHaveLength(1);
});

test('prune, killed before any change of the disk: no record is half there, the next prune ends the work', () => {
  const at = repo(TEAM);
  for (const commit of ['one', 'two']) {
    expect(at.ka(['metrics', 'record', 'tdd', '--session', `${commit}-young`, '--at', YOUNG], { env: NOW }).code).toBe(
      0,
    );
    at.git('commit', '-q', '--allow-empty', '-m', commit);
  }
  const folder = '.kaizen/metrics/tdd';
  const [first, second] = readdirSync(join(at.root, folder)).filter((name) => name.endsWith('.jsonl'));
  // The early line and the void in one segment, the later line in the other: half of it would look young and alive.
  const add = (file: string, lines: string[]): void =>
    at.write(`${folder}/${file}`, `${at.read(`${folder}/${file}`)}${lines.join('\n')}\n`);
  add(first!, [line('a', OLD), line('b', YOUNG), line('c', YOUNG), gone('c', YOUNG)]);
  add(second!, [line('a', YOUNG), line('b', OLD), gone('a', YOUNG), line('c', OLD)]);
  const young = ids(at).filter((id) => id.startsWith('x_'));
  expect(young).toHaveLength(2);
  const steps = killEverywhere(at, ['metrics', 'prune'], NOW, (copy) => {
    const found = ids(copy);
    // Whole, or gone: what is old may be there only as it was.
    expect([found.filter((id) => id !== 'b'), found.includes('b')]).toEqual([
      young,
      copy.ka(RAW).out.includes(`"b","timestamp":"${OLD}`),
    ]);
    expect(prune(copy).agents[0]).toMatchObject({ kept: 2 });
    expect(text(copy)).not.toMatch(/"id":"[abc]"/);
    expect(ids(copy)).toEqual(young);
  });
  expect(steps).toBeGreaterThan(8);
});
