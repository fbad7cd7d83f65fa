import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { statFile } from '../store/files.ts';
import { outerProject } from '../store/outer.ts';
import { findProject, type Project } from '../store/project.ts';

const inWords = (project: Project, outer: string | null, made: boolean): string | null => {
  if (made) {
    const created = `created ${project.kaizen}`;
    const main = join(project.mainRoot, '.kaizen');
    if (main !== project.kaizen && statFile(main)) return `${created} in this worktree; the main one has ${main}.`;
    return outer
      ? `${created}: a project of its own, apart from the one of ${outer}. To use that: --target ${outer}`
      : `${created}; no hook records runs here yet. try: ka init`;
  }
  return outer
    ? `${project.root} has no .kaizen; the one of ${outer} is another project. To use it: --target ${outer}`
    : null;
};

/**
 * Watches for a command that starts a project where the user may not have meant one: outside git, below another project,
 * before `ka init`. To be called before the command runs; what it returns, after.
 */
export function watchPlace(ctx: Ctx): () => string[] {
  let project: Project;
  try {
    project = findProject(ctx);
  } catch {
    // The command itself says why.
    return () => [];
  }
  if (statFile(project.kaizen)) return () => [];
  return () => {
    const made = statFile(project.kaizen) !== null;
    const said = inWords(project, outerProject(project, ctx), made);
    return said === null ? [] : [said];
  };
}
