import type { Ctx } from '../lib/context.ts';
import { findProject, type Project } from '../store/project.ts';
import { realPath } from '../store/real-path.ts';

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

/** Finds the root to which a session's paths are relative: that of its own work tree, or the project's where that is gone. */
export function rootFinder(project: Project, ctx: Pick<Ctx, 'home'>): (cwd: string) => string | null {
  const find = projectFinder(ctx);
  return (cwd) => {
    const found = find(cwd);
    if (found) return found.root;
    return realPath(cwd).startsWith(`${project.root}/`) ? project.root : null;
  };
}
