import type { Ctx } from '../../lib/context.ts';
import { withLock } from '../../store/lock/lock.ts';
import { healLog } from '../../store/log/heal.ts';
import { logFiles } from '../../store/log/log.ts';
import type { Project } from '../../store/project.ts';
import { monthLock, monthsOf, SHELVES, shelfFolder, tmpFolder } from './shelf.ts';

/** Takes conflict markers, carriage returns and torn ends out of all logs of digests; how many files it healed (would heal). */
export function healDigests(project: Project, ctx: Ctx): number {
  let healed = 0;
  for (const shelf of SHELVES) {
    for (const month of monthsOf(project, shelf)) {
      const work = (): void => {
        const files = logFiles(shelfFolder(project, shelf), month);
        healed += files.filter((file) => healLog(file, tmpFolder(project), ctx.dryRun)).length;
      };
      if (ctx.dryRun) work();
      else withLock(monthLock(project, shelf, month), ctx, work);
    }
  }
  return healed;
}
