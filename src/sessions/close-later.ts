import type { HookEvent } from '../harnesses/contract.ts';
import type { HarnessName } from '../harnesses/transcripts.ts';
import type { Ctx } from '../lib/context.ts';
import { statFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { startDetached } from '../store/start-detached.ts';
import { agentIdOf, noteRun } from './note-run.ts';
import { type OpenRun, writeRunNote } from './open.ts';

/** The run that an event ends, noted once more; null for any other event. */
export function endOf(here: Project, home: Project, ctx: Ctx, harness: HarnessName, event: HookEvent): OpenRun | null {
  if (event.kind !== 'end' && event.kind !== 'subagent-end') return null;
  if (event.kind === 'subagent-end' && agentIdOf(event) === null) return null;
  return noteRun(here, home, ctx, harness, event);
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
  const what = known ? ['--from', transcript] : ['--harness', harness];
  startDetached(ctx, home.root, ['sessions', 'sync', ...what, '--target', home.root]);
}
