import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Makes an empty temporary folder. @returns its absolute path */
export const makeScratch = (prefix: string): string => mkdtempSync(join(tmpdir(), prefix));

/** Removes a folder and all in it. */
export const removeScratch = (path: string): void => rmSync(path, { recursive: true, force: true, maxRetries: 3 });

/** All files below a folder, by relative path with `/`, sorted. */
export function readTree(folder: string): { path: string; text: string }[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({
      path: file
        .slice(folder.length + 1)
        .split('\\')
        .join('/'),
      text: readFileSync(file, 'utf8'),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Writes a file of the scratch folder, with the folders above it. Not atomic: nobody else reads there. */
export function writeScratch(path: string, text: string, executable = false): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  if (executable) chmodSync(path, 0o755);
}
