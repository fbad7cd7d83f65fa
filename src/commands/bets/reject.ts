import { sayBefore } from '../../metrics/optimizer/bets.ts';
import { decide } from '../../metrics/optimizer/decide.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ id: string; reason?: string }>({
  summary: 'reject a recommendation: lists leave it out from then on',
  positional: ['id'],
  required: ['id'],
  input: {
    id: { type: 'string', description: 'its id, or the start of it, as `ka bets list` prints it' },
    reason: { type: 'string', description: 'a sentence for whoever reads the history', placeholder: 'text' },
  },
  writes: true,
  examples: [
    { line: 'ka bets reject r_3f9a', says: 'by the start of its id' },
    {
      line: 'ka bets reject r_3f9a --reason "the slow runs are nightly ones"',
      says: 'with the reason kept in the history',
    },
  ],
  run({ id, reason }, ctx) {
    const { status, line, before } = decide(findProject(ctx), ctx, id, 'rejected', reason);
    const verb = status === 'unchanged' ? 'was rejected already' : ctx.dryRun ? 'would be rejected' : 'is rejected';
    return {
      data: { schema_version: 1, status, bet: line, before: before.status },
      text: [
        `${line.id} (${line.rule}, ${line.subject}) ${verb}${status === 'unchanged' ? '' : sayBefore(before)}.`,
        `Lists leave it out from now on; ka bets list --all shows it, ka bets accept ${line.id} takes it up after all.`,
      ].join('\n'),
    };
  },
});
