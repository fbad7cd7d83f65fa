import { readPast } from '../../experiments/past.ts';
import { count } from '../../lib/count.ts';
import { rebuildQueue } from '../../metrics/optimizer/rebuild-queue.ts';
import { dropLostViews, rebuildViews } from '../../metrics/records/book.ts';
import { healDigests } from '../../sessions/digests/heal.ts';
import { finishRuns } from '../../sessions/runs/sweep.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<Record<string, never>>({
  summary: 'make all views anew from the logs, and heal what a merge left in them',
  description:
    'Views are summary.json of each agent and, once ka metrics optimize has run, analysis.json; what that finds new is ' +
    'appended to recommendations.jsonl. Conflict markers and torn last lines leave the logs.',
  input: {},
  writes: true,
  examples: [{ line: 'ka metrics rebuild', says: 'after a merge with conflicts' }],
  async run(_input, ctx) {
    const project = findProject(ctx);
    finishRuns(project, ctx);
    const agents = rebuildViews(project, ctx);
    const lost = dropLostViews(project, ctx);
    const queue = await rebuildQueue(project, ctx, readPast(project));
    const healed = healDigests(project, ctx);
    const logs = (healed: number): string =>
      healed > 0 ? `, ${count(healed, 'log file')} ${ctx.dryRun ? 'would be ' : ''}healed` : '';
    const state = (changed: boolean): string => (changed ? (ctx.dryRun ? 'would change' : 'rebuilt') : 'as it was');
    const lines = agents.map(
      ({ agent, records, changed, healed }) =>
        `${agent}: ${count(records, 'record')}, summary ${state(changed)}${logs(healed)}`,
    );
    for (const agent of lost) lines.push(`${agent}: no log, summary ${ctx.dryRun ? 'would be ' : ''}removed`);
    if (queue) {
      const said = queue.problem === null ? state(queue.changed) : `not rebuilt (${queue.problem})`;
      lines.push(`optimizer: analysis ${said}${logs(queue.healed)}`);
    }
    if (healed > 0) lines.push(`sessions${logs(healed)}`);
    return {
      data: { schema_version: 1, dry_run: ctx.dryRun, agents, removed: lost, optimizer: queue, sessions: { healed } },
      text: lines.length === 0 ? 'No agent has a record yet.' : lines.join('\n'),
    };
  },
});
