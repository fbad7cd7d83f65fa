import type { Ctx } from '../../lib/context.ts';
import type { ExecutionRecord } from '../../metrics/contract.ts';
import { readExecutions, voidRecord, writeRecord } from '../../metrics/records/book.ts';
import type { Project } from '../../store/project.ts';
import { type OpenRun, runId } from './open.ts';

const CALLERS = new Set(['cli', 'mcp', 'loop']);

const NOTHING = { lines: [], withdrawn: new Set<string>() };

/** What a claim did, or under a dry run would do. */
export interface Claimed {
  /** The run's own record with the outcome; null: there was nothing to claim. */
  record: ExecutionRecord | null;
  /** Ids of the random records. */
  withdrawn: string[];
}

/**
 * Where several runs of one agent were open, `ka metrics record` could not tell them apart and printed a random id. The
 * run whose transcript shows that id takes the outcome over; the random record is withdrawn (design.md 3.1).
 *
 * @param unwritten what a dry run left undone: lines of the run's own record, ids that runs before it took over
 */
export function claimPrinted(
  project: Project,
  ctx: Ctx,
  run: Pick<OpenRun, 'agent' | 'harness' | 'session' | 'agent_id'>,
  printed: readonly string[],
  unwritten: { lines: readonly ExecutionRecord[]; withdrawn: ReadonlySet<string> } = NOTHING,
): Claimed {
  const claimed: Claimed = { record: null, withdrawn: [] };
  if (printed.length === 0) return claimed;
  const lines = [...unwritten.lines];
  const { records } = readExecutions(project, run.agent);
  for (const record of records) {
    // Only a record made in this very session is up for a claim; a run may show the ids of others.
    if (!printed.includes(record.id) || record.session_id || !CALLERS.has(record.source)) continue;
    if (unwritten.withdrawn.has(record.id)) continue;
    if (record.parent !== `${run.harness}:${run.session}`) continue;
    const { success, outcome_by, quality_score, primary_metric, metrics, metadata, recorded_at, timestamp, source } =
      record;
    const outcome = { success, outcome_by, quality_score, primary_metric, metrics, metadata, recorded_at, timestamp };
    const own = { agent: run.agent, session_id: runId(run) };
    const options = { source, outcomeBy: outcome_by ?? 'caller', redact: 'replace' } as const;
    const written = writeRecord(project, ctx, { ...outcome, ...own }, { ...options, unwritten: lines });
    if (ctx.dryRun && written.line) lines.push(written.line);
    claimed.record = written.record;
    voidRecord(project, ctx, record.id);
    claimed.withdrawn.push(record.id);
  }
  return claimed;
}
