import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addEntry } from '../../src/memory/add.ts';
import { readMemory } from '../../src/memory/sections.ts';
import { repo } from '../repo.ts';
import { body } from './arbitrary.ts';

const FILE = '.kaizen/agents/tdd/memory.md';
const NOW = { env: { KA_NOW: '2026-11-21T10:00:00.000Z' } };

/** The one stretch that `after` has more than `before`; null if they differ in another way. */
function inserted(before: string, after: string): string | null {
  let at = 0;
  while (at < before.length && before[at] === after[at]) at++;
  const more = after.length - before.length;
  for (let from = at; from >= 0 && from >= at - more; from--) {
    if (after.slice(from + more) === before.slice(from)) return after.slice(from, from + more);
  }
  return null;
}

const said = fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text.replace(/^[-*+\s]+/, '').trim() !== '');

test('whatever a person wrote, adding puts one stretch in and changes no other byte', () => {
  fc.assert(
    fc.property(body, fc.constantFrom('What works', 'fails', 'threads', 'Notes'), said, (before, section, text) => {
      const { text: after, title } = addEntry(before, section, text, '2026-11-21');
      if (after === null) return;
      expect(inserted(before, after)).not.toBeNull();
      const full = (of: string): string[] =>
        of
          .replace('\uFEFF', '')
          .split(/\r?\n/)
          .filter((l) => l.trim() !== '');
      const headings = (of: string): number => full(of).filter((l) => l === `## ${title}`).length;
      const heading = headings(after) - headings(before);
      expect(full(after).length - full(before).length).toBeLessThanOrEqual(1 + heading);
      expect(addEntry(after, section, text, '2026-11-22').text).toBeNull();
    }),
    { numRuns: 2000 },
  );
});

test('the new entry is read back under its heading', () => {
  fc.assert(
    fc.property(body, said, (before, text) => {
      const { text: after } = addEntry(before, 'What works', text, '2026-11-21');
      if (after === null) return;
      const found = readMemory(after)
        .sections.filter(({ key }) => key === 'what works')
        .flatMap(({ entries }) => entries);
      expect(found.filter(({ date }) => date === '2026-11-21')).toHaveLength(1);
    }),
    { numRuns: 1000 },
  );
});

test('the date in the frontmatter follows, its quotes and comment stay', () => {
  const before = '---\nagent: tdd\nupdated: "2026-01-01" # by hand\nmine: 1\n---\n\n## Notes\n\n- 2026-01-01: a\n';
  expect(addEntry(before, 'Notes', 'b', '2026-11-21').text).toBe(
    '---\nagent: tdd\nupdated: "2026-11-21" # by hand\nmine: 1\n---\n\n## Notes\n\n- 2026-01-01: a\n- 2026-11-21: b\n',
  );
});

test('a heading inside a code fence is none; the real one gets the entry', () => {
  const before =
    '## What works\r\n\r\n```md\r\n## What fails\r\n- no\r\n```\r\n\r\n## What fails\r\n- 2026-01-01: yes\r\n\r\nprose\r\n';
  expect(addEntry(before, 'What fails', 'new', '2026-11-21').text).toBe(
    before.replace('yes\r\n', 'yes\r\n- 2026-11-21: new\r\n'),
  );
});

test('add writes once, says when it is there, and never loses an entry to a second writer', () => {
  const { ka, read } = repo();
  expect(ka(['memory', 'add', 'tdd', '--section', 'works', 'Small', 'steps'], NOW).out).toContain(
    'added to "What works"',
  );
  const text = read(FILE);
  expect(text).toContain('## What works\n\n- 2026-11-21: Small steps\n\n## What fails');
  expect(ka(['memory', 'add', 'tdd', '--section', 'What works', 'Small steps', '--json']).json().status).toBe(
    'unchanged',
  );
  expect(read(FILE)).toBe(text);
});

test('a byte order mark stays, and what is not UTF-8 is refused untouched', () => {
  const { ka, write, read } = repo();
  write(FILE, '\uFEFF## Notes\r\n');
  expect(ka(['memory', 'add', 'tdd', 'hello'], NOW).code).toBe(0);
  expect(read(FILE)).toBe('\uFEFF## Notes\r\n\r\n- 2026-11-21: hello\r\n');
  write(FILE, Buffer.from([0x23, 0x20, 0xff, 0xfe, 0x0a]));
  const ran = ka(['memory', 'add', 'tdd', 'hello']);
  expect([ran.code, ran.err]).toEqual([2, expect.stringContaining('not in UTF-8')]);
});

test('an unknown section names the nearest, a secret and an empty text are refused', () => {
  const { ka } = repo();
  expect(ka(['memory', 'add', 'tdd', '--section', 'wroks', 'x']).err).toContain('Did you mean "works"?');
  const secret = ka(['memory', 'add', 'tdd', `token ghp_${'a1B2'.repeat(9)}`]);
  expect([secret.code, secret.err.includes('ghp_')]).toEqual([2, false]);
  expect(ka(['memory', 'add', 'tdd', ' ']).code).toBe(2);
  expect(ka(['memory', 'show', 'tdd']).code).toBe(2);
});

test('for an agent that no file defines the first lesson says which was meant, and how to take it back', () => {
  const { ka } = repo({
    'agents/reviewer.md': '---\nname: reviewer\ndescription: Reads.\n---\nRead.\n',
    '.kaizen/.gitignore': 'local/\n',
  });
  expect(ka(['memory', 'add', 'nosuch', 'x', '--dry-run']).err).not.toContain('take it back');
  expect(ka(['memory', 'add', 'nosuch', 'x']).err).toBe(
    'ka: there is no definition of nosuch here.\n' +
      'ka: it was written all the same. To take it back: delete .kaizen/agents/nosuch/memory.md\n',
  );
  expect(ka(['memory', 'add', 'nosuch', 'y']).err).toBe('ka: there is no definition of nosuch here.\n');
  expect(ka(['memory', 'add', 'reviwer', 'x']).err).toMatch(
    /did you mean reviewer\?\n.*delete .*\/reviwer\/memory\.md/,
  );
  expect(ka(['memory', 'add', 'reviewer', 'x']).err).toBe('');
});

test('--dry-run shows the line and writes nothing', () => {
  const { ka } = repo();
  const ran = ka(['memory', 'add', 'tdd', 'hello', '--dry-run']);
  expect(ran.out).toContain(': hello');
  expect(ka(['memory', 'list', '--json']).json().memories).toEqual([]);
});

test('show prints the file as it stands, list one line for each memory with the date of its newest entry', () => {
  const { ka, read, write } = repo();
  write(
    '.kaizen/agents/a/memory.md',
    '# A\n\nBy hand.\n\n## Notes\n\n- 2026-11-20: one\n- 2026-10-01: two\n- no date\n',
  );
  ka(['memory', 'init', 'empty']);
  expect(ka(['memory', 'show', 'a']).out).toBe(read('.kaizen/agents/a/memory.md'));
  expect(
    ka(['memory', 'list'])
      .out.split('\n')
      .map((line) => line.trim()),
  ).toEqual(['a         3 entries  newest 2026-11-20', 'empty     0 entries', '']);
});
