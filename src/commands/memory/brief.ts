import { brief } from '../../memory/brief.ts';
import { checkName } from '../../store/names.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  agent: string;
  budget?: number;
  all?: boolean;
  path?: string[];
}

export default defineCommand<Input>({
  summary: 'print what an agent should know when it starts',
  description:
    'Role and targets, a performance summary, its memory (newest first), what is recommended, and lessons of managed records that match. The same files give the same bytes. What the budget cuts is named.',
  positional: ['agent'],
  required: ['agent'],
  exclusive: [['budget', 'all']],
  input: {
    agent: { type: 'string', description: 'name of the agent', complete: 'agents' },
    budget: {
      type: 'integer',
      description: 'longest text, in tokens of four characters (default: brief.budget_tokens, 1500)',
      minimum: 100,
      maximum: 1_000_000,
      placeholder: 'tokens',
    },
    all: { type: 'boolean', description: 'cut nothing' },
    path: {
      type: 'array',
      items: { type: 'string' },
      description: 'a file or folder that the work is about: its lessons are told too; may be repeated',
      complete: 'files',
    },
  },
  tool: 'read',
  examples: [
    { line: 'ka memory brief tdd-workflow', says: 'prints the brief as Markdown' },
    { line: 'ka memory brief tdd-workflow --budget 500', says: 'the same within 500 tokens' },
  ],
  run({ agent, budget, all, path: paths }, ctx) {
    checkName(agent);
    const { text, sections } = brief(findProject(ctx), ctx, agent, { budget, all, paths });
    return { data: { schema_version: 1, agent, text, sections }, text };
  },
});
