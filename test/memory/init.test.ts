import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo, scratch } from '../repo.ts';

const FILE = '.kaizen/agents/tdd/memory.md';

test('init scaffolds the memory and the metrics folder, a second time nothing', () => {
  const { ka, read, root } = repo();
  expect(ka(['memory', 'init', 'tdd', '--json']).json()).toMatchObject({
    status: 'created',
    files: [FILE, '.kaizen/metrics/tdd/.gitkeep'],
  });
  for (const part of ['agent: tdd', '## What works', '## What fails', '## Open threads', '## Notes'])
    expect(read(FILE)).toContain(part);
  expect(ka(['memory', 'init', 'tdd', '--json']).json()).toMatchObject({ status: 'unchanged', files: [] });
  expect(ka(['memory', 'init', 'other', '--no-metrics']).code).toBe(0);
  expect(existsSync(join(root, '.kaizen/metrics/other'))).toBe(false);
});

test('a repository overrides the template, and its template can neither run code nor reach prototypes', () => {
  const own = '.kaizen/templates/memory.md.hbs';
  const { ka, write, read } = repo({ [own]: '# {{agent}} & "friends"\n\n## What works\n' });
  ka(['memory', 'init', 'tdd']);
  expect(read(FILE)).toBe('# tdd & "friends"\n\n## What works\n');
  for (const bad of [
    '{{missing}}',
    '{{#if',
    '{{constructor.constructor "x"}}',
    '{{shell "id"}}',
    '{{agent.constructor.name}}',
    '{{> nowhere}}',
  ]) {
    write(own, bad);
    const ran = ka(['memory', 'init', `a${bad.length}`]);
    expect([bad, ran.code]).toEqual([bad, 2]);
    expect(ran.err).toContain(own);
    expect(ran.err).not.toContain('    at ');
  }
});

test('a bad name, and a link that leaves the project, are refused', () => {
  const { ka, root } = repo({ '.kaizen/x': '' });
  for (const name of ['../x', 'a/b', 'nul', 'x'.repeat(300)]) expect(ka(['memory', 'init', name]).code).toBe(2);
  symlinkSync(scratch(), join(root, '.kaizen/agents'));
  const ran = ka(['memory', 'init', 'tdd']);
  expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('leaves the project')]);
});
