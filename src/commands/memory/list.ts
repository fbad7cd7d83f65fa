import { count } from '../../lib/count.ts';
import { agentsWithMemory, memoryPath, needMemory } from '../../memory/file.ts';
import { readMemory } from '../../memory/sections.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

export default defineCommand<Record<string, never>>({
  summary: 'list the agents that have a memory',
  input: {},
  examples: [{ line: 'ka memory list', says: 'one line an agent: entries and the date of the newest' }],
  run(_, ctx) {
    const project = findProject(ctx);
    const memories = agentsWithMemory(project).map((agent) => {
      const entries = readMemory(needMemory(project, agent)).sections.flatMap((section) => section.entries);
      const dates = entries.map((entry) => entry.date ?? '').sort();
      return { agent, entries: entries.length, newest: dates.at(-1) || null, path: memoryPath(agent) };
    });
    const width = Math.max(0, ...memories.map(({ agent }) => agent.length));
    const lines = memories.map(({ agent, entries, newest }) => {
      const held = count(entries, 'entry').padStart(12);
      return `${agent.padEnd(width)}  ${held}${newest ? `  newest ${newest}` : ''}`;
    });
    const text =
      lines.length > 0 ? lines.join('\n') : 'No agent has a memory yet. Write the first: ka memory init main';
    return { data: { schema_version: 1, memories }, text };
  },
});
