import { planNew } from '../../agents/new.ts';
import { carryOut } from '../../agents/say.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  agent: string;
  description?: string;
  category?: string;
  metric?: string;
  metricTarget?: number;
}

export default defineCommand<Input>({
  summary: 'begin a new agent from the template',
  description: 'The template is `agent.md`; `.kaizen/templates/agent.md` overrides it.',
  positional: ['agent'],
  required: ['agent'],
  input: {
    agent: { type: 'string', description: 'name of the new agent' },
    description: { type: 'string', description: 'when to use it', placeholder: 'text' },
    category: { type: 'string', description: 'for the reader of a list', placeholder: 'word' },
    metric: { type: 'string', description: 'name of its primary metric', placeholder: 'name' },
    metricTarget: { type: 'number', description: 'value to reach', placeholder: 'number' },
  },
  writes: true,
  examples: [
    {
      line: 'ka agents new api-tester --description "Use to test HTTP endpoints" --metric endpoints-covered --metric-target 1',
      says: 'writes agents/api-tester.md, ready to be filled in',
    },
  ],
  run({ agent, description, category = 'general', metric = 'task-done', metricTarget = 1 }, ctx) {
    const project = findProject(ctx);
    const plan = planNew(project, ctx, {
      name: agent,
      description: description?.trim() || `Use when the work is ${agent}.`,
      category,
      metric,
      target: metricTarget,
    });
    const answer = carryOut(project, ctx, plan);
    return { ...answer, text: `${answer.text}\nFill in what is marked "fill in", then: ka agents check ${agent}` };
  },
});
