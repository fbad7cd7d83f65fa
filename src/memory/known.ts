import { readDefinitions } from '../agents/definitions.ts';
import type { Ctx } from '../lib/context.ts';
import { nearest } from '../lib/nearest.ts';
import type { Project } from '../store/project.ts';

/** One sentence where an agent has no definition here, with the name that was probably meant; none where all is well. */
export function unknownAgentNotes(project: Project, ctx: Ctx, agent: string): string[] {
  const names = readDefinitions(project, ctx).map((file) => file.definition.name);
  if (agent === 'main' || names.some((name) => name.toLowerCase() === agent.toLowerCase())) return [];
  const near = nearest(agent, names);
  return [`there is no definition of ${agent} here${near ? `; did you mean ${near}?` : ''}`];
}
