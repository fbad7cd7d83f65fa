import { readDefinitions } from '../../agents/definitions.ts';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { nearest } from '../../lib/nearest.ts';
import type { Project } from '../../store/project.ts';
import { listAgents } from '../places.ts';

/**
 * Refuses the name of an agent that has neither a definition nor records here: an empty answer would look like good news.
 *
 * @param line the command that the name was given to, e.g. `ka bets list`
 * @throws KaError `no-agent` naming the nearest
 */
export function requireAgent(project: Project, ctx: Ctx, agent: string, line: string): void {
  const names = ['main', ...listAgents(project), ...readDefinitions(project, ctx).map((file) => file.definition.name)];
  if (names.some((name) => name.toLowerCase() === agent.toLowerCase())) return;
  const near = nearest(agent, names);
  throw new KaError(
    'no-agent',
    `There is no agent "${agent}" in ${project.root}.${near ? ` Did you mean ${near}?` : ''}`,
    near ? `${line} ${near}` : 'ka agents list',
  );
}
