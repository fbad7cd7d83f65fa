import { realpathSync, rmdirSync } from 'node:fs';

/** A path with its links resolved; as it is where nothing stands there. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Removes folders, in order, as far as they are empty. */
export function removeEmptyFolders(paths: readonly string[]): void {
  for (const path of paths) {
    try {
      rmdirSync(path);
    } catch {
      // Missing, or something stands in it.
    }
  }
}
