import { table } from '../../lib/table.ts';
import { listAgents, readSummary } from '../../metrics/records/book.ts';
import { arrow } from '../../metrics/summary/arrows.ts';
import { dollars, minute, number, percent, seconds, totalCost } from '../../metrics/summary/format.ts';
import { nothingYet } from '../../metrics/summary/nothing-yet.ts';
import { finishAll } from '../../sessions/runs/finish-all.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<Record<string, never>>({
  summary: 'list the agents that have records, one line each',
  input: {},
  tool: 'read',
  examples: [{ line: 'ka metrics list', says: 'all agents at a glance' }],
  async run(_input, ctx) {
    const project = findProject(ctx);
    await finishAll(project, ctx);
    const agents = listAgents(project)
      .flatMap((agent) => readSummary(project, ctx, agent) ?? [])
      .filter(({ count }) => count > 0);
    const rows = agents.map(
      ({
        agent,
        count,
        success,
        execution_time_s: time,
        quality_score,
        primary_metric,
        cost_usd,
        trend,
        last_timestamp,
      }) => [
        agent,
        String(count),
        `${percent(success.rate)} ${arrow(trend.success)}`,
        `${seconds(time.median)} ${arrow(trend.execution_time_s)}`,
        `${number(quality_score.median)} ${arrow(trend.quality_score)}`,
        `${number(primary_metric.median)} ${arrow(trend.primary_metric)}`,
        `${dollars(cost_usd.median)} ${arrow(trend.cost_usd)}`,
        totalCost(cost_usd),
        minute(last_timestamp),
      ],
    );
    const head = ['!agent', '>n', '>success', '>time', '>quality', '>primary', '>cost', '>total cost', 'last'];
    const legend = [
      'time, quality, primary, cost: the median of each by itself',
      '↑ improving  → steady  ↓ worsening  · too few to tell',
    ];
    return {
      data: { schema_version: 1, agents },
      text:
        agents.length === 0
          ? nothingYet(project, ctx.columns)
          : [table(head, rows, ctx.columns), '', ...legend].join('\n'),
    };
  },
});
