import { dirname, join, sep } from 'node:path';
import { makeFolder } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { removeCaches, removeEmptyFolders } from '../store/remove-folders.ts';
import { applyEdits, describeEdits, type Edit } from './edit.ts';
import { DRIVER_SECTIONS, hasAnyDriver, hasMergeDrivers, setMergeDrivers, unsetMergeDrivers } from './merge-driver.ts';

/** What `ka init` is about to do. */
export interface Setup {
  edits: Edit[];
  /** The merge drivers for views and records in this clone's git configuration; null: leave them. */
  driver: 'set' | 'unset' | null;
  /** It takes things back. */
  removes: boolean;
  /** What the user should know about it. */
  notes: string[];
}

/** Whether this clone's git configuration has to change. */
export const driverDiffers = (project: Project, { driver }: Setup): boolean =>
  project.gitDir !== null && driver !== null && (driver === 'set' ? !hasMergeDrivers(project) : hasAnyDriver(project));

/** The whole as a diff; empty if there is nothing to do. */
export function describeSetup(project: Project, setup: Setup): string {
  const config = driverDiffers(project, setup) ? `git config: ${setup.driver} ${DRIVER_SECTIONS.join(', ')}\n` : '';
  return describeEdits(setup.edits) + config;
}

/** The folders of a file, the innermost first, as far as they lie below `root`. */
function foldersAbove(file: string, root: string): string[] {
  const folders: string[] = [];
  for (let at = dirname(file); at.startsWith(root + sep); at = dirname(at)) folders.push(at);
  return folders;
}

/** Carries it out. Folders that it empties go too, so that nothing is left of a removed setup. */
export function runSetup(project: Project, setup: Setup): void {
  const differs = driverDiffers(project, setup);
  // Hooks record only where this folder stands; under --private no file of ours would make it.
  if (!setup.removes) makeFolder(project.kaizen);
  applyEdits(project, setup.edits);
  if (differs) {
    if (setup.driver === 'set') setMergeDrivers(project);
    else unsetMergeDrivers(project);
  }
  if (!setup.removes) return;
  if (setup.driver === 'unset') {
    removeEmptyFolders([join(project.local, 'spool'), join(project.local, 'open')]);
    removeCaches(project);
  }
  const gone = setup.edits.filter(({ before, after }) => before !== null && after === null);
  removeEmptyFolders([project.local, ...gone.flatMap(({ file }) => foldersAbove(file, project.root))]);
}
