import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo, scratch } from '../repo.ts';

/** A copy of the built program, so that nobody else's starts write beside it. */
function installed() {
  const dist = join(scratch(), 'dist');
  cpSync(join(import.meta.dirname, '../..', process.env.KA_DIST ?? 'dist'), dist, { recursive: true });
  rmSync(join(dist, 'code'), { recursive: true, force: true });
  const { root, home } = repo({ '.kaizen/.gitkeep': '' });
  const run = (...words: string[]) => {
    const env = { PATH: process.env.PATH!, HOME: home };
    const ran = spawnSync(process.execPath, [join(dist, 'ka.cjs'), ...words], { cwd: root, env, encoding: 'utf8' });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    return ran.stdout;
  };
  const record = () => run('metrics', 'record', 'main', '--success');
  return { dist, run, record, kept: () => readdirSync(join(dist, 'code')).map((name) => join(dist, 'code', name)) };
}

test('the first start keeps what it compiled, the next ones take it', () => {
  const { record, kept } = installed();
  expect(record()).toContain('(1 execution,');
  const [file] = kept();
  const bytes = readFileSync(file!);
  expect(record()).toContain('(2 executions,');
  expect(kept()).toEqual([file]);
  expect(readFileSync(file!).equals(bytes)).toBe(true);
});

test('kept code that is cut short is not run, but made anew', () => {
  const { record, kept } = installed();
  record();
  const [file] = kept();
  const size = readFileSync(file!).length;
  truncateSync(file!, 1000);
  expect(record()).toContain('(2 executions,');
  expect(readFileSync(file!).length).toBeGreaterThan(size / 2);
});

test('other code under the same name is never taken from another version of the program', () => {
  const { dist, record, kept } = installed();
  record();
  const [file] = kept();
  // Its name holds the hash of the chunk that it was compiled from.
  expect(readFileSync(join(dist, 'ka.cjs'), 'utf8')).toContain(/record-([0-9a-f]{16})/.exec(file!)![1]);
});

test('a command that is not hot keeps what it loads, and starts without where nothing can be kept', () => {
  const { dist, run, record, kept } = installed();
  record();
  const [hot] = kept();
  const shown = run('metrics', 'list');
  const files = kept();
  expect(files.filter((file) => /\/(cli|list-\w+)-[0-9a-f]{16}-/.test(file))).toHaveLength(2);
  expect(files).toContain(hot);
  expect(run('metrics', 'list')).toBe(shown);
  expect(kept()).toEqual(files);
  rmSync(join(dist, 'code'), { recursive: true });
  writeFileSync(join(dist, 'code'), '');
  expect(run('metrics', 'list')).toBe(shown);
});
