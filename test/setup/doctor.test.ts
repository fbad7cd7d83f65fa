import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isNewEnough } from '../../src/setup/checks/node.ts';
import { type Ran, type Repo, repo } from '../repo.ts';

/** A repository after `ka init`, and `ka doctor` where ka stands on the PATH. */
function healthy(): Repo & { doctor: (...args: string[]) => Ran } {
  const r = repo({ '.claude/settings.json': '{}' });
  mkdirSync(join(r.home, 'bin'));
  writeFileSync(join(r.home, 'bin', 'ka'), '', { mode: 0o755 });
  expect(r.ka(['init']).code).toBe(0);
  // Wide enough for a finding on one line.
  const env = { PATH: `${join(r.home, 'bin')}:${process.env.PATH}`, COLUMNS: '2000' };
  return { ...r, doctor: (...args) => r.ka(['doctor', ...args], { env }) };
}

const SETTINGS = '.claude/settings.json';
const LOG = '.kaizen/metrics/tdd-workflow/executions.jsonl';

test('a healthy setup: exit 0, a line for each check', () => {
  const { out, code } = healthy().doctor();
  expect([code, out]).toEqual([0, expect.stringMatching(/^ok {5}Node\.js[\s\S]*All is well\.\n$/)]);
  expect(out).not.toMatch(/wrong|note/);
});

test('a repository that was never set up', () => {
  const { out, code } = repo().ka(['doctor']);
  expect([code, out]).toEqual([1, expect.stringMatching(/has no hook of ka: nothing is recorded\.\n +try: ka init/)]);
});

test.each<[string, (r: Repo) => void, string, string]>([
  ['a missing hook', (r) => edit(r, (hooks) => delete hooks.SessionEnd), 'SessionEnd is missing', 'ka init'],
  ['a doubled hook', (r) => edit(r, (hooks) => hooks.Stop!.push(hooks.Stop![0])), 'Stop stands twice', 'ka init'],
  [
    'a hook in both settings files',
    (r) => r.write('.claude/settings.local.json', r.read(SETTINGS)),
    'SessionEnd stands twice',
    'ka init',
  ],
  [
    'a stale hook',
    (r) => r.write(SETTINGS, r.read(SETTINGS).replace(/command -v ka[^"]*/, 'npx kaizen-agentic hook claude')),
    'SessionStart is an older form',
    'ka init',
  ],
  ['settings that are no JSON', (r) => r.write(SETTINGS, '{'), 'settings.json: line 1 is not JSON', 'ka init'],
  [
    'hooks turned off',
    (r) => r.write(SETTINGS, r.read(SETTINGS).replace('{', '{"disableAllHooks":true,')),
    'all hooks off',
    'grep',
  ],
  ['attributes missing', (r) => r.write('.kaizen/.gitattributes', ''), 'merge=union', 'ka init'],
  ['local not ignored', (r) => r.write('.kaizen/.gitignore', ''), 'does not keep .kaizen/local out', 'ka init'],
  [
    'local tracked',
    (r) => {
      r.write('.kaizen/local/x', '');
      r.git('add', '-f', '.kaizen/local/x');
    },
    'tracks 1 file of .kaizen/local',
    'git rm -r -q --cached .kaizen/local',
  ],
  ['a bad line', (r) => r.write(LOG, '{"agent":"a"}\nnonsense\n'), '1 line that is no JSON object', 'grep'],
  [
    'conflict markers',
    (r) => r.write(LOG, '<<<<<<< HEAD\n{"id":"1"}\n=======\n{"id":"2"}\n>>>>>>> side\n'),
    '3 lines of a merge conflict',
    'ka metrics rebuild',
  ],
  [
    'a view that does not fit its log',
    (r) => {
      r.write(LOG, '{"agent":"tdd-workflow","timestamp":"2026-01-01T00:00:00.000Z","success":true}\n');
      r.ka(['metrics', 'rebuild']);
      r.write('.kaizen/metrics/tdd-workflow/summary.json', '{}');
    },
    'tdd-workflow/summary.json is out of date',
    'ka metrics rebuild',
  ],
  ['a bad setting', (r) => r.write('.kaizen/config.yaml', 'retention_day: 3\n'), 'retention_days', 'ka config'],
  [
    'a failed hook',
    (r) => r.write('.kaizen/local/hook.log', `${new Date().toISOString()} Stop: the disk is full\n`),
    'the disk is full',
    'cat .kaizen/local/hook.log',
  ],
  [
    'team mode with tracked views',
    (r) => {
      r.ka(['init', '--team']);
      r.write('.kaizen/metrics/a/summary.json', '{}');
      r.git('add', '-f', '.kaizen/metrics/a/summary.json');
    },
    'git tracks 1 views',
    'git rm -q --cached .kaizen/metrics/a/summary.json',
  ],
])('%s: exit 1, what is wrong, what mends it', (_, break_, says, mend) => {
  const r = healthy();
  break_(r);
  const { out, code } = r.doctor();
  expect(out).toMatch(new RegExp(`wrong.*${escaped(says)}.*\n +try: ${escaped(mend)}`));
  expect(code).toBe(1);
  const { ok, checks } = r.doctor('--json').json();
  const failed = checks
    .filter(({ status }: { status: string }) => status === 'wrong')
    .map(({ id }: { id: string }) => id);
  // A log that was written by hand has no view yet.
  expect([ok, failed.filter((id: string) => failed.length === 1 || id !== 'views').length]).toEqual([false, 1]);
});

test('ka metrics rebuild, as doctor words it, mends a view', () => {
  const r = healthy();
  r.ka(['metrics', 'record', 'main', '--success']);
  r.write('.kaizen/metrics/main/summary.json', '{}');
  const mend = /try: ka (metrics rebuild.*)/.exec(r.doctor().out)![1]!;
  expect(r.ka(mend.split(' ')).code).toBe(0);
  expect(r.doctor().code).toBe(0);
});

test('ka init mends what it can', () => {
  const r = healthy();
  edit(r, (hooks) => {
    delete hooks.SessionStart;
    hooks.Stop!.push(hooks.Stop![0]);
  });
  r.write('.kaizen/.gitattributes', '');
  r.git('config', '--remove-section', 'merge.ka-view');
  expect(r.doctor().code).toBe(1);
  r.ka(['init']);
  expect(r.doctor().code).toBe(0);
});

test.each(['ka-view', 'ka-memory', 'ka-record'])('a clone without the merge driver %s is told, not failed', (name) => {
  const r = healthy();
  r.git('config', '--remove-section', `merge.${name}`);
  expect(r.doctor()).toMatchObject({ code: 0, out: expect.stringMatching(/note .*merge driver.*\n +try: ka init/) });
});

test.each([
  ['records', 'merge by field'],
  ['agents', 'merge by entry'],
])('attributes of an older version, without a line for %s, are told, not failed', (line, says) => {
  const r = healthy();
  const known = r.read('.kaizen/.gitattributes').replace(new RegExp(`^${line}.*\n`, 'm'), '');
  r.write('.kaizen/.gitattributes', known);
  const { code, out } = r.doctor();
  expect([code, out]).toEqual([0, expect.stringMatching(new RegExp(`note .*${says}[^]*try: ka init`))]);
});

test('a merge conflict in a memory is wrong; one that an example shows is none', () => {
  const r = repo({ '.claude/settings.json': '{}' });
  r.ka(['init']);
  const path = '.kaizen/agents/main/memory.md';
  const example = '## Notes\n\n```\n<<<<<<< a\n>>>>>>> b\n```\n';
  r.write(path, example);
  expect(r.ka(['doctor']).out).toContain('ok     memories hold no merge conflict');
  r.write(
    path,
    `## What works\n\n<<<<<<< HEAD\n- 2026-11-21: one\n=======\n- 2026-11-21: two\n>>>>>>> side\n\n${example}`,
  );
  const { code, out } = r.ka(['doctor'], { env: { COLUMNS: '2000' } });
  expect([code, out]).toEqual([1, expect.stringContaining(`wrong  ${path} holds 2 lines of a merge conflict: keep`)]);
});

test('the program missing, and a private setup', () => {
  const r = repo({ '.claude/settings.json': '{}' });
  r.ka(['init', '--private']);
  const { out, code } = r.ka(['doctor'], { env: { PATH: '/usr/bin:/bin' } });
  expect([code, out]).toEqual([1, expect.stringContaining('try: npm i -g kaizen-agentic')]);
  expect(out.match(/^wrong/gm)).toHaveLength(1);
});

test('which Node is new enough', () => {
  expect(['18.20.0', '20.18.9', '20.19.0', '22.1.0'].map(isNewEnough)).toEqual([false, false, true, true]);
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function edit(r: Repo, change: (hooks: Record<string, unknown[]>) => void): void {
  const settings = JSON.parse(r.read(SETTINGS));
  change(settings.hooks);
  r.write(SETTINGS, JSON.stringify(settings, null, 2));
}

test('a long finding fits 80 columns; a broken line is told with what may be deleted and what to run then', () => {
  const r = healthy();
  const line = `${new Date().toISOString()} collector of tdd: ${'it left no report '.repeat(20)}`;
  r.write('.kaizen/local/hook.log', `${line}\n`);
  r.write(LOG, '{"agent":"tdd-workflow","timestamp":"2026-01-01T00:00:00.000Z","success":true}\nnonsense\n');
  const out = r.ka(['doctor'], { env: { PATH: `${join(r.home, 'bin')}:${process.env.PATH}` } }).out;
  const long = out.split('\n').filter((text) => text.length > 80 && !text.trim().startsWith('try: '));
  expect(long).toEqual([]);
  expect(out.replace(/\s+/g, ' ')).toContain('delete it, or take it back from git');
  r.write(LOG, r.read(LOG).replace('nonsense\n', ''));
  expect(r.ka(['metrics', 'rebuild']).code).toBe(0);
  r.write('.kaizen/local/hook.log', '');
  expect(r.doctor().code).toBe(0);
});
