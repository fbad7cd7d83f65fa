import { join, sep } from 'node:path';
import { rawAgents } from '../agents/raw-files.ts';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { shownList } from '../lib/shown-list.ts';
import { HASH_BLOCK, readBlock } from '../store/docs/block.ts';
import { statFile } from '../store/files.ts';
import { findFiles } from '../store/find-files.ts';
import type { Project } from '../store/project.ts';
import { isRebuilt } from '../store/remove-folders.ts';
import { type Edit, isChange } from './edit.ts';
import { textOfFile } from './hook-files.ts';

const MANY = 6;
const DEEP = 20;

/** Whether something of a path of the project is still there once these edits are done and caches are gone. */
export function outlives(project: Project, path: string, edits: readonly Edit[]): boolean {
  const changed = new Set(edits.filter(isChange).map(({ file }) => file));
  const left = findFiles(join(project.root, path), () => true, DEEP);
  return left.some((file) => !changed.has(file) && !isRebuilt(project, file));
}

const relativeTo = (project: Project, file: string): string => file.slice(project.root.length + 1).replaceAll(sep, '/');

/** Agents that stay: they may have been there before, or be somebody's work. */
function agentsLeft(project: Project, ctx: Ctx): string[] {
  try {
    const own = rawAgents(project, ctx).filter(({ path, mark }) => mark === null && !path.startsWith('.'));
    return own.map(({ path }) => path).sort();
  } catch (error) {
    if (error instanceof KaError) return [];
    throw error;
  }
}

/** Views that a team's ignore file kept out of git. */
function viewsShown(project: Project, ignoreFile: string): string[] {
  const lines = readBlock(textOfFile(project, ignoreFile) ?? '', HASH_BLOCK) ?? [];
  const names = lines.filter((line) => line.endsWith('.json'));
  return findFiles(project.kaizen, (name) => names.includes(name), DEEP).map((file) => relativeTo(project, file));
}

/**
 * What `ka init --remove` leaves, a sentence for each kind.
 *
 * @param edits those of the removal
 * @param hidden paths that stay in `.git/info/exclude`
 */
export function sayLeft(
  project: Project,
  ctx: Ctx,
  edits: readonly Edit[],
  hidden: readonly string[],
  ignoreFile: string,
): string[] {
  const agents = agentsLeft(project, ctx).filter((path) => statFile(join(project.root, path)));
  const views = viewsShown(project, ignoreFile);
  const empty = edits.filter((edit) => isChange(edit) && /^\s*\{\s*\}\s*$/.test(edit.after ?? ''));
  return [
    ...(agents.length > 0 ? [`Agents stay: ${shownList(agents, MANY)}. Delete those that you do not want.`] : []),
    ...(hidden.length > 0
      ? [
          `.git/info/exclude goes on hiding ${shownList(hidden, MANY)}, so that nothing private is committed by chance. Delete these, then ka init --remove takes the lines out.`,
        ]
      : []),
    ...(views.length > 0
      ? [`Views that a team keeps out of git are shown by git now: ${shownList(views, MANY)}. They may be deleted.`]
      : []),
    ...empty.map(({ path }) => `${path} stays with nothing in it: it was edited. Delete it if you do not need it.`),
  ];
}
