import { findAgentTranscript } from '../../harnesses/claude/places.ts';
import { totalsOf } from '../../harnesses/claude/totals.ts';
import type { RunTotals } from '../../harnesses/contract.ts';
import type { Ctx } from '../../lib/context.ts';
import { writeOrSpool } from '../../metrics/records/spool.ts';
import { priceRun, readPrices } from '../../models/prices.ts';
import { readConfigOrDefaults } from '../../store/config.ts';
import { statFile } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';
import { claimPrinted } from './claim.ts';
import { readOn } from './cursor.ts';
import { type OpenRun, writeRunNote } from './open.ts';
import { recordOf } from './record.ts';
import { readCompactions } from './transcript.ts';

/** Claude Code gives the end of a session 1.5 s. */
const HOOK_PATIENCE_MS = 1000;

/** The transcript of a run: the hook's word, else where Claude Code would put it. Null if no such file is there. */
export function transcriptOf(run: OpenRun, sessionTranscript: string | null): string | null {
  if (run.transcript && statFile(run.transcript)?.isFile) return run.transcript;
  if (run.agent_id === null || sessionTranscript === null) return null;
  return findAgentTranscript(sessionTranscript, run.agent_id);
}

/**
 * Writes the record of a run from its transcript, and notes that it has ended. Again with the same transcript it writes
 * the same bytes. A session without any call of a model leaves no record.
 *
 * @returns whether the run has a record, and it was not written before
 * @throws KaError `busy`; the note then stays open, so that the next sweep writes the record
 */
export function finishRun(
  project: Project,
  ctx: Ctx,
  run: OpenRun,
  sessionTranscript: string | null,
  source: 'hook' | 'sweep',
): boolean {
  if (!hasGrown(run)) {
    if (!run.ended) writeRunNote(project, ctx, { ...run, ended: true });
    return false;
  }
  const transcript = transcriptOf(run, sessionTranscript);
  let totals: RunTotals | null = null;
  let save = (): void => {};
  let covered = 0;
  if (transcript !== null) {
    const reading = readOn(project, ctx, run, transcript);
    save = reading.freeze();
    covered = reading.offset;
    // On top of the frozen state: compaction calls stand in files of their own.
    if (run.agent_id === null) readCompactions(reading.state, transcript);
    totals = totalsOf(reading.state);
  }
  const worth = run.agent_id !== null || worthRecording(totals);
  if (worth) {
    const table = readPrices(ctx);
    const { config } = readConfigOrDefaults(project, ctx);
    const day = totals?.started ?? run.started;
    const cost = priceRun(totals?.models ?? {}, day, table, { overrides: config.prices.overrides });
    const record = recordOf(run, totals, cost);
    const patience = source === 'hook' ? { patience_ms: HOOK_PATIENCE_MS } : {};
    const written = writeOrSpool(project, ctx, record, {
      source,
      outcomeBy: 'harness',
      redact: 'replace',
      ...patience,
    });
    const printed = totals?.printed_ids ?? [];
    // A claim needs the same log: it waits with the record, and the next sweep comes back to this run for it.
    if (written) claimPrinted(project, ctx, run, printed);
    else if (printed.length > 0) covered = 0;
  }
  save();
  writeRunNote(project, ctx, { ...run, transcript: transcript ?? run.transcript, ended: true, covered });
  return worth;
}

const worthRecording = (totals: RunTotals | null): boolean =>
  totals !== null && (Object.keys(totals.models).length > 0 || totals.status === 'failed' || totals.tool_calls > 0);

/** Whether a run's transcript holds more than its record covers: a later turn, a background agent's late lines. */
export function hasGrown(run: OpenRun): boolean {
  if (run.covered === 0) return true;
  return run.transcript !== null && (statFile(run.transcript)?.size ?? 0) > run.covered;
}

/** An ended run that its record does not cover: its transcript went on, or came only after the end. */
export const isBehind = (run: OpenRun, sessionTranscript: string | null): boolean =>
  run.covered > 0 ? hasGrown(run) : transcriptOf(run, sessionTranscript) !== null;
