import type { HookEvent } from '../../harnesses/contract.ts';
import type { HarnessName } from '../../harnesses/transcripts.ts';
import type { Ctx } from '../../lib/context.ts';
import { collectDetached } from '../../metrics/collect/detached.ts';
import { statFile } from '../../store/files.ts';
import { startDetached } from '../../store/process/start-detached.ts';
import type { Project } from '../../store/project.ts';
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

/**
 * Closes runs: their digests and records are written from the transcripts by processes that nobody waits for, one for all
 * transcripts that are known, and one for each tool that named none.
 */
export function closeRuns(home: Project, ctx: Ctx, runs: readonly OpenRun[]): void {
  for (const run of runs) noteEnd(home, ctx, run);
  const { files, harnesses } = sourcesOf(runs);
  if (files.length > 0)
    startSync(
      home,
      ctx,
      files.flatMap((file) => ['--from', file]),
    );
  for (const harness of harnesses) startSync(home, ctx, ['--harness', harness]);
}

/** What has to be read for some runs: the transcripts that are known and there, and the tools that named none. */
export function sourcesOf(runs: readonly OpenRun[]): { files: string[]; harnesses: HarnessName[] } {
  const files = new Set<string>();
  const harnesses = new Set<HarnessName>();
  for (const { transcript, harness } of runs) {
    if (transcript !== null && statFile(transcript)?.isFile) files.add(transcript);
    else harnesses.add(harness as HarnessName);
  }
  return { files: [...files], harnesses: [...harnesses] };
}

/** Writes the digest of a session of Claude Code, whose record its hook wrote. Returns at once. */
export function digestLater(home: Project, ctx: Ctx, transcript: string | null): void {
  if (transcript !== null && statFile(transcript)?.isFile) startSync(home, ctx, ['--from', transcript]);
}

const startSync = (home: Project, ctx: Ctx, what: readonly string[]): void =>
  startDetached(ctx, home.root, ['sessions', 'sync', ...what, '--target', home.root]);
