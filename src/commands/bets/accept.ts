import { usedFormats } from '../../agents/used-formats.ts';
import { wrap } from '../../lib/wrap.ts';
import { howToSee } from '../../metrics/optimizer/advice.ts';
import { sayBefore } from '../../metrics/optimizer/bets.ts';
import { decide } from '../../metrics/optimizer/decide.ts';
import { recommendations } from '../../metrics/optimizer/queue.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ id: string; reason?: string }>({
  summary: 'accept a recommendation: it is going to be worked on',
  positional: ['id'],
  required: ['id'],
  input: {
    id: { type: 'string', description: 'its id, or the start of it, as `ka bets list` prints it' },
    reason: { type: 'string', description: 'a sentence for whoever reads the history', placeholder: 'text' },
  },
  writes: true,
  examples: [
    { line: 'ka bets accept r_3f9a', says: 'by the start of its id' },
    { line: 'ka bets accept r_3f9a --reason "next week"', says: 'with the reason kept in the history' },
  ],
  run({ id, reason }, ctx) {
    const project = findProject(ctx);
    const { status, line, before } = decide(project, ctx, id, 'accepted', reason);
    const verb = status === 'unchanged' ? 'was accepted already' : ctx.dryRun ? 'would be accepted' : 'is accepted';
    const bet = recommendations(project).find((one) => one.id === line.id);
    const steps = bet?.apply ?? [];
    const see = howToSee(line, steps);
    const [format] = usedFormats(project);
    const commit = format
      ? `Export an edited agent (\`ka agents export --to ${format.name}\`) and commit the change;`
      : 'Commit the change;';
    return {
      data: { schema_version: 1, status, bet: line, before: before.status, apply: steps },
      text: [
        `${line.id} (${line.rule}, ${line.subject}) ${verb}${status === 'unchanged' ? '' : sayBefore(before)}.`,
        ...(steps.length > 0 ? ['Next:'] : []),
        ...steps.map((step, i) => wrap(`  ${i + 1}) `, step, ctx.columns)),
        ...(see ? [`  see a run: ${see}`] : []),
        wrap(
          '',
          `${commit} once further runs make the rule fall quiet, \`${bet?.saving === undefined ? 'ka metrics optimize' : 'ka retro'}\` marks the bet resolved.`,
          ctx.columns,
        ),
      ].join('\n'),
    };
  },
});
