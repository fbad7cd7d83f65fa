import { count } from '../../lib/count.ts';
import { table } from '../../lib/table.ts';
import type { ExecutionRecord, Summary } from '../../metrics/contract.ts';
import { readExecutions, readSummary } from '../../metrics/records/book.ts';
import { shortId, shortLength } from '../../metrics/records/short-id.ts';
import { arrow } from '../../metrics/summary/arrows.ts';
import {
  dollars,
  fromTo,
  minute,
  number,
  percent,
  seconds,
  thousands,
  totalCost,
} from '../../metrics/summary/format.ts';
import { noRecords } from '../../metrics/summary/nothing-yet.ts';
import { scale, sparkline } from '../../metrics/summary/sparkline.ts';
import { finishAll } from '../../sessions/runs/finish-all.ts';
import type { LogProblems } from '../../store/log/log.ts';
import { checkName } from '../../store/names.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { showRun } from './show-run.ts';

const tokensOf = ({ tokens }: ExecutionRecord): number | null =>
  tokens ? (tokens.input ?? 0) + (tokens.output ?? 0) + (tokens.cache_read ?? 0) + (tokens.cache_write ?? 0) : null;

/** `>` where the tool left a part out. */
const atLeast = ({ flags }: ExecutionRecord, said: string): string =>
  said !== '-' && flags?.includes('partial') ? `>${said}` : said;

/** One line for each measure: what it is over all, how it went, where it goes. */
function measures(summary: Summary, records: readonly ExecutionRecord[], columns: number): string {
  const {
    success,
    execution_time_s: time,
    quality_score: quality,
    primary_metric: primary,
    cost_usd: cost,
    trend,
  } = summary;
  const width = Math.max(5, Math.min(20, columns - 60));
  const last = (
    value: (record: ExecutionRecord) => number | null | undefined,
    say: (value: number) => string,
    ends?: readonly [number, number],
  ): [line: string, scale: string] => {
    const values = records.map((record) => value(record) ?? null);
    return [sparkline(values, width, ends), scale(values, width, say)];
  };
  const interval = success.wilson95
    ? ` (95 %: ${percent(success.wilson95[0])} to ${percent(success.wilson95[1])})`
    : '';
  const target =
    primary.target === null ? '' : `, target ${number(primary.target)}, reached by ${percent(primary.attained)}`;
  const rows: string[][] = [
    [
      'success',
      arrow(trend.success),
      `${percent(success.rate)}${interval}`,
      ...last(
        (r) => (r.success === null ? null : Number(r.success)),
        () => '',
        [0, 1],
      ),
      String(success.n),
    ],
    [
      'time',
      arrow(trend.execution_time_s),
      `median ${seconds(time.median)}, p90 ${seconds(time.p90)}`,
      ...last((r) => r.execution_time_s, seconds),
      String(time.n),
    ],
    [
      'quality',
      arrow(trend.quality_score),
      `median ${number(quality.median)}`,
      ...last((r) => r.quality_score, number),
      String(quality.n),
    ],
    [
      'cost',
      arrow(trend.cost_usd),
      `median ${dollars(cost.median)}, total ${totalCost(cost)}`,
      ...last((r) => r.cost_usd, dollars),
      String(cost.n),
    ],
  ];
  if (primary.name !== null) {
    const values = (r: ExecutionRecord) => (r.primary_metric?.name === primary.name ? r.primary_metric.value : null);
    rows.push([
      primary.name,
      arrow(trend.primary_metric),
      `median ${number(primary.median)}${target}`,
      ...last(values, number),
      String(primary.n),
    ]);
  }
  return table(
    ['!measure', '', '~all', 'last', '?', '>n'],
    rows.filter((row) => row.at(-1) !== '0'),
    columns,
  );
}

/** The newest first; a column in which nothing is known is left out. `all` tells how long an id must be. */
function executions(shown: readonly ExecutionRecord[], all: readonly ExecutionRecord[], columns: number): string {
  const outcome = ({ success }: ExecutionRecord): string => (success === null ? '?' : success ? 'yes' : 'no');
  const length = shortLength(all.map(({ id }) => id));
  const titles = ['started', '!id', 'success', '>time', '>cost', '>tokens', '>quality', '>primary', 'model'];
  const rows = [...shown]
    .reverse()
    .map((record) => [
      minute(record.timestamp),
      shortId(record.id, length),
      outcome(record),
      seconds(record.execution_time_s),
      atLeast(record, dollars(record.cost_usd)),
      atLeast(record, thousands(tokensOf(record))),
      number(record.quality_score),
      number(record.primary_metric?.value),
      record.model ?? '-',
    ]);
  const told = titles.map((_, at) => at < 3 || rows.some((row) => row[at] !== '-'));
  const pick = (row: readonly string[]): string[] => row.filter((_, at) => told[at]);
  return table(pick(titles), rows.map(pick), columns);
}

/** What a reader should know of a log that is not clean. */
export function problemNotes(agent: string, { bad, markers, too_long }: LogProblems): string[] {
  const notes: string[] = [];
  if (bad + too_long > 0)
    notes.push(
      `${count(bad + too_long, 'line')} of the log of ${agent} ${bad + too_long === 1 ? 'is no record and was' : 'are no records and were'} left out.`,
    );
  if (markers > 0)
    notes.push(
      `the log of ${agent} holds ${count(markers, 'marker line')} of a merge, which ka metrics rebuild takes out.`,
    );
  return notes;
}

export default defineCommand<{ agent: string; run?: string; last?: number }>({
  summary: "show an agent's summary and its last executions, or one of them",
  positional: ['agent'],
  input: {
    agent: { type: 'string', description: 'name of the agent', complete: 'agents' },
    run: {
      type: 'string',
      description: 'one run whole: the id of its record or session, or the start of it',
      placeholder: 'id',
    },
    last: {
      type: 'integer',
      description: 'how many executions',
      minimum: 0,
      maximum: 10_000,
      default: 10,
      placeholder: 'n',
    },
  },
  required: ['agent'],
  exclusive: [['run', 'last']],
  tool: 'read',
  examples: [
    { line: 'ka metrics show tdd-workflow', says: 'how it does, and where it goes' },
    { line: 'ka metrics show tdd-workflow --run x_4f1c2d3e', says: 'one run: each value and where it comes from' },
  ],
  async run({ agent, run, last = 10 }, ctx) {
    checkName(agent);
    const project = findProject(ctx);
    await finishAll(project, ctx);
    const summary = readSummary(project, ctx, agent);
    if (!summary) {
      throw noRecords(project, agent, 'ka metrics show', ctx.columns);
    }
    if (run !== undefined) return showRun(project, ctx, agent, run);
    const { records, problems } = readExecutions(project, agent);
    const shown = last === 0 ? [] : records.slice(-last);
    const head = `${agent}: ${count(summary.count, 'execution')}, ${fromTo(minute(summary.first_timestamp), minute(summary.last_timestamp))} UTC`;
    const legend = '↑ improving  → steady  ↓ worsening  · too few to tell';
    return {
      data: { schema_version: 1, summary, executions: shown },
      text: [
        head,
        '',
        measures(summary, records, ctx.columns),
        '',
        legend,
        '',
        executions(shown, records, ctx.columns),
      ].join('\n'),
      notes: problemNotes(agent, problems),
    };
  },
});
