import type { Ctx } from '../../lib/context.ts';
import { parseTime } from '../../lib/time.ts';
import { takeInSpool } from '../../metrics/records/spool.ts';
import { statFile } from '../../store/files.ts';
import { isGone } from '../../store/process/process-tree.ts';
import { inMainWorktree, type Project } from '../../store/project.ts';
import { finishRun, isBehind, transcriptOf } from './finish.ts';
import { forgetSession, listSessions, type OpenRun } from './open.ts';
import { noteProblem } from './problems.ts';

const SILENCE_MS = 30 * 60_000;
const KEPT_MS = 7 * 24 * 3_600_000;

/**
 * Brings the records up to date before they are read: takes in what was put aside while a log was busy, and writes the
 * records of runs of Claude Code whose end never came: it is gone, or was silent for 30 minutes. Runs that ended
 * but whose transcript went on are written again. Problems go to `hook.log`: a sweep never stops the command that called it.
 *
 * @param except the session that calls, which is alive
 * @returns runs of other tools that are over: a sync writes theirs (`finish-all.ts`, `close-later.ts`)
 */
export function finishRuns(here: Project, ctx: Ctx, except: string | null = null): OpenRun[] {
  const project = inMainWorktree(here);
  const others: OpenRun[] = [];
  if (ctx.dryRun) return others;
  // A typed command puts aside where it works, a hook in the main worktree.
  for (const one of here.root === project.root ? [project] : [here, project]) takeInSpool(one, ctx);
  for (const { folder, runs } of listSessions(project)) {
    const main = runs.find((run) => run.agent_id === null)?.transcript ?? null;
    const latest = Math.max(0, ...runs.map((run) => lastSign(run, main)));
    const over = runs.filter((run) => (run.ended ? isBehind(run, main) : isOver(run, latest, ctx.now())));
    for (const run of over) {
      if (run.session === except && !run.ended) continue;
      if (run.harness !== 'claude') {
        others.push(run);
        continue;
      }
      try {
        finishRun(project, ctx, run, main, 'sweep');
      } catch (error) {
        noteProblem(project, ctx, `sweep of ${run.agent}`, error);
      }
    }
    const quiet = over.length === 0 && runs.every((run) => run.ended);
    if (quiet && ctx.now() - latest > KEPT_MS) forgetSession(folder);
  }
  return others;
}

/** When a run was last heard of: an event, or a new line of its transcript. */
function lastSign(run: OpenRun, main: string | null): number {
  const transcript = transcriptOf(run, main);
  return Math.max(parseTime(run.updated) ?? 0, transcript === null ? 0 : (statFile(transcript)?.mtimeMs ?? 0));
}

/** A session is silent when all of its runs are: a parent waits quietly while its subagents work. */
const isOver = (run: OpenRun, latest: number, now: number): boolean =>
  isGone(run.caller) === true || now - latest > SILENCE_MS;
