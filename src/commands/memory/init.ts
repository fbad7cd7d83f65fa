import { memoryPath } from '../../memory/file.ts';
import { unknownAgentNotes } from '../../memory/known.ts';
import { planMemory } from '../../memory/scaffold.ts';
import { applyChanges, describeChanges } from '../../store/changes.ts';
import { checkName } from '../../store/names.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  agent: string;
  noMetrics?: boolean;
}

export default defineCommand<Input>({
  summary: 'scaffold the memory file and the metrics folder of an agent',
  description:
    'Files that exist stay as they are. A repository overrides the template in .kaizen/templates/memory.md.hbs.',
  positional: ['agent'],
  required: ['agent'],
  input: {
    agent: { type: 'string', description: 'name of the agent', complete: 'agents' },
    noMetrics: { type: 'boolean', description: 'leave the metrics folder out' },
  },
  writes: true,
  examples: [{ line: 'ka memory init tdd-workflow', says: 'writes .kaizen/agents/tdd-workflow/memory.md' }],
  run({ agent, noMetrics }, ctx) {
    const project = findProject(ctx);
    checkName(agent);
    const changes = planMemory(project, ctx, agent, !noMetrics);
    const diff = ctx.dryRun ? describeChanges(project, changes) : '';
    if (!ctx.dryRun) applyChanges(project, changes);
    const written = changes.map(({ path }) => path);
    const verb = ctx.dryRun ? 'would write' : 'wrote';
    const text = written.length > 0 ? `${verb} ${written.join(', ')}` : `${memoryPath(agent)} is there already`;
    const undo = written.length === 0 || ctx.dryRun ? null : `delete ${written.join(' and ')}`;
    return {
      data: { schema_version: 1, agent, status: written.length > 0 ? 'created' : 'unchanged', files: written },
      text: diff ? `${text}\n${diff}` : text,
      notes: unknownAgentNotes(project, ctx, agent, undo),
    };
  },
});
