import { join, relative, sep } from 'node:path';
import { diffText } from '../diff.ts';
import { HASH_BLOCK, readBlock, removeBlock, setBlock } from '../docs/block.ts';
import { readBytes, replaceFile } from '../files.ts';
import type { Project } from '../project.ts';

/** The project's folder below the git top level, with `/` and a slash at its end; empty at the top. */
function prefixOf(project: Project): string {
  const below = relative(project.top ?? project.root, project.root);
  return below === '' ? '' : `${below.split(sep).join('/')}/`;
}

/** A path of the project as a line of `.git/info/exclude`. */
const lineFor = (project: Project, path: string): string =>
  `/${prefixOf(project)}${path}`.replace(/[\\*?[]/g, (letter) => `\\${letter}`);

const linesOf = (text: string | null): string[] => (text === null ? null : readBlock(text, HASH_BLOCK)) ?? [];

/** A text of `.git/info/exclude` that leaves these paths out of `git status` too. */
export function hidePaths(project: Project, text: string | null, paths: readonly string[]): string {
  const lines = new Set([...linesOf(text), ...paths.map((path) => lineFor(project, path))]);
  return setBlock(text, [...lines], HASH_BLOCK);
}

/**
 * A text of `.git/info/exclude` that hides only what is still there.
 *
 * @param stays by a path of the project
 * @returns the text, and the paths that it hides
 */
export function showPaths(
  project: Project,
  text: string,
  stays: (path: string) => boolean,
): { text: string | null; hidden: string[] } {
  const lead = `/${prefixOf(project)}`;
  const pathOf = (line: string): string => line.slice(lead.length).replace(/\\(.)/g, '$1');
  // Lines of another project of this repository are not ours to take out.
  const kept = linesOf(text).filter((line) => !line.startsWith(lead) || stays(pathOf(line)));
  const hidden = kept.filter((line) => line.startsWith(lead)).map(pathOf);
  return { text: kept.length > 0 ? setBlock(text, kept, HASH_BLOCK) : removeBlock(text, HASH_BLOCK), hidden };
}

/** What `ka init --private` hides in any case: it tells that a project is private. */
export const PRIVATE_PATH = '.kaizen/';

/** Whether `git status` leaves a path out because ka said so. */
export const isHidden = (project: Project, path: string): boolean =>
  linesOf(readExclude(project)).includes(lineFor(project, path));

const excludeFile = (project: Project): string => join(project.commonDir ?? '', 'info', 'exclude');

const readExclude = (project: Project): string | null =>
  project.commonDir === null ? null : (readBytes(excludeFile(project))?.toString('utf8') ?? null);

/** The change to `.git/info/exclude` that new files need in a private project. */
export interface Hiding {
  file: string;
  before: string;
  after: string;
}

/** What keeps files that ka is about to write out of `git status`; null where the project is not private. */
export function planHiding(project: Project, paths: readonly string[]): Hiding | null {
  const before = readExclude(project);
  if (before === null || !linesOf(before).includes(lineFor(project, PRIVATE_PATH))) return null;
  const after = hidePaths(project, before, paths);
  return after === before ? null : { file: excludeFile(project), before, after };
}

export const describeHiding = ({ file, before, after }: Hiding): string => diffText(file, before, after);

/** @throws KaError `no-permission`, `disk-full` */
export const applyHiding = (project: Project, { file, after }: Hiding): void =>
  replaceFile(file, after, join(project.local, 'tmp'));
