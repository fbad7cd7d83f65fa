import type { HookEvent } from '../../harnesses/contract.ts';
import type { Ctx } from '../../lib/context.ts';
import { collectDetached } from '../../metrics/collect/detached.ts';
import type { Project } from '../../store/project.ts';
import { readOn } from './cursor.ts';
import { finishRun, isBehind, transcriptOf } from './finish.ts';
import { agentIdOf, noteRun } from './note-run.ts';
import { listRuns, runId } from './open.ts';

/** A turn of Claude Code ended: takes the new bytes of the transcript in, so that the end has little left to read. */
export function followRun(here: Project, home: Project, ctx: Ctx, event: HookEvent): void {
  const run = noteRun(here, home, ctx, 'claude', event);
  const transcript = transcriptOf(run, event.transcript);
  if (transcript !== null) readOn(home, ctx, run, transcript).freeze()();
}

/** A run of Claude Code ended: writes its record, and with a session's those of its subagents. */
export function endRuns(
  here: Project,
  home: Project,
  ctx: Ctx,
  event: HookEvent,
  attempt: <T>(work: () => T) => T | null,
): void {
  const id = agentIdOf(event);
  if (event.kind === 'subagent-end' && id === null) return;
  const ending = [noteRun(here, home, ctx, 'claude', event)];
  if (event.kind === 'end') {
    // Subagents end with their session; those that ended before may have gone on writing.
    const others = listRuns(home, event.session).filter(
      (run) => run.agent_id !== null && (!run.ended || isBehind(run, event.transcript)),
    );
    ending.push(...others);
  }
  for (const run of ending) {
    attempt(() => {
      const written = finishRun(home, ctx, run, event.transcript, 'hook');
      // Where the run worked: that is what its collector is to measure.
      if (written) collectDetached(here, ctx, run.agent, runId(run));
    });
  }
}
