import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { readConfigOrDefaults } from '../../store/config.ts';
import { readJson, readText, removeFile } from '../../store/files.ts';
import { withLock } from '../../store/lock/lock.ts';
import { healLog } from '../../store/log/heal.ts';
import type { Project } from '../../store/project.ts';
import type { Summary } from '../contract.ts';
import { listAgents, listLost, lockFile, recordFiles, summaryFile, tmpFolder } from '../places.ts';
import { isFresh, rebuildState, saveState, summaryOf } from './state.ts';

/** The summary, rebuilt first where it does not fit the log; null if the agent has no records. */
export function readSummary(project: Project, ctx: Ctx, agent: string): Summary | null {
  if (recordFiles(project, agent).length === 0) return null;
  const window = readConfigOrDefaults(project, ctx).config.recent_window;
  const kept = isFresh(project, agent, window) ? readJson<Summary>(summaryFile(project, agent)) : null;
  if (kept) return kept;
  if (ctx.dryRun) return summaryOf(agent, rebuildState(project, agent), window);
  try {
    return withLock(lockFile(project, agent), ctx, () =>
      saveState(project, agent, rebuildState(project, agent), window),
    );
  } catch (error) {
    // Where nothing can be written, or nobody lets go of the lock, reading still works.
    if (!(error instanceof KaError)) throw error;
    return summaryOf(agent, rebuildState(project, agent), window);
  }
}

export interface Rebuilt {
  agent: string;
  records: number;
  /** The summary was not what the log gives. */
  changed: boolean;
  /** Log files from which conflict markers, carriage returns or a torn end were taken. */
  healed: number;
}

/** Makes all views of one or all agents anew from their logs, and heals logs that a merge left with markers. */
export function rebuildViews(project: Project, ctx: Ctx, only: string | null = null): Rebuilt[] {
  const window = readConfigOrDefaults(project, ctx).config.recent_window;
  return (only === null ? listAgents(project) : [only]).map((agent) => {
    const work = (): Rebuilt => {
      const healed = recordFiles(project, agent).filter((file) => healLog(file, tmpFolder(project), ctx.dryRun)).length;
      const state = rebuildState(project, agent);
      const summary = summaryOf(agent, state, window);
      const changed = readText(summaryFile(project, agent)) !== `${JSON.stringify(summary, null, 2)}\n`;
      if (!ctx.dryRun) saveState(project, agent, state, window);
      return { agent, records: summary.count, changed, healed };
    };
    return ctx.dryRun ? work() : withLock(lockFile(project, agent), ctx, work);
  });
}

/** Removes the summaries of agents that have no log any more; their names. */
export function dropLostViews(project: Project, ctx: Ctx): string[] {
  const lost = listLost(project);
  if (!ctx.dryRun) for (const agent of lost) removeFile(summaryFile(project, agent));
  return lost;
}
