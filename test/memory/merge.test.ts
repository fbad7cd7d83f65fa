import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addEntry } from '../../src/memory/add.ts';
import { mergeMemory } from '../../src/memory/merge.ts';
import { SECTIONS } from '../../src/memory/sections.ts';
import { type Repo, repo } from '../repo.ts';
import { body } from './arbitrary.ts';

const FILE = '.kaizen/agents/tdd/memory.md';

const day = (date: number): { env: { KA_NOW: string } } => ({ env: { KA_NOW: `2026-11-0${date}T10:00:00Z` } });

function keep(at: Repo, date: number, section: string, text: string): void {
  expect(at.ka(['memory', 'add', 'tdd', '--section', section, text], day(date)).code).toBe(0);
}

function commit(at: Repo): void {
  at.git('add', '-A');
  at.git('commit', '-qm', 'x');
}

/** A set up repository with two branches that were changed, ours checked out. */
function fork(start: (at: Repo) => void, ours: (at: Repo) => void, theirs: (at: Repo) => void): Repo {
  const at = repo({ 'a.txt': '1' }, { onPath: true });
  at.ka(['init', '--harness', 'claude']);
  start(at);
  commit(at);
  at.git('checkout', '-qb', 'side');
  theirs(at);
  commit(at);
  at.git('checkout', '-q', 'main');
  ours(at);
  commit(at);
  return at;
}

function merged(...branches: Parameters<typeof fork>): Repo {
  const at = fork(...branches);
  at.git('merge', '-q', 'side');
  return at;
}

const FIRST = (at: Repo): void => keep(at, 1, 'works', 'first');
const THIRD = (at: Repo): void => keep(at, 3, 'works', 'of main');

test('lessons that two branches added to one section are both kept, under the later date', () => {
  const at = merged(FIRST, THIRD, (side) => {
    keep(side, 2, 'works', 'of the side');
    keep(side, 2, 'open', 'a thread');
  });
  expect(at.read(FILE)).toContain(
    '## What works\n\n- 2026-11-01: first\n- 2026-11-02: of the side\n- 2026-11-03: of main\n\n## What fails\n\n## Open threads\n\n- 2026-11-02: a thread\n\n## Notes\n',
  );
  expect(at.read(FILE).match(/^updated: .*$/gm)).toEqual(['updated: 2026-11-03']);
});

test('a memory that both branches began keeps each lesson under its heading', () => {
  const at = merged(
    () => {},
    THIRD,
    (side) => keep(side, 2, 'fails', 'of the side'),
  );
  expect(at.read(FILE)).toContain(
    '## What works\n\n- 2026-11-03: of main\n\n## What fails\n\n- 2026-11-02: of the side\n\n## Open threads\n\n## Notes\n',
  );
});

test('an entry that one branch took away or reworded stays so; what a person wrote elsewhere is merged by line', () => {
  const at = merged(
    (base) => {
      FIRST(base);
      keep(base, 1, 'works', 'second');
      base.write(FILE, `${base.read(FILE)}\n## Mine\n\nProse.\n`);
    },
    (main) => main.write(FILE, main.read(FILE).replace('- 2026-11-01: first\n', '').replace('second', 'the second')),
    (side) => {
      keep(side, 2, 'works', 'of the side\n');
      side.write(FILE, side.read(FILE).replace('Prose.', 'Prose of the side.'));
    },
  );
  expect(at.read(FILE)).toContain(
    '## What works\n\n- 2026-11-01: the second\n- 2026-11-02: of the side\n\n## What fails',
  );
  expect(at.read(FILE)).toContain('## Mine\n\nProse of the side.\n');
});

test('where both changed the same prose, git marks the conflict as ever', () => {
  const prose = (text: string) => (at: Repo) => at.write(FILE, `# Memory\n\n${text}\n`);
  const at = fork(prose('One.'), prose('Two.'), prose('Three.'));
  expect(() => at.git('merge', '-q', 'side')).toThrow();
  expect(at.read(FILE)).toMatch(/^# Memory\n\n<{7} ours\nTwo\.\n={7}\nThree\.\n>{7} theirs\n$/);
});

test('behind a fence that nobody closed no entry is moved: such a memory is merged by line', () => {
  const at = merged(
    (base) => {
      FIRST(base);
      keep(base, 1, 'notes', 'untouched');
    },
    (main) =>
      main.write(FILE, main.read(FILE).replace('first\n', 'first\n- 2026-11-03: run this\n  ```sh\n  npm test\n')),
    (side) => keep(side, 2, 'notes', 'of the side'),
  );
  expect(at.read(FILE)).toContain(
    '- 2026-11-01: first\n- 2026-11-03: run this\n  ```sh\n  npm test\n\n## What fails\n\n## Open threads\n\n## Notes\n\n- 2026-11-01: untouched\n- 2026-11-02: of the side\n',
  );
});

test('of whatever a person wrote a merge of two lessons loses nothing, and is the same from both sides', () => {
  /** As git does where only one side differs. */
  const byLine = (base: string, ours: string, theirs: string) =>
    ours === theirs || base === theirs ? ours : base === ours ? theirs : null;
  const linesOf = (text: string): string[] => text.replace('\uFEFF', '').split(/\r?\n/);
  const section = fc.constantFrom(...SECTIONS);
  fc.assert(
    fc.property(body, section, section, (base, first, second) => {
      const one = addEntry(base, first, 'of one', '2026-02-01').text!;
      const two = addEntry(base, second, 'of two', '2026-02-02').text!;
      const both = mergeMemory(byLine, base, one, two);
      expect(mergeMemory(byLine, base, two, one)).toBe(both);
      if (both === null) return;
      const wanted = [...linesOf(base), '- 2026-02-01: of one', '- 2026-02-02: of two'];
      expect(linesOf(both)).toEqual(expect.arrayContaining(wanted));
    }),
    { numRuns: 1000 },
  );
});
