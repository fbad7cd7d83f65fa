import { describe } from '../../metrics/advice.ts';
import { recommendations } from '../../metrics/queue.ts';
import { requireAgent } from '../../metrics/require-agent.ts';
import { checkName } from '../../store/names.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ agent?: string; all: boolean }>({
  summary: 'list the open and accepted recommendations, best first',
  description: 'Reads the last analysis; `ka metrics optimize` makes a new one.',
  positional: ['agent'],
  input: {
    agent: { type: 'string', description: 'of this agent only', complete: 'agents' },
    all: { type: 'boolean', description: 'rejected and applied ones too', default: false },
  },
  examples: [
    { line: 'ka bets list', says: 'what waits for a decision or for work' },
    { line: 'ka bets list tdd-workflow --all --json', says: 'everything known of one agent' },
  ],
  run({ agent, all }, ctx) {
    const project = findProject(ctx);
    if (agent !== undefined) {
      checkName(agent);
      requireAgent(project, ctx, agent, 'ka bets list');
    }
    const bets = recommendations(project).filter(
      (one) =>
        (agent === undefined || one.subject === agent || one.subject.startsWith(`${agent}/`)) &&
        (all || one.status === 'open' || one.status === 'accepted'),
    );
    return {
      data: { schema_version: 1, bets },
      text:
        bets.length === 0
          ? 'No recommendation is open. `ka metrics optimize` looks for new ones.'
          : bets.map((one, i) => describe(one, i + 1, ctx.columns)).join('\n\n'),
    };
  },
});
