import type { AgentFile } from '../../agents/contract.ts';
import { toDefinition } from '../../agents/definition.ts';
import { readAgentFiles, readDefinitions } from '../../agents/definitions.ts';
import { shippedAgents } from '../../agents/install.ts';
import { columns } from '../../lib/columns.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  shipped?: boolean;
}

type Listed = Pick<AgentFile, 'definition' | 'path' | 'hash'>;

/** `test-pass-rate 1`: what the agent is judged by. */
function goal({ definition }: Listed): string {
  const primary = definition.metrics?.primary;
  if (!primary) return '-';
  return `${primary.name} ${primary.direction === 'min' ? '<=' : '>='} ${primary.target}`;
}

export default defineCommand<Input>({
  summary: 'list the agents of this repository',
  input: { shipped: { type: 'boolean', description: 'list the agents that come with ka instead' } },
  examples: [
    { line: 'ka agents list', says: 'each agent with its primary metric and its file' },
    { line: 'ka agents list --shipped', says: 'what `ka agents install` can bring' },
  ],
  run({ shipped }, ctx) {
    const project = findProject(ctx);
    const exported = new Set(
      readAgentFiles(project, ctx)
        .filter((agent) => agent.exported)
        .map((agent) => agent.definition.name),
    );
    const agents: Listed[] = shipped
      ? shippedAgents(ctx).map(({ data, name, path, hash }) => ({
          definition: toDefinition(data ?? {}, name),
          path,
          hash,
        }))
      : readDefinitions(project, ctx);
    const rows = agents.map((agent) => [
      agent.definition.name,
      goal(agent),
      ...(shipped
        ? [agent.definition.description]
        : [agent.path, exported.has(agent.definition.name) ? 'exported' : '']),
    ]);
    const none = 'No agents yet.\ntry: ka agents install tdd-workflow';
    return {
      data: {
        schema_version: 1,
        agents: agents.map(({ definition, path, hash }) => ({
          ...definition,
          path,
          hash,
          exported: exported.has(definition.name),
        })),
      },
      text: rows.length === 0 ? none : columns(rows, ctx.columns),
    };
  },
});
