import { findDefinition, hashThatRan } from '../../agents/definitions.ts';
import { harnessOf } from '../../harnesses/programs.ts';
import type { Ctx } from '../../lib/context.ts';
import { isoTime } from '../../lib/time.ts';
import { collect, collectorProblem } from '../../metrics/collect/collect.ts';
import type { ExecutionRecord } from '../../metrics/contract.ts';
import { writeRecord } from '../../metrics/records/book.ts';
import { readSessionBook } from '../../metrics/records/session-book.ts';
import { measureTree, type TreeState } from '../../store/git/work-tree.ts';
import { type Ended, runThrough } from '../../store/process/run-through.ts';
import type { Project } from '../../store/project.ts';
import type { Digest } from '../digests/digest.ts';
import { syncSessions } from '../sync/sync.ts';
import { syncedProject } from '../sync/where-synced.ts';
import type { RunFacts } from './run-made.ts';

/** What `ka run` found out. */
export interface RunReport {
  exit_code: number;
  signal: string | null;
  git: { start: string | null; end: string | null; branch: string | null; dirty: boolean | null };
  /** The session that the command made; null: none was found. */
  session: Digest | null;
  record: ExecutionRecord | null;
  /** What the agent's collector measured; null: it has none. */
  collected: string | null;
  /** What went wrong after the command: it never changes the exit code. */
  problems: string[];
}

/**
 * Runs a command and binds the session that it makes to the commits before and after.
 *
 * @param agent whose run it is; null: as hooks or the transcript say
 */
export async function runAndRecord(
  project: Project,
  ctx: Ctx,
  words: readonly string[],
  agent: string | null,
): Promise<RunReport> {
  const definition = agent === null ? null : hashThatRan(project, ctx, agent);
  const [before, since] = [measureTree(project), ctx.now()];
  const ended = await runThrough(words, { cwd: ctx.cwd, env: ctx.env });
  const git = between(before, measureTree(project));
  const report: RunReport = {
    exit_code: ended.code,
    signal: ended.signal,
    git,
    session: null,
    record: null,
    collected: null,
    problems: [],
  };
  if (!ended.started) return { ...report, problems: [`${words[0]} could not be started.`] };
  const attempt = async (work: () => unknown): Promise<void> => {
    try {
      await work();
    } catch (error) {
      report.problems.push(error instanceof Error ? error.message : String(error));
    }
  };
  const facts: RunFacts = { since, harness: harnessOf(words), agent, definition, git, metadata: outcomeOf(ended) };
  await attempt(async () => {
    const synced = await syncSessions(project, ctx, { from: null, allProjects: false, run: facts });
    report.session = synced.made;
    if (synced.made)
      report.record = readSessionBook(syncedProject(project)).of(synced.made.session_id)[0]?.record ?? null;
  });
  if (!report.session && agent !== null) {
    await attempt(() => {
      report.record = recordAlone(syncedProject(project), ctx, facts, agent);
    });
  }
  const { record } = report;
  const file = record && findDefinition(project, ctx, record.agent);
  if (record && file?.definition.metrics?.collect) {
    await attempt(async () => {
      const measured = await collect(project, ctx, record.agent, record.session_id ?? null);
      report.collected = measured.says;
      report.record = measured.written?.record ?? record;
      if (measured.left_out) report.problems.push(measured.left_out);
    });
  } else if (file) {
    const problem = collectorProblem(project, ctx, file.path);
    if (problem) report.problems.push(`${file.path}: ${problem}; its collector was not run (ka agents check)`);
  }
  return report;
}

/** Both commits; dirty where they do not say all: something was not committed before or after. */
const between = (before: TreeState, after: TreeState): RunReport['git'] => ({
  start: before.commit,
  end: after.commit,
  branch: after.branch,
  dirty: before.dirty === null || after.dirty === null ? null : before.dirty || after.dirty,
});

const outcomeOf = ({ code, signal }: Ended): Record<string, unknown> => ({
  exit_code: code,
  ...(signal === null ? {} : { signal }),
});

/** A run of which no transcript tells: when it was, and between which commits. */
function recordAlone(project: Project, ctx: Ctx, { since, git, metadata }: RunFacts, agent: string): ExecutionRecord {
  const now = ctx.now();
  const fields = {
    agent,
    timestamp: isoTime(since),
    recorded_at: isoTime(now),
    execution_time_s: (now - since) / 1000,
    success: null,
    git,
    metadata,
  };
  return writeRecord(project, ctx, fields, { source: 'run', outcomeBy: 'harness', redact: 'replace' }).record;
}
