import type { Ctx } from '../../lib/context.ts';
import { inMainWorktree, type Project } from '../../store/project.ts';
import { noteEnd, sourcesOf } from './close-later.ts';
import { noteProblem } from './problems.ts';
import { finishRuns } from './sweep.ts';

/**
 * Writes the records of all runs whose end never came, of every tool, before they are looked at. Problems go to
 * `hook.log`.
 */
export async function finishAll(here: Project, ctx: Ctx): Promise<void> {
  const left = finishRuns(here, ctx);
  if (left.length === 0) return;
  const home = inMainWorktree(here);
  // Loaded where there is something to read: it brings every reader along.
  const { syncSessions } = await import('../sync/sync.ts');
  const { files, harnesses } = sourcesOf(left);
  for (const run of left) noteEnd(home, ctx, run);
  try {
    if (files.length > 0) {
      await syncSessions(home, ctx, { from: files, allProjects: false });
    }
    for (const harness of harnesses) await syncSessions(home, ctx, { from: null, harness, allProjects: false });
  } catch (error) {
    noteProblem(home, ctx, 'sweep', error);
  }
}
