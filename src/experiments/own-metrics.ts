import { findDefinition } from '../agents/definitions.ts';
import type { Ctx } from '../lib/context.ts';
import { readExecutions } from '../metrics/records/book.ts';
import { checkName } from '../store/names.ts';
import type { Project } from '../store/project.ts';
import type { OwnMetric } from './hypothesis.ts';
import { METRICS } from './measures.ts';

/** The metrics that an agent declares, then those that its records carry besides; none of whole sessions. */
export function ownMetrics(project: Project, ctx: Ctx, agent: string | undefined): OwnMetric[] {
  if (agent === undefined) return [];
  checkName(agent);
  const { primary, secondary = [] } = findDefinition(project, ctx, agent)?.definition.metrics ?? {};
  const found = new Map<string, OwnMetric>();
  const add = (name: string, direction: 'max' | 'min' | undefined): void => {
    if (!METRICS.includes(name) && !found.has(name))
      found.set(name, { name, better: direction === 'min' ? 'less' : 'more' });
  };
  for (const { name, direction } of [...(primary ? [primary] : []), ...secondary]) add(name, direction);
  for (const { primary_metric, metrics } of readExecutions(project, agent).records) {
    if (primary_metric) add(primary_metric.name, primary_metric.direction);
    for (const name of Object.keys(metrics ?? {})) add(name, undefined);
  }
  return [...found.values()];
}
