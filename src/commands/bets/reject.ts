import { wrap } from '../../lib/wrap.ts';
import { decideOn } from '../../metrics/optimizer/bets.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { type Decision, decision } from './decision.ts';

export default defineCommand<Decision>({
  summary: 'reject a recommendation: lists leave it out from then on',
  positional: ['id'],
  required: ['id'],
  input: decision,
  writes: true,
  examples: [
    { line: 'ka bets reject r_3f9a', says: 'by the start of its id' },
    {
      line: 'ka bets reject r_3f9a --reason "the slow runs are nightly ones"',
      says: 'with the reason kept in the history',
    },
  ],
  run(word, ctx) {
    const { said, ...decided } = decideOn(findProject(ctx), ctx, word, 'rejected');
    return {
      data: { schema_version: 1, ...decided },
      text: [
        said,
        wrap(
          '',
          `Lists leave it out from now on; ka bets list --all shows it, ka bets accept ${decided.bet.id} takes it up after all.`,
          ctx.columns,
        ),
      ].join('\n'),
    };
  },
});
