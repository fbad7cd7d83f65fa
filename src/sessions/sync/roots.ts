import type { Ctx } from '../../lib/context.ts';
import { findProject, type Project } from '../../store/project.ts';

/** Finds the project of a folder, once for each; null where the folder is gone. */
export function projectFinder(ctx: Pick<Ctx, 'home'>): (cwd: string) => Project | null {
  const known = new Map<string, Project | null>();
  return (cwd) => {
    const before = known.get(cwd);
    if (before !== undefined) return before;
    let project: Project | null = null;
    try {
      project = findProject({ cwd, target: null, home: ctx.home });
    } catch {
      // Gone, or a link that leaves it.
    }
    known.set(cwd, project);
    return project;
  };
}
