import { memoryPath, needMemory } from '../../memory/file.ts';
import { readMemory } from '../../memory/sections.ts';
import { checkName } from '../../store/names.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<{ agent: string }>({
  summary: "print an agent's memory as it stands",
  positional: ['agent'],
  required: ['agent'],
  input: { agent: { type: 'string', description: 'name of the agent', complete: 'agents' } },
  examples: [{ line: 'ka memory show tdd-workflow', says: 'prints .kaizen/agents/tdd-workflow/memory.md' }],
  run({ agent }, ctx) {
    const project = findProject(ctx);
    checkName(agent);
    const text = needMemory(project, agent);
    const sections = readMemory(text)
      .sections.filter(({ entries, prose, title }) => title !== '' || entries.length + prose.length > 0)
      .map(({ title, entries, prose }) => ({
        title,
        entries: entries.map(({ date, text: said }) => ({ date, text: said })),
        prose,
      }));
    return { data: { schema_version: 1, agent, path: memoryPath(agent), sections, text }, text };
  },
});
