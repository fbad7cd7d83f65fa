import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cliReference, loadCommands } from '../../scripts/cli-reference.mjs';
import { code, pages, ROOT } from './pages.ts';

const { commands } = await loadCommands();
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

test('the CLI reference is what scripts/cli-reference.mjs writes', async () => {
  expect(await cliReference()).toBe(read('wiki/cli-reference.md'));
});

test('the cheat sheet names every command', () => {
  const sheet = read('wiki/cli-cheat-sheet.md');
  expect(
    Object.keys(commands).filter((line) => !sheet.includes(`\`ka ${line}`) && !sheet.includes(`| ka ${line}`)),
  ).toEqual([]);
});

test('the page on sessions explains every flag that a digest or a record may carry', () => {
  const literal = /flags?(?:\.(?:push|add)\(| = [^;\n]*\[|: \[|\), |, )'([a-z_-]+)'/g;
  const sources = (readdirSync(join(ROOT, 'src'), { recursive: true }) as string[]).filter((path) =>
    /^(harnesses|sessions|metrics\/records)\/.*\.ts$/.test(path.replaceAll('\\', '/')),
  );
  const flags = new Set(sources.flatMap((path) => [...read(`src/${path}`).matchAll(literal)].map(([, flag]) => flag!)));
  for (const known of ['partial', 'replay_suspect', 'cut']) expect(flags).toContain(known);
  const explained = read('wiki/sessions.md').split('`flags` of digests')[1]!.split('\n## ')[0]!;
  expect([...flags].filter((flag) => !explained.includes(`\`${flag}\``))).toEqual([]);
});

test('no page names a command or a flag that does not exist', () => {
  const flag = (key: string): string => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const common = ['--json', '--target', '--help', '--dry-run'];
  const wrong = pages()
    .filter(({ path }) => path === 'README.md' || path.startsWith('wiki/'))
    .flatMap(({ path, text }) =>
      [...code(text).matchAll(/(?:^\$ |^|\| )ka ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?([^`\n]*)/gm)].flatMap(
        ([all, first, second, rest]) => {
          const command = commands[`${first} ${second}`] ?? commands[first!];
          if (!command)
            return Object.keys(commands).some((line) => line.startsWith(`${first} `)) ? [] : [`${path}: ${all}`];
          const flags = [...Object.keys(command.input).map(flag), ...common];
          const given = [...(rest ?? '').split('#')[0]!.matchAll(/(?<= )--[a-z-]+/g)].map(([word]) => word);
          // Fields of a record are flags too; the examples that name them are run.
          if (command.fields) return [];
          return given
            .filter((word) => !flags.includes(word))
            .map((word) => `${path}: ${first} ${second ?? ''} ${word}`);
        },
      ),
    );
  expect(wrong).toEqual([]);
});
