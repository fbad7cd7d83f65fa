import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

test.each([
  ['.kaizen/metrics/optimizer', ['metrics', 'optimize']],
  ['.kaizen/retro', ['retro']],
  ['.kaizen/local/state', ['memory', 'brief', 'main']],
  ['.kaizen/local/state/main', ['metrics', 'record', 'main', '--success']],
  ['.kaizen/local/cache', ['retro']],
  ['.kaizen/local/sync', ['sessions', 'sync']],
  ['.kaizen/local/export', ['memory', 'brief', 'main']],
])('so is one at %s', (path, line) => {
  const outside = scratch();
  const { root, ka } = repo();
  for (let n = 0; n < 12; n++) ka(['metrics', 'record', 'main', '--failure']);
  rmSync(join(root, path), { recursive: true, force: true });
  mkdirSync(join(root, path, '..'), { recursive: true });
  symlinkSync(outside, join(root, path));
  const ran = ka(line);
  expect(readdirSync(outside)).toEqual([]);
  expect(ran.code).toBe(2);
  expect(ran.err).toContain('is a link that leaves the project');
});

test.each(['open', 'events'])('a hook writes nothing through a link at .kaizen/local/%s', (name) => {
  const outside = scratch();
  const { root, ka } = repo();
  ka(['metrics', 'record', 'main', '--success']);
  symlinkSync(outside, join(root, '.kaizen/local', name));
  const event = { hook_event_name: 'SessionStart', session_id: 's1', cwd: root, source: 'startup' };
  expect(ka(['hook', 'claude'], { input: JSON.stringify(event) }).code).toBe(0);
  expect(readdirSync(outside)).toEqual([]);
});

test.each(['rows.f64', 'ids.f64', 'state.json'])(
  'a brief overwrites no file that a clone links to as its %s',
  (name) => {
    const victim = join(scratch(), 'victim');
    writeFileSync(victim, 'mine');
    const { root, ka } = repo();
    ka(['metrics', 'record', 'main', '--success']);
    const state = join(root, '.kaizen/local/state/main');
    rmSync(join(state, 'state.json'));
    rmSync(join(state, name), { force: true });
    symlinkSync(victim, join(state, name));
    expect(ka(['memory', 'brief', 'main']).out).toContain('Executions: 1');
    expect(ka(['metrics', 'record', 'main', '--success']).code).toBe(0);
    expect(readFileSync(victim, 'utf8')).toBe('mine');
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
