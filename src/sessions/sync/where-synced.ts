import { statFile } from '../../store/files.ts';
import { inMainWorktree, type Project } from '../../store/project.ts';

const hasKaizen = (project: Project): boolean => statFile(project.kaizen)?.isDirectory === true;

/**
 * Where digests and records of sessions belong: to the main worktree, as those of hooks do, since agents' worktrees vanish;
 * to this one where only this one has `.kaizen/`.
 */
export function syncedProject(here: Project): Project {
  const main = inMainWorktree(here);
  return hasKaizen(main) || !hasKaizen(here) ? main : here;
}
