import type { HookEvent } from '../harnesses/contract.ts';
import type { HarnessName } from '../harnesses/transcripts.ts';
import type { Ctx } from '../lib/context.ts';
import { collectDetached } from '../metrics/collect-detached.ts';
import { statFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { startDetached } from '../store/start-detached.ts';
import { hasGrown } from './finish.ts';
import { agentIdOf, noteRun } from './note-run.ts';
import { type OpenRun, readRunNote, runId, writeRunNote } from './open.ts';

/** A run that an event ended; `again`: its end was told before. */
export interface Ended {
  run: OpenRun;
  again: boolean;
}

/** The run that an event ends, noted once more; null for any other event, and where nothing came since it ended. */
export function endOf(here: Project, home: Project, ctx: Ctx, harness: HarnessName, event: HookEvent): Ended | null {
  if (event.kind !== 'end' && event.kind !== 'subagent-end') return null;
  const id = agentIdOf(event);
  if (event.kind === 'subagent-end' && id === null) return null;
  const known = readRunNote(home, event.session, id);
  if (known?.ended && !hasGrown(known)) return null;
  return { run: noteRun(here, home, ctx, harness, event), again: known?.ended === true };
}

/**
 * Starts the collector of a session that has just ended, once. Not for ids that digests call otherwise: Goose's, which are
 * unique on one machine only, and those of subagents.
 */
export function collectFor(here: Project, ctx: Ctx, { run, again }: Ended): void {
  if (again || run.agent_id !== null || run.harness === 'goose') return;
  collectDetached(here, ctx, run.agent, runId(run));
}

/** What a run's note says once its record is on the way: a sweep takes it up again if the transcript goes on. */
export function noteEnd(home: Project, ctx: Ctx, run: OpenRun): void {
  const covered = run.transcript === null ? 0 : (statFile(run.transcript)?.size ?? 0);
  writeRunNote(home, ctx, { ...run, ended: true, covered });
}

/** Closes a run: its digest and record are written from the transcript by a process that nobody waits for. */
export function closeRun(home: Project, ctx: Ctx, run: OpenRun): void {
  noteEnd(home, ctx, run);
  syncLater(home, ctx, run.harness as HarnessName, run.transcript);
}

/** Starts `ka sessions sync` for one transcript, or for a tool's own place where the hook was told none. Returns at once. */
export function syncLater(home: Project, ctx: Ctx, harness: HarnessName, transcript: string | null): void {
  const known = transcript !== null && statFile(transcript)?.isFile === true;
  // Its transcript is always named: without one there is nothing to read.
  if (!known && harness === 'claude') return;
  const what = known ? ['--from', transcript] : ['--harness', harness];
  startDetached(ctx, home.root, ['sessions', 'sync', ...what, '--target', home.root]);
}
