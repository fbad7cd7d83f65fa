import { readDefinitions } from '../agents/definitions.ts';
import type { Ctx } from '../lib/context.ts';
import { nearest } from '../lib/nearest.ts';
import type { Project } from '../store/project.ts';

/**
 * Sentences where an agent has no definition here: the name that was probably meant, and how to take back what was
 * written; none where all is well.
 *
 * @param undo what takes it back, as `delete x`; null where nothing was written
 */
export function unknownAgentNotes(project: Project, ctx: Ctx, agent: string, undo: string | null): string[] {
  const names = readDefinitions(project, ctx).map((file) => file.definition.name);
  if (agent === 'main' || names.some((name) => name.toLowerCase() === agent.toLowerCase())) return [];
  const near = nearest(agent, names);
  return [
    `there is no definition of ${agent} here${near ? `; did you mean ${near}?` : '.'}`,
    ...(undo === null ? [] : [`it was written all the same. To take it back: ${undo}`]),
  ];
}
