import { rebuildViews } from '../../metrics/book.ts';
import { takeInSpool } from '../../metrics/spool.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<Record<string, never>>({
  summary: 'make all summaries anew from the logs, and heal what a merge left in them',
  input: {},
  writes: true,
  examples: [{ line: 'ka metrics rebuild', says: 'after a merge with conflicts' }],
  run(_input, ctx) {
    const project = findProject(ctx);
    takeInSpool(project, ctx);
    const agents = rebuildViews(project, ctx);
    const lines = agents.map(({ agent, records, changed, healed }) => {
      const log = healed > 0 ? `, ${healed} log file${healed === 1 ? '' : 's'} healed` : '';
      return `${agent}: ${records} records, summary ${changed ? (ctx.dryRun ? 'would change' : 'rebuilt') : 'as it was'}${log}`;
    });
    return {
      data: { schema_version: 1, dry_run: ctx.dryRun, agents },
      text: lines.length === 0 ? 'No agent has a record yet.' : lines.join('\n'),
    };
  },
});
