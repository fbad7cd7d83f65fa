import { KaError } from '../lib/errors.ts';
import { git } from '../store/git/git.ts';
import type { Project } from '../store/project.ts';
import { MERGE_DRIVERS } from './git-files.ts';

/** The sections of git's configuration that hold the drivers. */
export const DRIVER_SECTIONS: readonly string[] = Object.keys(MERGE_DRIVERS);

/** What this clone's configuration says of a key; null: nothing. */
function configured(project: Project, key: string): string | null {
  try {
    return git(project.root, ['config', '--local', '--get', key]).trim();
  } catch (error) {
    if (error instanceof KaError) return null;
    throw error;
  }
}

/** The sections that this clone has as they should be. */
export const knownDrivers = (project: Project): string[] =>
  DRIVER_SECTIONS.filter((section) => configured(project, `${section}.driver`) === MERGE_DRIVERS[section]!.driver);

/** Whether this clone knows the drivers that `.kaizen/.gitattributes` names. */
export const hasMergeDrivers = (project: Project): boolean => knownDrivers(project).length === DRIVER_SECTIONS.length;

export function setMergeDrivers(project: Project): void {
  for (const [section, keys] of Object.entries(MERGE_DRIVERS))
    for (const [key, value] of Object.entries(keys))
      git(project.root, ['config', '--local', `${section}.${key}`, value]);
}

/** Takes away what `setMergeDrivers` wrote, in this version or an older one. */
export function unsetMergeDrivers(project: Project): void {
  for (const section of DRIVER_SECTIONS)
    if (configured(project, `${section}.driver`) !== null)
      git(project.root, ['config', '--local', '--remove-section', section]);
}

/** Whether any driver of ours is configured. */
export const hasAnyDriver = (project: Project): boolean =>
  DRIVER_SECTIONS.some((section) => configured(project, `${section}.driver`) !== null);
