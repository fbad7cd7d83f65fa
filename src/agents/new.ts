import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { renderTemplate } from '../store/docs/templates.ts';
import { checkName } from '../store/names.ts';
import type { Project } from '../store/project.ts';
import type { Plan } from './export.ts';
import { folderForNew, planInstall } from './install.ts';
import { rawAgents, readRaw } from './raw-files.ts';

export interface NewAgent {
  name: string;
  description: string;
  category: string;
  metric: string;
  target: number;
}

/**
 * A new definition from the template `agent.md`, which the repository may override.
 *
 * @throws KaError `bad-name`, `agent-exists`
 */
export function planNew(project: Project, ctx: Ctx, agent: NewAgent): Plan {
  checkName(agent.name);
  const key = agent.name.toLowerCase();
  const path = `${folderForNew(project, ctx)}/${agent.name}.md`;
  const other = rawAgents(project, ctx).find(
    (raw) => raw.path.toLowerCase() === path.toLowerCase() || (!raw.mark && raw.name.toLowerCase() === key),
  );
  if (other) {
    throw new KaError('agent-exists', `${other.path} defines ${agent.name} already.`, `ka agents show ${agent.name}`);
  }
  // A JSON text is a YAML text, whatever stands in it.
  const text = renderTemplate(project, ctx, 'agent.md', {
    ...agent,
    description: JSON.stringify(agent.description),
    category: JSON.stringify(agent.category),
    metric: JSON.stringify(agent.metric),
  });
  return planInstall(project, ctx, [readRaw('', agent.name, text)], false);
}
