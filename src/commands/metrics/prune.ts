import { count } from '../../lib/count.ts';
import { pruneRecords } from '../../metrics/records/book.ts';
import { pruneDigests } from '../../sessions/digests/prune.ts';
import { finishRuns } from '../../sessions/runs/sweep.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ days?: number }>({
  summary: 'drop records, withdrawn ones too, and digests of sessions that are older than the retention (180 days)',
  description:
    'A cut line stays in the log, by which no merge brings them back. In team mode only your own segments are rewritten.',
  input: {
    days: {
      type: 'integer',
      description: 'keep so many days; default: retention_days',
      minimum: 1,
      maximum: 36_500,
      placeholder: 'n',
    },
  },
  writes: true,
  examples: [{ line: 'ka metrics prune --dry-run', says: 'how many would go' }],
  run({ days }, ctx) {
    const project = findProject(ctx);
    finishRuns(project, ctx);
    const agents = pruneRecords(project, ctx, { days: days ?? null });
    const total = agents.reduce((sum, { records }) => sum + records, 0);
    const months = pruneDigests(project, ctx, days ?? null);
    const digests = months.reduce((sum, month) => sum + month.digests, 0);
    const verb = ctx.dryRun ? 'would drop' : 'dropped';
    const lines = agents
      .filter(({ records, withdrawn }) => records > 0 || withdrawn > 0)
      .map(({ agent, records, withdrawn, kept, before }) => {
        const gone = withdrawn > 0 ? ` and ${withdrawn} withdrawn` : '';
        return `${agent}: ${verb} ${records}${gone} from before ${before.slice(0, 10)}, ${kept} stay`;
      });
    return {
      data: { schema_version: 1, pruned: total, dry_run: ctx.dryRun, agents, sessions: { digests, months } },
      text: [...lines, `${verb} ${count(total, 'record')} and ${count(digests, 'digest')} of sessions`].join('\n'),
    };
  },
});
