import { memoryPath } from '../../memory/file.ts';
import { keepEntry } from '../../memory/keep.ts';
import { unknownAgentNotes } from '../../memory/known.ts';
import { SECTIONS } from '../../memory/sections.ts';
import { describeChanges } from '../../store/changes.ts';
import { readConfig } from '../../store/config.ts';
import { checkName } from '../../store/names.ts';
import { findProject } from '../../store/project.ts';
import { refuseSecrets } from '../../store/redact/redact.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  agent: string;
  section?: string;
  text: string[];
}

export default defineCommand<Input>({
  summary: "add a dated entry to an agent's memory",
  description:
    'One line goes in, nothing else changes. What stands there already is not added again. A missing memory file is scaffolded first.',
  positional: ['agent', 'text'],
  required: ['agent', 'text'],
  input: {
    agent: { type: 'string', description: 'name of the agent', complete: 'agents' },
    text: { type: 'array', items: { type: 'string' }, description: 'what was learnt, as one line' },
    section: {
      type: 'string',
      description: `heading, or a word of it: ${SECTIONS.join(', ')}; or one that the file has (default: Notes)`,
      placeholder: 'heading',
    },
  },
  writes: true,
  tool: 'write',
  examples: [
    {
      line: 'ka memory add tdd-workflow --section works "Writing the failing test first kept the diff small"',
      says: 'adds the line under "What works", with the date',
    },
  ],
  run({ agent, section = 'Notes', text }, ctx) {
    const project = findProject(ctx);
    checkName(agent);
    const said = text.join(' ');
    refuseSecrets(said, readConfig(project, ctx).redaction.allow);
    const path = memoryPath(agent);
    const { title, isNew, change } = keepEntry(project, ctx, agent, section, said);
    const status = change ? 'added' : 'unchanged';
    const done = change
      ? `${ctx.dryRun ? 'would add' : 'added'} to "${title}" in ${path}`
      : `"${title}" says so already`;
    const diff = change && ctx.dryRun ? `\n${describeChanges(project, [change])}` : '';
    // A memory that was there already is no slip of the pen.
    const undo = isNew && !ctx.dryRun ? `delete ${path}` : null;
    return {
      data: { schema_version: 1, agent, section: title, status, path },
      text: done + diff,
      notes: change ? unknownAgentNotes(project, ctx, agent, undo) : [],
    };
  },
});
