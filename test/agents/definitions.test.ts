import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toDefinition } from '../../src/agents/definition.ts';
import { hashThatRan } from '../../src/agents/definitions.ts';
import { addMark, hashOfText, readMark } from '../../src/harnesses/mark.ts';
import type { Ctx } from '../../src/lib/context.ts';
import { findProject } from '../../src/store/project.ts';
import { repo } from '../repo.ts';

const PACKAGE = join(import.meta.dirname, '../..');

/** What a run in `cwd` takes from its surroundings. */
const context = (cwd: string): Ctx => ({
  cwd,
  target: null,
  env: {},
  home: null,
  version: '0',
  packageRoot: PACKAGE,
  dist: join(PACKAGE, process.env.KA_DIST ?? 'dist'),
  pid: 1,
  now: () => 0,
  random: (bytes) => '0'.repeat(bytes * 2),
  stdin: () => new Uint8Array(),
  progress: () => {},
  meter: () => {},
  json: false,
  dryRun: false,
  platform: 'linux',
  columns: 80,
  color: false,
});

test('a threshold of null is a choice and stays; what does not fit is left out alone', () => {
  const definition = toDefinition(
    {
      name: 7,
      description: 'd',
      optimization: { min_samples: 'x', thresholds: { execution_time_s: null, success_rate: 2 } },
      metrics: {
        primary: { name: 'm', target: 'high' },
        secondary: [null, { name: 's' }],
        collect: { command: 'c', parse: 'tap' },
        odd: 1,
      },
      idempotency: null,
      memory: 'project',
    },
    'a',
  );
  expect(definition).toEqual({
    name: 'a',
    description: 'd',
    optimization: { thresholds: { execution_time_s: null } },
    metrics: { secondary: [{ name: 's' }], collect: { command: 'c', parse: 'tap' } },
  });
});

test('a mark tells its source and whether the text was edited since, also with the line ends of Windows', () => {
  const text = '---\nname: a\n---\n\nBody $& of it.\n';
  const hash = hashOfText('source');
  const marked = addMark(text, 'agents/a.md', hash);
  expect(readMark(marked)).toMatchObject({ source: 'agents/a.md', sourceHash: hash, edited: false });
  expect(readMark(marked.replaceAll('\n', '\r\n'))?.edited).toBe(false);
  expect(readMark(marked.replace('Body', 'Boby'))?.edited).toBe(true);
  expect(readMark(text)).toBeNull();
  expect(readMark(`---\nname: a\n---\n${marked}`)).toBeNull();
});

const AGENT = '---\nname: a\ndescription: d\nmetrics: {primary: {name: m, target: 1}}\n---\n\nDo it.\n';

test('a record carries the hash of its definition, whatever its line ends', () => {
  const { ka, write } = repo({ 'agents/a.md': AGENT, '.kaizen/.gitignore': 'local/\n' });
  const recorded = (): unknown => {
    ka(['metrics', 'record', 'a', '--success']);
    return JSON.parse(ka(['metrics', 'export', 'a']).out.trim().split('\n').at(-1)!).definition;
  };
  expect(recorded()).toBe(hashOfText(AGENT));
  write('agents/a.md', AGENT.replaceAll('\n', '\r\n'));
  expect(recorded()).toBe(hashOfText(AGENT));
  write('agents/a.md', AGENT.replace('Do it', 'Do it well'));
  expect(recorded()).toBe(hashOfText(AGENT.replace('Do it', 'Do it well')));
});

test('what a harness ran is the export, as old as it may be; once edited, the file itself', () => {
  const { ka, write, read, root } = repo({ 'agents/a.md': AGENT });
  const ran = (name: string): string | null => {
    const ctx = context(root);
    return hashThatRan(findProject(ctx), ctx, name);
  };
  expect(ran('a')).toBe(hashOfText(AGENT));
  ka(['agents', 'export', '--to', 'claude']);
  write('agents/a.md', AGENT.replace('Do it', 'Do it well'));
  expect(ran('a')).toBe(hashOfText(AGENT));
  write('.claude/agents/a.md', `${read('.claude/agents/a.md')}More.\n`);
  expect(ran('a')).toBe(hashOfText(read('.claude/agents/a.md')));
  expect(ran('b')).toBeNull();
  expect(ran('main')).toBeNull();
});
