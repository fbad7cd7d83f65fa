import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findFiles } from '../find-files.ts';
import { linesOf } from '../log/lines-of.ts';
import type { Project } from '../project.ts';
import { git } from './git.ts';

const split = (text: string): string[] => text.split('\0').filter((name) => name !== '');

/**
 * The files of a project that are committed, or would be: git knows them or does not ignore them. Without git: all but
 * `.kaizen/local/`. Paths relative to the root with `/`, sorted.
 *
 * @param below folders and files, relative to the root
 * @throws KaError `git-failed`
 */
export function committedFiles(project: Project, below: readonly string[]): string[] {
  if (project.gitDir === null) {
    const found = below.flatMap((path) => findFiles(join(project.root, path), () => true, 20));
    const own = found.map((file) => file.slice(project.root.length + 1).replaceAll('\\', '/'));
    return own.filter((path) => !path.startsWith('.kaizen/local/'));
  }
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate', '--', ...below];
  const names = split(git(project.root, args));
  return names.filter((path) => lstatSync(join(project.root, path), { throwIfNoEntry: false })).sort();
}

/** What the next commit changes of these: new and changed files. @throws KaError `git-failed` */
export function stagedFiles(project: Project, below: readonly string[]): string[] {
  const args = [
    'diff',
    '--cached',
    '--name-only',
    '--relative',
    '--no-renames',
    '--diff-filter=ACMT',
    '-z',
    '--',
    ...below,
  ];
  return split(git(project.root, args)).sort();
}

/** Lines of a file in the work tree; of a link the path that it holds. Null for one above 8 MiB. */
export function* linesInTree(project: Project, path: string): Generator<string | null> {
  const file = join(project.root, path);
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (stat?.isSymbolicLink()) yield readlinkSync(file);
  else if (stat?.isFile()) yield* linesOf(file);
}

/** Lines of a file as it stands in the index. @throws KaError `git-failed` */
export const linesInIndex = (project: Project, path: string): string[] =>
  git(project.root, ['show', `:./${path}`]).split('\n');
