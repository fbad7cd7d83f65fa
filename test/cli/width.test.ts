import { expect, test } from 'vitest';
import { repo } from '../repo.ts';

// What explains itself is worth no word when it is cut: at 80 columns and at 60 it goes on below.
test.each(
  ['codes', 'agents list --shipped', 'explain', 'report', 'record kinds', 'record kinds task'].flatMap((line) => [
    [line, 60],
    [line, 80],
  ]) as [string, number][],
)('ka %s at %i columns: every word of it, in lines that fit', (line, columns) => {
  const { ka } = repo();
  const shown = (width: number) => ka(line.split(' '), { env: { COLUMNS: String(width) } }).out;
  const words = (text: string) => new Set(text.split(/\s+/));
  const narrow = shown(columns);
  expect(narrow).not.toContain('…');
  expect(narrow.split('\n').filter(({ length }) => length > columns)).toEqual([]);
  const left = new Set([...words(narrow), ...(/left out at this width: alias;/.test(narrow) ? aliases(ka) : [])]);
  expect([...words(shown(400))].filter((word) => !left.has(word))).toEqual([]);
});

const aliases = (ka: ReturnType<typeof repo>['ka']): string[] =>
  (ka(['codes', '--json']).json().codes as { aliases: string[] }[]).flatMap((code) => ['alias', ...code.aliases]);
