import {
  closeSync,
  cpSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { killEverywhere } from '../killed.ts';
import { type Repo, repo } from '../repo.ts';

const SOAK = Number(process.env.KA_SOAK ?? 1);
const LOG = '.kaizen/metrics/tdd/executions.jsonl';
const line = (id: string, timestamp = '2026-11-20T00:00:00.000Z'): string =>
  `${JSON.stringify({ id, timestamp, agent: 'tdd', success: true, recorded_at: timestamp, source: 'cli' })}\n`;
/** Failed runs, an hour apart. */
const failing = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, n) => {
    const at = new Date(Date.UTC(2026, 0, 1, from + n)).toISOString();
    return line(`x_${String(from + n).padStart(20, '0')}`, at).replace('true', 'false');
  }).join('');

test('rebuild takes out what a merge or a killed writer left, and every other byte stays', () => {
  const at = repo();
  const bad = Buffer.from([0x7b, 0xff, 0xfe, 0x0d, 0x0a, 0x0a, 0x3c, 0x3c, 0x0a]);
  const long = Buffer.from(`{"id":"long","text":"${'é'.repeat(5_000_000)}"}\r\n`);
  const ill = ['\ufeff<<<<<<< HEAD\n', line('a').replace('\n', '\r\n'), '=======\r\n', line('é'), '>>>>>>> b c\n'];
  at.write(LOG, Buffer.concat([...ill.map((text) => Buffer.from(text)), bad, long, Buffer.from('{"id":"torn')]));
  const before = readFileSync(join(at.root, LOG));
  expect(at.ka(['metrics', 'rebuild', '--dry-run', '--json']).json().agents).toMatchObject([{ healed: 1 }]);
  expect(readFileSync(join(at.root, LOG)).equals(before)).toBe(true);
  expect(at.ka(['metrics', 'rebuild', '--json']).json().agents).toMatchObject([{ records: 2, healed: 1 }]);
  const after = Buffer.concat([Buffer.from(line('a') + line('é')), bad, long]);
  expect(readFileSync(join(at.root, LOG)).equals(after)).toBe(true);
  const { ino } = statSync(join(at.root, LOG));
  expect(at.ka(['metrics', 'rebuild', '--json']).json().agents).toMatchObject([{ healed: 0 }]);
  expect(statSync(join(at.root, LOG)).ino).toBe(ino);
});

// Node's longest string has 512 MiB; memory tells already below that whether a log is read wHOLE.
const HOLE = (SOAK > 1 ? 600 : 200) * 1024 * 1024;

test('a large log is healed, searched and pruned in little memory', () => {
  const at = repo({ [LOG]: line('old', '2026-01-01T00:00:00.000Z') });
  const fd = openSync(join(at.root, LOG), 'r+');
  const start = statSync(join(at.root, LOG)).size;
  ftruncateSync(fd, start + HOLE);
  writeSync(fd, `\n${line('a')}=======\n${line('b').trimEnd()}`, start + HOLE);
  closeSync(fd);
  at.write(
    'memory.cjs',
    `process.on('exit', () => require('node:fs').appendFileSync(__filename + '.log', process.resourceUsage().maxRSS + '\\n'));`,
  );
  const env = { NODE_OPTIONS: `--require ${join(at.root, 'memory.cjs')}`, KA_NOW: '2026-11-21T00:00:00.000Z' };
  const run = (...args: string[]) => at.ka([...args, '--json'], { env }).json();
  expect(run('metrics', 'rebuild').agents).toMatchObject([{ records: 3, healed: 1 }]);
  expect(statSync(join(at.root, LOG)).size).toBe(start + HOLE + 1 + 2 * line('a').length);
  expect(run('metrics', 'void', 'a').status).toBe('voided');
  expect(run('metrics', 'prune').agents).toMatchObject([{ records: 1, kept: 1 }]);
  const cut = '{"id":"cut","before":"2026-05-25T00:00:00.000Z"}\n'.length;
  const gone = JSON.stringify({ id: 'a', void: true, recorded_at: env.KA_NOW }).length + 1;
  expect(statSync(join(at.root, LOG)).size).toBe(HOLE + 1 + 2 * line('a').length + gone + cut);
  for (const kib of at.read('memory.cjs.log').trimEnd().split('\n')) expect(Number(kib)).toBeLessThan(150_000);
});

test('rebuild heals the queue too, and the analysis is then what it would be from scratch', () => {
  const folder = '.kaizen/metrics/optimizer';
  const [queue, analysis] = [`${folder}/recommendations.jsonl`, `${folder}/analysis.json`];
  const at = repo({ [LOG]: failing(0, 12) });
  expect(at.ka(['metrics', 'rebuild', '--json']).json().optimizer).toBe(null);
  expect(existsSync(join(at.root, folder))).toBe(false);

  at.ka(['metrics', 'optimize']);
  const bet = JSON.parse(at.read(queue).split('\n')[0]!);
  const good = at.read(queue);
  const rejected = JSON.stringify({ ...bet, timestamp: '2026-02-01T00:00:00.000Z', status: 'rejected' });
  at.write(queue, `<<<<<<< HEAD\n${good}=======\n${rejected}\n>>>>>>> side\n{"id":"r_to`);
  at.write(analysis, `<<<<<<< HEAD\n${at.read(analysis)}`);
  at.write(LOG, at.read(LOG) + failing(12, 14));
  const torn = at.read(queue);
  expect(at.ka(['metrics', 'rebuild', '--dry-run']).out).toContain(
    'optimizer: analysis would change, 1 log file would be healed',
  );
  expect(at.read(queue)).toBe(torn);
  expect(at.ka(['metrics', 'rebuild']).out).toContain('optimizer: analysis rebuilt, 1 log file healed');
  expect(at.read(queue).startsWith(`${good}${rejected}\n`)).toBe(true);
  expect(at.read(queue)).not.toContain('r_to');
  expect(JSON.parse(at.read(analysis)).agents[0]).toMatchObject({ n: 14, recommendations: [{ status: 'rejected' }] });
  const rebuilt = at.read(analysis);
  for (const path of [analysis, '.kaizen/local', '.kaizen/metrics/tdd/summary.json'])
    rmSync(join(at.root, path), { recursive: true });
  at.ka(['metrics', 'optimize']);
  expect(at.read(analysis)).toBe(rebuilt);
  expect(at.ka(['metrics', 'rebuild', '--json']).json().optimizer).toEqual({
    healed: 0,
    changed: false,
    problem: null,
  });

  at.write('.kaizen/config.yaml', '<<<<<<< HEAD\n');
  at.write(queue, `${at.read(queue)}>>>>>>> side\n`);
  expect(at.ka(['metrics', 'rebuild', '--json']).json().optimizer).toMatchObject({ healed: 1, changed: false });
  expect(at.read(queue)).not.toContain('>>>>>>>');
  rmSync(join(at.root, '.kaizen/config.yaml'));
  rmSync(join(at.root, LOG));
  const last = at.ka(['metrics', 'rebuild', '--json']).json();
  expect(last).toMatchObject({ agents: [], removed: ['tdd'], optimizer: { changed: true } });
  expect(existsSync(join(at.root, '.kaizen/metrics/tdd/summary.json'))).toBe(false);
  expect(existsSync(join(at.root, analysis))).toBe(false);
});

const views = (at: Repo): string[] =>
  ['tdd/summary.json', 'optimizer/analysis.json', 'optimizer/recommendations.jsonl', 'tdd/executions.jsonl'].map(
    (path) => at.read(`.kaizen/metrics/${path}`),
  );

test('rebuild, killed anywhere: no line is lost, and the next one ends the work', () => {
  const at = repo({ [LOG]: failing(0, 12) });
  at.ka(['metrics', 'optimize']);
  at.write(LOG, `<<<<<<< HEAD\n${at.read(LOG)}=======\n${failing(20, 21)}>>>>>>> side\n{"torn`);
  const queue = '.kaizen/metrics/optimizer/recommendations.jsonl';
  at.write(queue, `<<<<<<< HEAD\n${at.read(queue)}{"torn`);
  const whole = repo();
  cpSync(join(at.root, '.kaizen'), join(whole.root, '.kaizen'), { recursive: true });
  expect(whole.ka(['metrics', 'rebuild']).code).toBe(0);
  const steps = killEverywhere(at, ['metrics', 'rebuild'], {}, (left) => {
    expect(left.ka(['metrics', 'export', 'tdd']).out.trimEnd().split('\n')).toHaveLength(13);
    expect(left.ka(['metrics', 'rebuild']).code).toBe(0);
    expect(views(left)).toEqual(views(whole));
  });
  expect(steps).toBeGreaterThan(8);
});

test('void, killed anywhere: withdrawn or not, never half, and every reader sees the same', () => {
  const at = repo({ [LOG]: failing(0, 12) });
  at.ka(['metrics', 'rebuild']);
  const id = 'x_00000000000000000003';
  const counts = new Set<number>();
  const steps = killEverywhere(
    at,
    ['metrics', 'void', id],
    {},
    (left, done) => {
      const { count } = show(left);
      counts.add(count);
      expect(left.ka(['metrics', 'export', 'tdd']).out.trimEnd().split('\n')).toHaveLength(count);
      if (done) expect(count).toBe(11);
      expect(left.ka(['metrics', 'void', id]).code).toBe(0);
      expect(show(left).count).toBe(11);
      expect(left.ka(['metrics', 'rebuild', '--json']).json().agents[0].changed).toBe(false);
    },
    show,
  );
  expect([steps > 4, counts]).toEqual([true, new Set([12, 11])]);
});

const show = (at: Repo) => at.ka(['metrics', 'show', 'tdd', '--json']).json().summary;

test('rebuild of what was right already, killed anywhere: the next record still adds to a right summary', () => {
  const at = repo();
  const record = (left: Repo, session: string, ...more: string[]) =>
    expect(left.ka(['metrics', 'record', 'tdd', '--session', session, '--success', '--cost', '1', ...more]).code).toBe(
      0,
    );
  record(at, 'a');
  record(at, 'b', '--model', 'first', '--time', '5');
  // Told in this order, models come in another one than in the log.
  record(at, 'a', '--model', 'second', '--time', '3');
  const summary = '.kaizen/metrics/tdd/summary.json';
  const steps = killEverywhere(
    at,
    ['metrics', 'rebuild'],
    {},
    (left) => {
      record(left, 'c', '--model', 'first', '--time', '4');
      const kept = left.read(summary);
      expect(JSON.parse(kept)).toMatchObject({ count: 3, execution_time_s: { median: 4 } });
      expect(left.ka(['metrics', 'rebuild', '--json']).json().agents[0].changed).toBe(false);
      expect(left.read(summary)).toBe(kept);
    },
    show,
  );
  expect(steps).toBeGreaterThan(4);
});

test('a log that git puts in place while a record is written is counted whole', () => {
  const at = repo();
  for (const session of ['a', 'b']) at.ka(['metrics', 'record', 'tdd', '--session', session, '--success']);
  const merged = at.read(LOG) + failing(0, 3);
  at.write('merged.jsonl', merged);
  at.write(
    'git.cjs',
    `const fs = require('node:fs');
    const open = fs.openSync;
    let done = false;
    fs.openSync = (path, ...more) => {
      // For appending.
      if (!done && String(path).endsWith('executions.jsonl') && typeof more[0] === 'number' && more[0] & fs.constants.O_APPEND) {
        done = true;
        fs.renameSync('merged.jsonl', path);
      }
      return open(path, ...more);
    };
    require('node:module').syncBuiltinESMExports();`,
  );
  const env = { NODE_OPTIONS: `--require ${join(at.root, 'git.cjs')}` };
  expect(at.ka(['metrics', 'record', 'tdd', '--session', 'c', '--success'], { env }).code).toBe(0);
  expect(at.read(LOG).startsWith(merged)).toBe(true);
  expect(at.ka(['metrics', 'record', 'tdd', '--session', 'd', '--success']).code).toBe(0);
  expect(JSON.parse(at.read('.kaizen/metrics/tdd/summary.json')).count).toBe(7);
});
