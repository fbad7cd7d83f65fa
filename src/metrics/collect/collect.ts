import { join } from 'node:path';
import { checkFile } from '../../agents/check-file.ts';
import type { Collector, Definition } from '../../agents/contract.ts';
import { findDefinition } from '../../agents/definitions.ts';
import { rawAgents } from '../../agents/raw-files.ts';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { isPlain } from '../../lib/schema.ts';
import { readText, statFile } from '../../store/files.ts';
import { type CommandRun, runCommand } from '../../store/process/run-command.ts';
import type { Project } from '../../store/project.ts';
import { inMainWorktree } from '../../store/project.ts';
import { parsers } from '../parsers/index.ts';
import { wrongRatio } from '../ratios.ts';
import { type Fields, readExecutions, type Written } from '../records/book.ts';
import { writeOrSpool } from '../records/spool.ts';
import { otherRunner } from './other-runner.ts';
import type { Measured } from './parser.ts';

const TIMEOUT_S = 600;
/** So much of a failed command's words is shown. */
const LAST_LINES = 6;

/** An agent's collector. @throws KaError `no-collector`, `bad-agent` */
export function needCollector(
  project: Project,
  ctx: Ctx,
  agent: string,
): { path: string; definition: Definition; collector: Collector } {
  const file = findDefinition(project, ctx, agent);
  if (!file) throw new KaError('unknown-agent', `There is no definition of ${agent} here.`, 'ka agents list');
  const collector = file.definition.metrics?.collect;
  if (collector) return { path: file.path, definition: file.definition, collector };
  const problem = collectorProblem(project, ctx, file.path);
  if (problem) throw new KaError('bad-agent', `${file.path}: ${problem}.`, 'ka agents check');
  throw new KaError('no-collector', `${file.path} declares no metrics.collect.`, `ka agents show ${agent}`);
}

/** What is wrong with a definition that names a collector, which is then unknown; null: nothing. */
export function collectorProblem(project: Project, ctx: Ctx, path: string): string | null {
  const raw = rawAgents(project, ctx).find((one) => one.path === path);
  const metrics = raw?.data?.metrics;
  if (!raw || !isPlain(metrics) || metrics.collect === undefined) return null;
  return checkFile(raw)[0]?.message ?? null;
}

/** The fields by which a record is found again: a session's, or those of the newest execution. @throws KaError */
function target(project: Project, agent: string, session: string | null): Fields {
  if (session !== null) return { agent, session_id: session };
  const newest = readExecutions(project, agent).records.at(-1);
  if (!newest) {
    throw new KaError(
      'no-execution',
      `${agent} has no execution yet to which an outcome could be added.`,
      `ka metrics record ${agent}`,
    );
  }
  return { agent: newest.agent, id: newest.id };
}

/** The last words of a failed command, for the message: what it wrote to stderr, else to stdout. */
function lastWords({ stdout, stderr }: CommandRun): string {
  const said = [stderr, stdout].find((text) => text.trim() !== '');
  if (said === undefined) return '; it said nothing.';
  const lines = said.split(/\r?\n/).filter((line) => line.trim() !== '');
  return `; it said:\n${lines
    .slice(-LAST_LINES)
    .map((line) => `  ${line.slice(0, 200)}`)
    .join('\n')}`;
}

/**
 * Runs a collector and reads its report. The caller has seen to it that the command may run.
 *
 * @param needed with the path of the agent's file: what is amiss is mended there, for a shipped agent cannot know the tests of a project
 * @throws KaError `collector-timeout`, `collector-failed` for a report that tells nothing
 */
async function measure(
  project: Project,
  ctx: Ctx,
  { path: home, definition, collector: { command, parse, timeout_s } }: ReturnType<typeof needCollector>,
): Promise<Measured> {
  const hint = `ka agents show ${definition.name}`;
  const timeout = timeout_s ?? TIMEOUT_S;
  const { default: parser } = await parsers[parse]();
  const path = parser.file === undefined ? null : join(project.root, parser.file);
  const stamp = (): string => JSON.stringify(path === null ? null : statFile(path));
  const before = stamp();
  ctx.progress(`running ${command}`);
  const run = await runCommand(command, { cwd: project.root, env: ctx.env, timeoutMs: timeout * 1000 });
  if (run.timedOut) {
    throw new KaError(
      'collector-timeout',
      `${command} ran longer than ${timeout} s (metrics.collect in ${home}) and was ended with all it started${lastWords(run)}`,
      hint,
    );
  }
  // What lay there before tells of another run.
  const file = path !== null && stamp() !== before ? readText(path) : null;
  // A shell says with 126 and 127 that it could not start the command: nothing was measured.
  const missing = run.code === 126 || run.code === 127;
  const measured = missing ? null : parser.read({ code: run.code, stdout: run.stdout, file });
  if (measured) return measured;
  throw new KaError(
    'collector-failed',
    `${command} left no ${parse} report (exit code ${run.code ?? 'none'}); make metrics.collect in ${home} fit this project, ${otherRunner}${lastWords(run)}`,
    hint,
  );
}

/** Shares are told in percent where the metric is declared so. */
const inUnit = ({ value, share }: Measured, unit: string | undefined, goal: number | undefined): number | null =>
  value !== null && share && (/%|percent/i.test(unit ?? '') || (goal !== undefined && goal > 1 && goal <= 100))
    ? value * 100
    : value;

/**
 * Runs an agent's collector and puts what it measured onto an execution: outcome, primary metric, quality. What was
 * measured is never lost: while the log is busy it is put aside, and a primary metric that cannot be takes nothing with it.
 *
 * @param session null: the newest execution
 * @throws KaError as `needCollector`; `no-execution`, `collector-timeout`, `collector-failed`
 * @returns `written` null: put aside for the next command; `left_out`: why the primary metric was, a sentence
 */
export async function collect(
  project: Project,
  ctx: Ctx,
  agent: string,
  session: string | null,
): Promise<{ written: Written | null; says: string; left_out: string | null }> {
  const needed = needCollector(project, ctx, agent);
  const { definition } = needed;
  // A session's record stands where its hooks write.
  const home = session === null ? project : inMainWorktree(project);
  const onto = target(home, definition.name, session);
  const measured = await measure(project, ctx, needed);
  const primary = definition.metrics?.primary;
  const value = inUnit(measured, primary?.unit, primary?.target);
  const fields: Fields = { ...onto, success: measured.success };
  if (measured.quality !== null) fields.quality_score = measured.quality;
  const primary_metric =
    primary && value !== null ? { name: primary.name, value, target: primary.target ?? null } : null;
  const wrong = wrongRatio(needed, { primary_metric });
  if (primary_metric && !wrong) fields.primary_metric = primary_metric;
  const written = writeOrSpool(home, ctx, fields, { source: 'collect', outcomeBy: 'collector', redact: 'replace' });
  const left_out = wrong && `${wrong.says}; it was left out (ka agents show ${definition.name}).`;
  return { written, says: measured.says, left_out };
}
