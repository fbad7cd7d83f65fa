import { usedFormats } from '../../agents/used-formats.ts';
import { wrap } from '../../lib/wrap.ts';
import { howToSee } from '../../metrics/optimizer/advice.ts';
import { decideOn } from '../../metrics/optimizer/bets.ts';
import { recommendations } from '../../metrics/optimizer/queue.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { type Decision, decision } from './decision.ts';

export default defineCommand<Decision>({
  summary: 'accept a recommendation: it is going to be worked on',
  positional: ['id'],
  required: ['id'],
  input: decision,
  writes: true,
  examples: [
    { line: 'ka bets accept r_3f9a', says: 'by the start of its id' },
    { line: 'ka bets accept r_3f9a --reason "next week"', says: 'with the reason kept in the history' },
  ],
  run(word, ctx) {
    const project = findProject(ctx);
    const { said, ...decided } = decideOn(project, ctx, word, 'accepted');
    const found = recommendations(project).find(({ id }) => id === decided.bet.id);
    const steps = found?.apply ?? [];
    const see = howToSee(decided.bet, steps);
    const [format] = usedFormats(project);
    const commit = format
      ? `Export an edited agent (\`ka agents export --to ${format.name}\`) and commit the change;`
      : 'Commit the change;';
    return {
      data: { schema_version: 1, ...decided, apply: steps },
      text: [
        said,
        ...(steps.length > 0 ? ['Next:'] : []),
        ...steps.map((step, i) => wrap(`  ${i + 1}) `, step, ctx.columns)),
        ...(see ? [`  see a run: ${see}`] : []),
        wrap(
          '',
          `${commit} once further runs make the rule fall quiet, \`${found?.saving === undefined ? 'ka metrics optimize' : 'ka retro'}\` marks the bet resolved.`,
          ctx.columns,
        ),
      ].join('\n'),
    };
  },
});
