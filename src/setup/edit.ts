import { join, relative, sep } from 'node:path';
import { KaError } from '../lib/errors.ts';
import { diffText } from '../store/diff.ts';
import { readBytes, removeFile, replaceFile, resolveInside } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { realPath } from '../store/real-path.ts';

/** One file before and after; null: it does not exist. */
export interface Edit {
  /** As shown: relative to the project root with `/`, or absolute for files of git's own that lie elsewhere. */
  path: string;
  /** Where it lies: absolute, links resolved. */
  file: string;
  before: string | null;
  after: string | null;
  /** A new file that is to be run. */
  executable?: boolean;
}

/** What is to stand in a file, by what stands there; null for no file. */
export type Change = (text: string | null) => string | null;

/** A text with every byte, a byte order mark included. @throws KaError `not-utf8` for what would not survive */
function readExact(file: string): string | null {
  const bytes = readBytes(file);
  const text = bytes?.toString('utf8') ?? null;
  if (bytes && !Buffer.from(text!).equals(bytes)) throw new KaError('not-utf8', `${file} is not UTF-8 text.`);
  return text;
}

/** Where a path of the project leads; null where its link leaves the project or leads nowhere. */
export function insideOrNull(project: Project, path: string): string | null {
  try {
    return realPath(resolveInside(project.root, path));
  } catch (error) {
    if (error instanceof KaError && error.code === 'outside-project') return null;
    throw error;
  }
}

const edit = (path: string, file: string, change: Change): Edit => {
  const before = readExact(file);
  return { path, file, before, after: change(before) };
};

/**
 * The edit of one file of the project.
 *
 * @throws KaError `outside-project` if the path is a link that leaves the project, `not-utf8`
 */
export const editInside = (project: Project, path: string, change: Change): Edit =>
  edit(path, realPath(resolveInside(project.root, path)), change);

/** The edit of a file in git's own folder, which may lie anywhere. */
export function editGitFile(project: Project, folder: string, name: string, change: Change): Edit {
  const file = join(folder, name);
  const below = file.startsWith(project.root + sep);
  return edit(below ? relative(project.root, file).replaceAll(sep, '/') : file, file, change);
}

/** Whether a file is git's own, of this clone alone. */
export const isOfGit = ({ commonDir }: Project, file: string): boolean =>
  commonDir !== null && file.startsWith(realPath(commonDir) + sep);

export const isChange = ({ before, after }: Edit): boolean => before !== after;

export const describeEdits = (edits: readonly Edit[]): string =>
  edits.map(({ path, before, after }) => diffText(path, before, after)).join('');

/** @throws KaError `no-permission`, `disk-full` */
export function applyEdits(project: Project, edits: readonly Edit[]): void {
  for (const { file, after, executable } of edits.filter(isChange)) {
    if (after === null) removeFile(file);
    else replaceFile(file, after, join(project.local, 'tmp'), executable);
  }
}
