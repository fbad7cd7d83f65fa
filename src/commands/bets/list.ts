import { wrap } from '../../lib/wrap.ts';
import { requireAgent } from '../../metrics/collect/require-agent.ts';
import { describe } from '../../metrics/optimizer/advice.ts';
import { howToDecide, listBets, sayQuiet } from '../../metrics/optimizer/bets.ts';
import { checkName } from '../../store/names.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ agent?: string; all: boolean }>({
  summary: 'list the open and accepted recommendations, best first',
  description:
    'Reads the last analysis and the last retro; `ka metrics optimize` and `ka retro` make new ones. Both stand in one queue.',
  positional: ['agent'],
  input: {
    agent: { type: 'string', description: 'of this agent only', complete: 'agents' },
    all: { type: 'boolean', description: 'rejected and resolved ones too, with when and why', default: false },
  },
  tool: 'read',
  examples: [
    { line: 'ka bets list', says: 'what waits for a decision or for work' },
    { line: 'ka bets list --all', says: 'rejected and resolved ones too' },
    { line: 'ka bets list tdd-workflow --all --json', says: 'everything known of one agent' },
  ],
  run({ agent, all }, ctx) {
    const project = findProject(ctx);
    if (agent !== undefined) {
      checkName(agent);
      requireAgent(project, ctx, agent, 'ka bets list');
    }
    const { bets: known, quiet } = listBets(project);
    const asked = ({ subject }: { subject: string }) =>
      agent === undefined || subject === agent || subject.startsWith(`${agent}/`);
    const bets = known.filter((one) => asked(one) && (all || one.status === 'open' || one.status === 'accepted'));
    const others = all ? quiet.filter(asked) : [];
    const closed = all ? 0 : known.filter(asked).length - bets.length + quiet.filter(asked).length;
    const more = closed > 0 ? [`${closed} more, rejected, resolved or not to be judged now: ka bets list --all`] : [];
    return {
      data: { schema_version: 1, bets, ...(all ? { quiet: others } : {}) },
      text: [
        ...(bets.length + others.length === 0
          ? ['No recommendation is open. `ka metrics optimize` and `ka retro` look for new ones.']
          : bets.map((one, i) => describe(one, i + 1, ctx.columns))),
        ...(others.length > 0
          ? [['No longer found:', ...others.map((one) => wrap('- ', sayQuiet(one), ctx.columns))].join('\n')]
          : []),
        ...howToDecide(bets),
        ...more,
      ].join('\n\n'),
    };
  },
});
