import { join } from 'node:path';
import type { HookFile, HookSetup } from '../harnesses/hook-setup.ts';
import { KaError } from '../lib/errors.ts';
import { readText } from '../store/files.ts';
import { git } from '../store/git/git.ts';
import type { Project } from '../store/project.ts';
import { type Edit, editInside, insideOrNull, isChange } from './edit.ts';

/** All files of a tool that may hold ka's hooks. */
export const filesOf = (setup: HookSetup): HookFile[] => [...setup.shared, ...(setup.personal ?? [])];

/** The files that hold a tool's hooks under `--private`: its personal ones, else the shared ones, hidden from git. */
export const privateFiles = (setup: HookSetup): readonly HookFile[] => setup.personal ?? setup.shared;

export const withHooks = (project: Project, file: HookFile): Edit => editInside(project, file.path, file.add);

/** @throws KaError `outside-project`, `bad-settings` */
export const withoutHooks = (project: Project, file: HookFile): Edit =>
  editInside(project, file.path, (text) => (text === null ? null : file.remove(text)));

/** Whether something of ka's stands in a file; an unreadable one holds nothing. */
export function holdsHooks(project: Project, file: HookFile): boolean {
  if (insideOrNull(project, file.path) === null) return false;
  try {
    return isChange(withoutHooks(project, file));
  } catch (error) {
    if (error instanceof KaError) return false;
    throw error;
  }
}

/**
 * Why a tool cannot be set up for one person alone; null if it can.
 *
 * @returns a sentence
 */
export function noPrivate(project: Project, setup: HookSetup): string | null {
  if (setup.personal !== null) {
    const shared = setup.shared.find((file) => holdsHooks(project, file));
    return shared ? `${shared.path} holds the hooks already, for everyone; --private would add nothing.` : null;
  }
  const tracked = setup.shared.find(({ path }) => isTracked(project, path));
  return tracked
    ? `${setup.title} has no personal file of a project, and git tracks ${tracked.path}: --private cannot hide it.`
    : null;
}

function isTracked(project: Project, path: string): boolean {
  if (project.gitDir === null) return false;
  return git(project.root, ['ls-files', '--', path]).trim() !== '';
}

/** The text of a file in the project; null where there is none, or its link leaves the project. */
export const textOfFile = (project: Project, path: string): string | null =>
  insideOrNull(project, path) === null ? null : readText(join(project.root, path));
