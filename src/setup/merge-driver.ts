import { KaError } from '../lib/errors.ts';
import { git } from '../store/git/git.ts';
import type { Project } from '../store/project.ts';
import { MERGE_DRIVER } from './git-files.ts';

const SECTION = 'merge.ka-view';

/** Whether this clone knows the driver that `.kaizen/.gitattributes` names. */
export function hasMergeDriver(project: Project): boolean {
  try {
    return git(project.root, ['config', '--local', '--get', `${SECTION}.driver`]).trim() === MERGE_DRIVER.driver;
  } catch (error) {
    if (error instanceof KaError) return false;
    throw error;
  }
}

export function setMergeDriver(project: Project): void {
  for (const [key, value] of Object.entries(MERGE_DRIVER))
    git(project.root, ['config', '--local', `${SECTION}.${key}`, value]);
}

export function unsetMergeDriver(project: Project): void {
  git(project.root, ['config', '--local', '--remove-section', SECTION]);
}
