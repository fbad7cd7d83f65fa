import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { pages, prose, ROOT, tracked } from './pages.ts';

/** `## What happens then` -> `what-happens-then`, as GitHub does. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

test('links between pages lead somewhere', () => {
  const all = pages();
  const known = tracked();
  const broken = all.flatMap(({ path, text }) =>
    [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) => {
      if (/^https?:/.test(target!)) return [];
      const [file, hash] = target!.split('#') as [string, string | undefined];
      const to = file === '' ? path : normalize(join(dirname(path), file));
      const isFolder = to.endsWith('/') && [...known].some((name) => name.startsWith(to));
      if (!isFolder && !(known.has(to) && existsSync(join(ROOT, to)))) return [`${path}: ${target}`];
      if (hash === undefined) return [];
      const page = all.find((other) => other.path === to);
      const anchors = [...(page?.text ?? '').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading!));
      return anchors.includes(hash) ? [] : [`${path}: ${target}`];
    }),
  );
  expect(broken).toEqual([]);
});

test('every page of the wiki is reached from Home', () => {
  const wiki = pages().filter(({ path }) => path.startsWith('wiki/'));
  const home = wiki.find(({ path }) => path === 'wiki/Home.md')!;
  const names = wiki.map(({ path }) => path.slice('wiki/'.length)).filter((name) => name !== 'Home.md');
  expect(names.filter((name) => !home.text.includes(`](${name})`))).toEqual([]);
});
