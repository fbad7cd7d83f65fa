import { posix } from 'node:path';
import { isAbsolute } from './safe-text.ts';

/** `C:\a\b` and `/c/a/b` alike with `/`; drive letters small, since Windows takes both. */
const plain = (path: string): string => {
  const windows = /^[A-Za-z]:([\\/]|$)/.test(path);
  const slashed = windows || /^[^/]*\\/.test(path) ? path.replaceAll('\\', '/') : path;
  return windows ? slashed[0]!.toLowerCase() + slashed.slice(1) : slashed;
};

/**
 * Tells of a path (absolute, or relative to `cwd`) where it lies below the root of a repository, with `/`; null for one
 * outside, or one that no committed line should hold (control characters, above 300 characters).
 *
 * @param root absolute
 */
export function pathsInRepository(cwd: string | null, root: string | null): (path: string) => string | null {
  const base = root === null ? null : plain(root).replace(/\/+$/, '');
  const folder = cwd === null ? null : plain(cwd);
  const known = new Map<string, string | null>();
  const find = (path: string): string | null => {
    // Normalised, an address is none any more that the gate would know.
    if (path.includes('://')) return null;
    const own = plain(path);
    if (/^~|^[a-z]+:\/\//.test(own)) return null;
    if (isAbsolute(own)) return base === null ? null : below(posix.normalize(own), base);
    if (base === null || folder === null) return tidy(posix.normalize(own));
    return below(posix.normalize(`${folder}/${own}`), base);
  };
  return (path) => {
    let found = known.get(path);
    if (found === undefined) {
      found = find(path);
      known.set(path, found);
    }
    return found;
  };
}

/** The same for one path. */
export const pathInRepository = (path: string, cwd: string | null, root: string | null): string | null =>
  pathsInRepository(cwd, root)(path);

function below(path: string, base: string): string | null {
  if (path === base) return '.';
  return path.startsWith(`${base}/`) ? tidy(path.slice(base.length + 1)) : null;
}

function tidy(path: string): string | null {
  return path.startsWith('..') || path.length > 300 || /[\0-\x1f\x7f]/.test(path) ? null : path;
}
