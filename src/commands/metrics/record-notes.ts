import type { AgentFile } from '../../agents/contract.ts';
import { readDefinitions } from '../../agents/definitions.ts';
import type { Ctx } from '../../lib/context.ts';
import { nearest } from '../../lib/nearest.ts';
import { type Fields, listAgents, type Written } from '../../metrics/records/book.ts';
import { strayKeys } from '../../metrics/records/check.ts';
import type { Project } from '../../store/project.ts';

const quoted = (text: string): string => `"${text.slice(0, 80)}"`;
const orNearest = (near: string | null): string => (near ? `; did you mean ${quoted(near)}?` : '.');

/** A record of an agent that nobody defined may be a slip of the pen; of the first one it is said how to take it back. */
function noteAgent(project: Project, ctx: Ctx, agent: string, { status, record, summary }: Written): string[] {
  const defined = readDefinitions(project, ctx).map(({ definition }) => definition.name);
  const others = listAgents(project).filter((name) => name !== record.agent);
  const near = nearest(agent, ['main', ...defined, ...others]);
  const isFirst = status === 'recorded' && summary.count === 1 && !ctx.dryRun;
  return [
    `no agent ${quoted(agent)} is defined here${orNearest(near)}`,
    ...(isFirst ? [`it was recorded all the same. To take it back: ka metrics void ${record.id}`] : []),
  ];
}

/** Metrics that an agent which declares some does not declare. */
function noteMetrics({ definition, path }: AgentFile, { primary_metric, metrics }: Fields): string[] {
  const { primary, secondary = [] } = definition.metrics ?? {};
  const declared = [...(primary ? [primary] : []), ...secondary].map(({ name }) => name);
  if (declared.length === 0) return [];
  const given = [...(primary_metric ? [primary_metric.name] : []), ...Object.keys(metrics ?? {})];
  return given
    .filter((name) => !declared.includes(name))
    .map((name) => `${path} declares no metric ${quoted(name)}${orNearest(nearest(name, declared))}`);
}

/**
 * Success is never guessed: who did not say it is told how to. Without a session a second call is a second run, so that
 * the first has to be withdrawn.
 */
function noteOutcome({ record }: Written, file: AgentFile | null, dryRun: boolean): string[] {
  if (record.success !== null) return [];
  const collect = file?.definition.metrics?.collect ? `; ka metrics collect ${record.agent} measures it` : '';
  if (record.session_id) {
    const tell = `ka metrics record ${record.agent} --success --session ${JSON.stringify(record.session_id)}`;
    return [`whether this run succeeded is unknown: ${tell} (or --failure) tells it${collect}.`];
  }
  const now = dryRun ? '' : `To say it now: ka metrics void ${record.id}, then once more with --success or --failure. `;
  return [
    `whether this run succeeded is unknown${collect}. ${now}With --session ID a later call could tell it; without, each call is a run of its own.`,
  ];
}

/** A slip in --at would make this the newest run for good; clocks of two machines differ by seconds. */
const noteFuture = (ctx: Ctx, { record: { timestamp } }: Written): string[] =>
  Date.parse(timestamp) > ctx.now() + 60_000 ? [`${timestamp} lies in the future; it was recorded all the same.`] : [];

/**
 * What a caller should know of a record that was written: an agent, a metric or a key that may be misspelt, a time
 * in the future, an outcome that nobody told.
 *
 * @param file the agent's definition, if it has one
 * @param given the fields as the caller gave them
 */
export function recordNotes(
  project: Project,
  ctx: Ctx,
  file: AgentFile | null,
  given: Fields,
  written: Written,
): string[] {
  return [
    ...(file || given.agent === 'main' ? [] : noteAgent(project, ctx, given.agent, written)),
    ...(file ? noteMetrics(file, given) : []),
    ...strayKeys(given).map(
      ([key, near]) => `a record has no field ${quoted(key)}, it is kept as it is${orNearest(near)}`,
    ),
    ...noteFuture(ctx, written),
    ...noteOutcome(written, file, ctx.dryRun),
  ];
}
