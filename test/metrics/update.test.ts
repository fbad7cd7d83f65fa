import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo } from '../repo.ts';

/** Says at the end how many bytes of logs were read; a process that is started by the first says so too. */
const COUNTER = `
  const fs = require('node:fs');
  const logs = new Set();
  let bytes = 0;
  const { openSync, readSync, readFileSync } = fs;
  fs.openSync = (path, ...more) => {
    const fd = openSync(path, ...more);
    if (String(path).endsWith('.jsonl')) logs.add(fd);
    else logs.delete(fd);
    return fd;
  };
  fs.readSync = (fd, ...more) => {
    const got = readSync(fd, ...more);
    if (logs.has(fd)) bytes += got;
    return got;
  };
  fs.readFileSync = (path, ...more) => {
    const got = readFileSync(path, ...more);
    if (String(path).endsWith('.jsonl')) bytes += got.length;
    return got;
  };
  require('node:module').syncBuiltinESMExports();
  process.on('exit', () => fs.appendFileSync(__dirname + '/bytes', bytes + '\\n'));`;

const lines = Array.from({ length: 20_000 }, (_, n) => {
  const timestamp = new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
  return JSON.stringify({
    id: `x_${String(n).padStart(20, '0')}`,
    timestamp,
    agent: 'tdd',
    success: true,
    metadata: { n },
  });
}).join('\n');

test.each([
  ['one log', 'single', 'executions.jsonl'],
  ['segments', 'auto', 'executions.zzzzzzzz-00000000.jsonl'],
])('an update of a recent record reads the end of the log only: %s', (_, writer, file) => {
  const at = repo({ '.kaizen/config.yaml': `writer: ${writer}\n`, [`.kaizen/metrics/tdd/${file}`]: `${lines}\n` });
  at.write('count.cjs', COUNTER);
  const env = { NODE_OPTIONS: `--require ${join(at.root, 'count.cjs')}` };
  const record = (time: number) =>
    at.ka(['metrics', 'record', 'tdd', '--session', 'recent', '--success', '--time', String(time)], { env });
  const bytes = (): number =>
    at
      .read('bytes')
      .split('\n')
      .reduce((sum, part) => sum + Number(part), 0);
  record(1);
  // The first read makes the state: of all lines.
  const before = bytes();
  expect(before).toBeGreaterThan(2_000_000);
  for (const time of [2, 3, 4]) expect(record(time).out).toContain('updated');
  expect(bytes() - before).toBeLessThan(600_000);
  const out = at.ka(['metrics', 'export', 'tdd']).out.trimEnd().split('\n');
  expect([out.length, JSON.parse(out.at(-1)!).execution_time_s]).toEqual([20_001, 4]);
});
