import { lstatSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative as relativePath, sep } from 'node:path';
import { KaError } from '../lib/errors.ts';
import { onDisk } from './disk-error.ts';

const outside = (relative: string, reason: string): KaError =>
  new KaError('outside-project', `${relative.replaceAll('\0', '\\0').slice(0, 200)} ${reason}.`);

/** The real place of the deepest part of a path that exists; a link into nothing counts as existing. */
function deepest(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    if (lstatSync(at, { throwIfNoEntry: false }) || dirname(at) === at) return at;
  }
}

/** Whether a link stands at the path, or anywhere between it and the root. */
function passesLink(root: string, path: string): boolean {
  for (let at = path; at.length > root.length; at = dirname(at)) {
    if (lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink()) return true;
  }
  return false;
}

/**
 * The absolute path of something in a folder, which need not exist yet.
 *
 * @param root absolute
 * @param relative as it stands in a file or was typed: untrusted
 * @throws KaError `outside-project` for an absolute path, a `..`, a NUL, or a link that leaves the root
 */
export function resolveInside(root: string, relative: string): string {
  if (relative.includes('\0')) throw outside(relative, 'holds a NUL character');
  if (isAbsolute(relative) || /^[A-Za-z]:/.test(relative)) throw outside(relative, 'is an absolute path');
  if (relative.split(/[\\/]/).includes('..')) throw outside(relative, "leads out of the folder by '..'");
  const path = join(root, relative);
  return onDisk('read', path, () => {
    // Real paths look at every folder from the top of the disk on: too dear for what a hot command does often.
    if (!passesLink(root, path)) return path;
    const base = realpathSync(root);
    let real: string;
    try {
      real = realpathSync(deepest(path));
    } catch {
      throw outside(relative, 'is a link that leads nowhere');
    }
    // Of a missing path, the deepest part that exists may be the root's own parent.
    const within = real === base || real.startsWith(base.endsWith(sep) ? base : base + sep);
    if (!within) throw outside(relative, 'is a link that leaves the project');
    return path;
  });
}

/**
 * Refuses a link that leaves the project where one of ka's own folders should be. Cheap for what is no link.
 *
 * @param path absolute, below `root`
 * @throws KaError `outside-project`
 */
export function refuseLink(root: string, path: string): void {
  const isLink = onDisk('read', path, () => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink());
  if (isLink) resolveInside(root, relativePath(root, path));
}
