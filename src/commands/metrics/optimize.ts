import { findDefinition } from '../../agents/definitions.ts';
import { readPast } from '../../experiments/past.ts';
import { KaError } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';
import { wrap } from '../../lib/wrap.ts';
import { describeAgent } from '../../metrics/optimizer/advice.ts';
import { howToDecide } from '../../metrics/optimizer/bets.ts';
import { optimize } from '../../metrics/optimizer/optimize.ts';
import { agentOf } from '../../metrics/optimizer/recommendation.ts';
import { nothingYet } from '../../metrics/summary/nothing-yet.ts';
import { finishAll } from '../../sessions/runs/finish-all.ts';
import { readConfig } from '../../store/config.ts';
import { checkName } from '../../store/names.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ agent?: string }>({
  summary: 'find what to improve, with numbers, ranked',
  description:
    'Looks at all agents, writes .kaizen/metrics/optimizer/analysis.json and what is new to recommendations.jsonl. ' +
    'An agent needs ten records (min_samples). The same input gives the same bytes.',
  positional: ['agent'],
  input: { agent: { type: 'string', description: 'print this agent only', complete: 'agents' } },
  writes: true,
  tool: 'read',
  examples: [
    { line: 'ka metrics optimize', says: 'all agents' },
    { line: 'ka metrics optimize tdd-workflow', says: 'one agent; all are analysed' },
  ],
  async run({ agent }, ctx) {
    const project = findProject(ctx);
    if (agent !== undefined) checkName(agent);
    await finishAll(project, ctx);
    const { analysis, lines } = await optimize(project, ctx, readPast(project));
    let agents = analysis.agents;
    if (agent !== undefined) {
      agents = agents.filter((one) => one.agent.toLowerCase() === agent.toLowerCase());
      if (agents.length === 0) {
        const file = findDefinition(project, ctx, agent);
        if (!file) {
          const near = nearest(
            agent,
            analysis.agents.map((one) => one.agent),
          );
          throw new KaError(
            'no-agent',
            `There is no agent ${agent} with records in ${project.root}${near ? `; did you mean ${near}?` : '.'}`,
            near ? `ka metrics optimize ${near}` : 'ka metrics list',
          );
        }
        const needs = file.definition.optimization?.min_samples ?? readConfig(project, ctx).min_samples;
        agents = [
          {
            agent: file.definition.name,
            n: 0,
            status: 'insufficient-data',
            needs,
            tests: 0,
            recommendations: [],
            notes: [],
          },
        ];
      }
    }
    const shown = new Set(agents.map((one) => one.agent));
    const resolved = ctx.dryRun
      ? []
      : lines.filter(({ status, subject }) => status === 'resolved' && shown.has(agentOf(subject)));
    const text =
      agents.length === 0
        ? nothingYet(project, ctx.columns)
        : [
            ...agents.map((one) => describeAgent(one, ctx.columns)),
            ...(resolved.length > 0
              ? [
                  [
                    'Resolved since the last analysis, for their rules find nothing any more:',
                    ...resolved.map(({ id, rule, subject }) => wrap('- ', `${id} · ${rule} · ${subject}`, ctx.columns)),
                  ].join('\n'),
                ]
              : []),
            ...howToDecide(agents.flatMap((one) => one.recommendations)),
          ].join('\n\n');
    // An agent that asks over MCP wants the advice, not what would be kept of it.
    const told = ctx.dryRun && ctx.surface !== 'mcp' ? lines : [];
    const changes = told.map((line) => `would tell the queue: ${line.id} ${line.rule} ${line.subject} ${line.status}`);
    return {
      data: { ...analysis, agents },
      text: changes.length > 0 ? `${text}\n\n${changes.join('\n')}` : text,
    };
  },
});
