import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Files below a folder (or the one file that `path` is), absolute, sorted. Links are not followed; what cannot be read is
 * left out.
 *
 * @param fits by the file's name and its path below `path` (with `/`)
 * @param depth of folders below `path` that are looked into
 * @param into folders that are looked into, by name
 */
export function findFiles(
  path: string,
  fits: (name: string, below: string) => boolean,
  depth = 8,
  into: (name: string) => boolean = () => true,
): string[] {
  const found: string[] = [];
  const visit = (folder: string, below: string, left: number): void => {
    let entries: ReturnType<typeof readEntries>;
    try {
      entries = readEntries(folder);
    } catch {
      return;
    }
    for (const entry of entries) {
      const inside = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) {
        if (left > 0 && into(entry.name)) visit(join(folder, entry.name), inside, left - 1);
      } else if (entry.isFile() && fits(entry.name, inside)) found.push(join(folder, entry.name));
    }
  };
  if (isFile(path)) {
    const name = path.split(/[\\/]/).at(-1)!;
    return fits(name, name) ? [path] : [];
  }
  visit(path, '', depth);
  return found.sort();
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const readEntries = (folder: string) => readdirSync(folder, { withFileTypes: true });
