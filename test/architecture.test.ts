import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

/** Nouns, each may import those to its right only. */
const NOUNS = ['page', 'setup', 'export', 'retro', 'sessions', 'memory', 'records', 'experiments', 'metrics', 'agents'];
const LOWER = ['harnesses', 'models', 'store', 'stats', 'lib'];

/** Folder of src/ -> what it may import (itself always). */
const MAY_IMPORT: Record<string, readonly string[]> = {
  cli: ['commands', 'mcp', ...LOWER],
  mcp: ['commands', 'lib'],
  commands: [...NOUNS, ...LOWER],
  ...Object.fromEntries(NOUNS.map((noun, at) => [noun, [...NOUNS.slice(at + 1), ...LOWER]])),
  harnesses: ['models', 'store', 'stats', 'lib'],
  models: ['store', 'stats', 'lib'],
  store: ['lib'],
  stats: ['lib'],
  lib: [],
};

/** Folders of parts: a part imports its engine's contract and helpers, never a sibling; only the index names them. */
const PARTS = ['records/needs', 'metrics/rules', 'metrics/parsers', 'retro/rules', 'export/destinations'];

/** What only some places may touch: a pattern, and the files that may. */
const ONLY_HERE: ReadonlyArray<{ what: string; pattern: RegExp; where: RegExp }> = [
  { what: 'the disk', pattern: /from 'node:fs(\/promises)?'/, where: /^(store|cli)\// },
  {
    what: 'processes',
    pattern: /from '(node:child_process|execa)'/,
    where: /^store\/(git\/git|process\/(run-command|run-self|run-through))\.ts$/,
  },
  { what: 'threads', pattern: /from 'node:worker_threads'/, where: /^store\/process\/threads\.ts$/ },
  { what: 'WebAssembly', pattern: /\bnew WebAssembly\./, where: /^store\/transcripts\/skimmer\.ts$/ },
  { what: 'YAML and gray-matter', pattern: /from '(yaml|gray-matter)'/, where: /^store\/docs\/(doc|yaml)\.ts$/ },
  {
    what: 'stdout, arguments, exit codes',
    pattern: /\bprocess\.(stdout|stdin|argv|exit|exitCode|cwd|env)\b|\bconsole\./,
    where: /^cli\//,
  },
  { what: 'the clock', pattern: /\bDate\.now\(|new Date\(\)/, where: /^(cli\/context\.ts|store\/lock\/file\.ts)$/ },
  { what: 'chance', pattern: /Math\.random|getRandomValues|randomBytes|randomUUID/, where: /^cli\/context\.ts$/ },
  {
    what: 'the network',
    pattern: /(?<![.\w])fetch\(|from 'node:(http|https|net|tls|dgram)'/,
    where: /^export\/post\.ts$/,
  },
  { what: 'commander', pattern: /from 'commander'/, where: /^cli\/program\.ts$/ },
];

/** Packages that the hot chunks must not carry: each costs more than the command (adr/0004). */
const NOT_IN_HOT = /node_modules\//;

/** Files above 200 lines; the list may only shrink. */
const LONG: readonly string[] = [];

interface Source {
  path: string;
  text: string;
  imports: { to: string; lazy: boolean; type: boolean }[];
}

const walk = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : path.endsWith('.ts') ? [path] : [];
  });

function importsOf(path: string, text: string): Source['imports'] {
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'(\.[^']+)'|import\('(\.[^']+)'\)/g,
  );
  return [...found].map(([, type, eager, lazy]) => ({
    to: relative(SRC, resolve(dirname(path), (eager ?? lazy)!)),
    lazy: eager === undefined,
    type: type !== undefined,
  }));
}

const sources: Source[] = walk(SRC).map((path) => {
  const text = readFileSync(path, 'utf8');
  return { path: relative(SRC, path), text, imports: importsOf(path, text) };
});
const folderOf = (path: string): string => path.split('/')[0]!;

test('imports go one way', () => {
  const wrong = sources.flatMap(({ path, imports }) =>
    imports
      // The published schemas lie beside src: they are data, and the one source of what a file may hold.
      .filter(({ to }) => !to.startsWith('../schemas/'))
      .filter(({ to }) => folderOf(to) !== folderOf(path) && !(MAY_IMPORT[folderOf(path)] ?? []).includes(folderOf(to)))
      .map(({ to }) => `${path} -> ${to}`),
  );
  expect(wrong).toEqual([]);
});

test('every folder of src stands in the table', () => {
  expect([...new Set(sources.map(({ path }) => folderOf(path)))].filter((folder) => !(folder in MAY_IMPORT))).toEqual(
    [],
  );
});

test('a part never imports a sibling', () => {
  const wrong = sources.flatMap(({ path, imports }) => {
    const parts = PARTS.find((folder) => path.startsWith(`${folder}/`));
    if (!parts || path.endsWith('/index.ts')) return [];
    return imports.filter(({ to }) => to.startsWith(`${parts}/`)).map(({ to }) => `${path} -> ${to}`);
  });
  expect(wrong).toEqual([]);
});

test('there is no cycle', () => {
  const graph = new Map(
    sources.map(({ path, imports }) => [path, imports.filter((i) => !i.lazy && !i.type).map((i) => i.to)]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
    if (done.has(path) || trail.includes(path)) return;
    for (const to of graph.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  expect(cycles).toEqual([]);
});

test.each(ONLY_HERE)('only its own place touches $what', ({ pattern, where }) => {
  const code = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  expect(
    sources.filter(({ path, text }) => pattern.test(code(text)) && !where.test(path)).map(({ path }) => path),
  ).toEqual([]);
});

test('files hold one idea: none above 200 lines, the median near 60', () => {
  const lengths = sources.map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }));
  expect(lengths.filter(({ lines, path }) => lines > 200 && !LONG.includes(path))).toEqual([]);
  expect(lengths.map(({ lines }) => lines).sort((a, b) => a - b)[lengths.length >> 1]).toBeLessThanOrEqual(80);
});

test('the hot chunks carry no package, and that of records nothing that it seldom needs', () => {
  const outputs = JSON.parse(
    readFileSync(join(ROOT, process.env.KA_DIST ?? 'dist', 'hot-inputs.json'), 'utf8'),
  ) as Record<string, { inputs: Record<string, unknown> }>;
  const hot = Object.entries(outputs).filter(([name]) => /\/(ka|record|brief|hook)\.cjs$/.test(name));
  expect(hot).toHaveLength(4);
  for (const [name, { inputs }] of hot) {
    expect([name, Object.keys(inputs).filter((path) => NOT_IN_HOT.test(path))]).toEqual([name, []]);
  }
  // What only `--transcript` and a changed definition need is loaded then.
  const [, { inputs }] = hot.find(([name]) => name.endsWith('/record.cjs'))!;
  expect(Object.keys(inputs).filter((path) => /^src\/(harnesses|models)\/|agent\.schema/.test(path))).toEqual([]);
});
