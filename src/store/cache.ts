import { join, relative } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { readJson, readText, replaceFile, statFile } from './files.ts';
import { hideLocal } from './git/hide-local.ts';
import type { Project } from './project.ts';

/** A change within one tick of the file system's clock after a read cannot be told by its times. */
const TICK_MS = 20;

interface Entry<T> {
  path: string;
  size: number;
  mtimeMs: number;
  ctimeMs: number;
  ino: number;
  value: T;
}

/**
 * What `parse` makes of a file, remembered as JSON under `.kaizen/local/cache/` until path, size or times differ: hot
 * commands never parse YAML but after an edit. In a dry run, without a `.kaizen` folder, or where it cannot be written,
 * nothing is kept.
 *
 * @param name what is parsed, with a version if the meaning of `parse` changes, e.g. `config`
 * @param parse returns JSON; what it throws is thrown and not remembered
 * @returns null if the file is missing
 */
export function cachedParse<T>(
  project: Project,
  { dryRun }: Pick<Ctx, 'dryRun'>,
  name: string,
  path: string,
  parse: (text: string) => T,
): T | null {
  const stat = statFile(path);
  if (!stat) return null;
  const slug = relative(project.root, path)
    .replace(/[^A-Za-z0-9._-]+/g, '~')
    .slice(-100);
  const file = join(project.local, 'cache', `${name}-${slug}.json`);
  const { size, mtimeMs, ctimeMs, ino } = stat;
  const kept = readJson<Entry<T>>(file);
  if (
    kept &&
    kept.path === path &&
    kept.size === size &&
    kept.mtimeMs === mtimeMs &&
    kept.ctimeMs === ctimeMs &&
    kept.ino === ino &&
    ctimeMs + TICK_MS < (statFile(file)?.mtimeMs ?? 0)
  ) {
    return kept.value;
  }
  const text = readText(path);
  if (text === null) return null;
  const value = parse(text);
  const entry: Entry<T> = { path, size, mtimeMs, ctimeMs, ino, value };
  try {
    if (!dryRun && statFile(project.kaizen)) {
      hideLocal(project);
      replaceFile(file, JSON.stringify(entry), join(project.local, 'tmp'));
    }
  } catch {
    // A cache that cannot be written costs time, nothing else.
  }
  return value;
}
