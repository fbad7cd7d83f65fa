import { rmdirSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { onDisk } from './disk-error.ts';
import { listFolder, removeFile } from './files.ts';
import type { Project } from './project.ts';

/** What `.kaizen/local` holds that is made again when it is missing. */
const REBUILT = ['cache', 'locks', 'state', 'tmp'];

/** Whether `removeCaches` would take a file away. */
export const isRebuilt = ({ local }: Project, file: string): boolean =>
  file === join(local, '.gitignore') || REBUILT.some((name) => file.startsWith(join(local, name) + sep));

/** Removes what can be rebuilt from `.kaizen/local`; open runs, spooled records and the hook log stay. @throws KaError `no-permission` */
export function removeCaches(project: Project): void {
  for (const name of REBUILT) {
    const path = join(project.local, name);
    onDisk('removed', path, () => rmSync(path, { recursive: true, force: true }));
  }
  // It hides the folder from git, for as long as something stands in it.
  if (listFolder(project.local).join() === '.gitignore') removeFile(join(project.local, '.gitignore'));
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
