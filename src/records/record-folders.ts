import type { Ctx } from '../lib/context.ts';
import type { Project } from '../store/project.ts';
import { readKinds } from './kinds.ts';

/** Folders of committed records that lie outside of `.kaizen`, such as `workplans`. @throws KaError `bad-kind` */
export const recordFolders = (project: Project, ctx: Ctx): string[] =>
  [...readKinds(project, ctx).values()]
    .filter(({ store, private: hidden, folder }) => store === 'doc' && !hidden && !folder.startsWith('.kaizen/'))
    .map(({ folder }) => folder);
