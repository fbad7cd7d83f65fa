import { dirname, join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { statFile } from './files.ts';
import type { Project } from './project.ts';

/**
 * The nearest folder above a project that has a `.kaizen` too, which is not looked into (adr/0011); null for none. The main
 * worktree is the same project, also where a linked one lies below it.
 */
export function outerProject(project: Project, ctx: Pick<Ctx, 'home'>): string | null {
  for (let at = dirname(project.root); ; at = dirname(at)) {
    if (at !== ctx.home && at !== project.mainRoot && statFile(join(at, '.kaizen'))?.isDirectory) return at;
    if (dirname(at) === at) return null;
  }
}
