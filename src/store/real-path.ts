import { realpathSync } from 'node:fs';

/** A path with its links resolved; as it is where nothing stands there. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
