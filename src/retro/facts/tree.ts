import { git } from '../../store/git/git.ts';
import type { Place } from './place.ts';

/** A file of a commit. */
export interface TreeFile {
  path: string;
  object: string;
  bytes: number;
}

/** The files of a commit in a place, by path; links, submodules and what a partial clone lacks are left out. */
export function listTree({ top, prefix, env }: Place, commit: string): TreeFile[] {
  const below = prefix === '' ? [] : ['--', prefix];
  const out = git(top, ['ls-tree', '-r', '-z', '-l', '--full-tree', commit, ...below], '', env);
  const files: TreeFile[] = [];
  for (const entry of out.split('\0')) {
    const found = /^100\d{3} blob ([0-9a-f]+) +(\d+)\t([\s\S]+)$/.exec(entry);
    if (!found) continue;
    const path = found[3]!.slice(prefix.length);
    files.push({ path, object: found[1]!, bytes: Number(found[2]) });
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
