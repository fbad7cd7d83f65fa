import type { Ctx } from '../../lib/context.ts';
import { readExecutions, voidRecord, writeRecord } from '../../metrics/records/book.ts';
import type { Project } from '../../store/project.ts';
import { type OpenRun, runId } from './open.ts';

const CALLERS = new Set(['cli', 'mcp', 'loop']);

/**
 * Where several runs of one agent were open, `ka metrics record` could not tell them apart and printed a random id. The
 * run whose transcript shows that id takes the outcome over; the random record is withdrawn (design.md 3.1).
 */
export function claimPrinted(
  project: Project,
  ctx: Ctx,
  run: Pick<OpenRun, 'agent' | 'harness' | 'session' | 'agent_id'>,
  printed: readonly string[],
): void {
  if (printed.length === 0) return;
  const { records } = readExecutions(project, run.agent);
  for (const record of records) {
    // Only a record made in this very session is up for a claim; a run may show the ids of others.
    if (!printed.includes(record.id) || record.session_id || !CALLERS.has(record.source)) continue;
    if (record.parent !== `${run.harness}:${run.session}`) continue;
    const { success, outcome_by, quality_score, primary_metric, metrics, metadata, recorded_at, timestamp, source } =
      record;
    const outcome = { success, outcome_by, quality_score, primary_metric, metrics, metadata, recorded_at, timestamp };
    const own = { agent: run.agent, session_id: runId(run) };
    writeRecord(project, ctx, { ...outcome, ...own }, { source, outcomeBy: outcome_by ?? 'caller', redact: 'replace' });
    voidRecord(project, ctx, record.id);
  }
}
