import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo, scratch } from '../repo.ts';

// A clone may bring links; what ka writes stays in the project (design.md 9).

test.each(['.kaizen', '.kaizen/local', '.kaizen/metrics', '.kaizen/metrics/main'])(
  'a link out of the project at %s is refused, and nothing is written there',
  (path) => {
    const outside = scratch();
    const { root, ka } = repo();
    mkdirSync(join(root, path, '..'), { recursive: true });
    symlinkSync(outside, join(root, path));
    const ran = ka(['metrics', 'record', 'main', '--success']);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('is a link that leaves the project');
    expect(readdirSync(outside)).toEqual([]);
  },
);

test('a view that is a link is replaced, never followed', () => {
  const victim = join(scratch(), 'victim');
  writeFileSync(victim, 'mine');
  const { root, ka } = repo();
  ka(['metrics', 'record', 'main', '--success']);
  mkdirSync(join(root, '.kaizen/metrics/optimizer'), { recursive: true });
  symlinkSync(victim, join(root, '.kaizen/metrics/optimizer/analysis.json'));
  expect(ka(['metrics', 'optimize']).code).toBe(0);
  expect(readFileSync(victim, 'utf8')).toBe('mine');
});
