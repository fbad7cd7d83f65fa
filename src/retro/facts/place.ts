import type { Ctx } from '../../lib/context.ts';
import type { Project } from '../../store/project.ts';

/** Where a project lies in its repository, for git. */
export interface Place {
  top: string;
  /** The project's folder below `top`, with `/` at its end; empty where they are one. */
  prefix: string;
  env: Readonly<Record<string, string | undefined>>;
}

/** Null without git. A partial clone would fetch what it lacks: nothing here may use the network. */
export function placeOf(project: Project, ctx: Pick<Ctx, 'env'>): Place | null {
  if (project.top === null) return null;
  const below = project.root.slice(project.top.length).replaceAll('\\', '/').replace(/^\//, '');
  const prefix = below === '' ? '' : `${below}/`;
  return { top: project.top, prefix, env: { ...ctx.env, GIT_NO_LAZY_FETCH: '1' } };
}
