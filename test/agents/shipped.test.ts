import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo } from '../repo.ts';

const FOLDER = join(import.meta.dirname, '../../agents');
const NAMES = readdirSync(FOLDER).map((file) => file.slice(0, -3));
const textOf = (name: string): string => readFileSync(join(FOLDER, `${name}.md`), 'utf8');

/** The prompt without what all agents share: the line about the brief and the close step. */
const methodOf = (name: string): string =>
  textOf(name)
    .split(/^---$/m)[2]!
    .split('## Close the session')[0]!
    .replace(/^The brief at the start.*$/m, '');

test('fifteen agents are shipped', () => {
  expect(NAMES).toEqual([
    'coach',
    'code-reviewer',
    'datamodel',
    'debugging',
    'documentation',
    'optimization',
    'project-planner',
    'refactoring',
    'release-manager',
    'requirements',
    'scope-analyst',
    'security-reviewer',
    'sys-medic',
    'tdd-workflow',
    'test-maintenance',
  ]);
});

test('all of them install, pass the check and export', () => {
  const { ka } = repo({ '.claude/settings.json': '{"hooks":{"x":"ka hook claude"}}' });
  expect(ka(['agents', 'install', '--all']).code).toBe(0);
  expect(ka(['agents', 'check'])).toMatchObject({ code: 0, out: '30 files (15 exported by ka), no problem.\n' });
  expect(ka(['agents', 'install', '--all']).out).not.toMatch(/written|refused/);
});

test('the pilot is measured by tests passed and cycle time', () => {
  const { ka } = repo();
  const { metrics } = ka(['agents', 'show', 'tdd-workflow', '--json']).json().frontmatter;
  expect(metrics.primary).toMatchObject({ name: 'test-pass-rate', target: 1 });
  expect(metrics.secondary[0].name).toBe('cycle-time');
  expect(metrics.collect.parse).toBe('vitest-json');
});

test.each(NAMES)('%s has a target, a criterion of success and a close step that names itself', (name) => {
  const text = textOf(name);
  const { metrics, memory } = repo().ka(['agents', 'show', name, '--json']).json().frontmatter;
  expect(typeof metrics.primary.target).toBe('number');
  expect(memory).toBe(true);
  expect(text).toMatch(/^[\x00-\x7F]*$/);
  const lines = text.split('\n').length;
  expect(lines).toBeGreaterThanOrEqual(60);
  expect(lines).toBeLessThanOrEqual(140);
  const close = text.split('## Close the session')[1]!;
  expect(close).toMatch(/^\n\nSuccess means: /);
  expect(close).toMatch(/unset|leave|left out|no flag/i);
  for (const word of ['metrics record', 'memory add']) {
    const named = [...close.matchAll(new RegExp(`ka ${word} (\\S+)`, 'g'))].map((match) => match[1]);
    expect(named.length).toBeGreaterThan(0);
    expect(new Set(named)).toEqual(new Set([name]));
  }
  const declared = [metrics.primary, ...metrics.secondary].map((metric: { name: string }) => metric.name);
  const used = [...close.matchAll(/--metric ([^=\s]+)=/g)].map((match) => match[1]);
  expect(declared).toEqual(expect.arrayContaining(used));
  expect(used).toContain(metrics.primary.name);
});

test.each(NAMES)('the close step of %s runs as it is printed', (name) => {
  const { ka } = repo();
  ka(['agents', 'install', name]);
  const all = textOf(name)
    .split('## Close the session')[1]!
    .matchAll(/^ka (.+)$/gm);
  for (const [, line] of all) {
    const words = [...line!.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
    expect(ka(words)).toMatchObject({ code: 0 });
  }
  expect(ka(['metrics', 'show', name, '--json']).json().summary).toMatchObject({
    count: 2,
    success: { n: 2, rate: 0.5 },
  });
});

/** Overlapping runs of five words. */
function shingles(text: string): Set<string> {
  const words = text.toLowerCase().match(/[a-z]+/g) ?? [];
  return new Set(words.slice(4).map((_, at) => words.slice(at, at + 5).join(' ')));
}

test('no two of them share a method: under 3 % of five-word runs in common', () => {
  const sets = new Map(NAMES.map((name) => [name, shingles(methodOf(name))]));
  const alike: string[] = [];
  for (const [a, ofA] of sets) {
    for (const [b, ofB] of sets) {
      if (a >= b) continue;
      const common = [...ofA].filter((run) => ofB.has(run)).length;
      if (common / Math.min(ofA.size, ofB.size) > 0.03) alike.push(`${a} ${b} ${common}`);
    }
  }
  expect(alike).toEqual([]);
});
