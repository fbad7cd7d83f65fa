import type { HookEvent } from '../../harnesses/contract.ts';
import type { Ctx } from '../../lib/context.ts';
import { statFile } from '../../store/files.ts';
import { findProject, inMainWorktree, type Project } from '../../store/project.ts';

const hasKaizen = (project: Project): boolean => statFile(project.kaizen)?.isDirectory === true;

/**
 * The project of a hook event: where the run works, and where its notes and records belong (the main worktree: agents'
 * worktrees vanish). A session may change its folder, so the project that the harness was started in comes first.
 *
 * @returns null where nobody uses ka
 */
export function findHookProject(ctx: Ctx, event: HookEvent | null): { here: Project; home: Project } | null {
  for (const folder of [ctx.target, ctx.env.CLAUDE_PROJECT_DIR, event?.cwd, ctx.cwd]) {
    if (!folder) continue;
    try {
      const here = findProject({ cwd: folder, target: null, home: ctx.home });
      const home = inMainWorktree(here);
      if (hasKaizen(home)) return { here, home };
      if (hasKaizen(here)) return { here, home: here };
    } catch {
      // The folder is gone: a worktree that was removed under the session.
    }
  }
  return null;
}
