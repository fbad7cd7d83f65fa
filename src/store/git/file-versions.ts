import { join } from 'node:path';
import { statFile } from '../files.ts';
import type { Project } from '../project.ts';
import { inTop } from './commit-alone.ts';
import { git, streamGit } from './git.ts';
import { readHead } from './head.ts';

/** What one commit made of one file. */
export interface FileVersion {
  commit: string;
  /** Relative to the project root. */
  path: string;
  /** Null: the commit removed it. */
  blob: string | null;
}

/** Whether the history ends before its beginning: what lies there is not known. */
export const isShallow = ({ commonDir }: Project): boolean =>
  commonDir !== null && statFile(join(commonDir, 'shallow')) !== null;

/** Every version that HEAD's history has of the files below some folders, newest first, in one walk. Null without git. */
export function fileVersions(project: Project, folders: readonly string[]): FileVersion[] | null {
  if (!project.top) return null;
  if (folders.length === 0 || readHead(project).commit === null) return [];
  const below = project.root === project.top ? 0 : inTop(project, '').length + 1;
  const words = git(project.top, [
    'log',
    // Also versions of a branch whose merge took the other side, and those that a merge itself made.
    '--full-history',
    '-m',
    '--raw',
    '--no-abbrev',
    '--no-renames',
    '-z',
    '--format=%x01%H',
    'HEAD',
    '--',
    ...folders.map((folder) => inTop(project, folder)),
  ]).split('\0');
  const versions: FileVersion[] = [];
  let commit = '';
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!.trim();
    if (word.startsWith('\x01')) commit = word.slice(1);
    else if (word.startsWith(':')) {
      const blob = word.split(' ')[3]!;
      const path = words[++at]!.slice(below);
      versions.push({ commit, path, blob: /^0+$/.test(blob) ? null : blob });
    }
  }
  return versions;
}

/**
 * Texts by the hash of their blob, in one process; what this clone lacks has none, and nothing is fetched.
 *
 * @param env the whole environment
 */
export async function readBlobs(
  project: Project,
  env: Readonly<Record<string, string | undefined>>,
  blobs: Iterable<string>,
): Promise<Map<string, string>> {
  const wanted = [...new Set(blobs)];
  const texts = new Map<string, string>();
  if (!project.top || wanted.length === 0) return texts;
  const pieces: Buffer[] = [];
  const take = (piece: Buffer): void => {
    pieces.push(piece);
  };
  await streamGit(project.top, ['cat-file', '--batch'], `${wanted.join('\n')}\n`, take, {
    ...env,
    GIT_NO_LAZY_FETCH: '1',
  });
  const all = Buffer.concat(pieces);
  for (let at = 0; at < all.length; ) {
    const end = all.indexOf(10, at);
    const [hash, type, size] = all.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (type === 'missing') continue;
    if (type === 'blob') texts.set(hash!, all.toString('utf8', at, at + Number(size)));
    at += Number(size) + 1;
  }
  return texts;
}
