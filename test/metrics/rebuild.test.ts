import { closeSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo } from '../repo.ts';

const SOAK = Number(process.env.KA_SOAK ?? 1);
const LOG = '.kaizen/metrics/tdd/executions.jsonl';
const line = (id: string, timestamp = '2026-11-20T00:00:00.000Z'): string =>
  `${JSON.stringify({ id, timestamp, agent: 'tdd', success: true, recorded_at: timestamp, source: 'cli' })}\n`;

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
}, 60_000);
