import { findDefinition } from '../../agents/definitions.ts';
import type { Ctx } from '../../lib/context.ts';
import { startDetached } from '../../store/process/start-detached.ts';
import type { Project } from '../../store/project.ts';
import { isTrusted } from '../../store/trust.ts';

/**
 * After a run ended: starts its agent's collector in the background, if it has one and the user approved exactly that
 * command in this clone. Returns at once; the started process ends by its own timeout. Safe for hooks.
 *
 * @param session the record's `session_id`
 * @returns whether something was started
 */
export function collectDetached(project: Project, ctx: Ctx, agent: string, session: string): boolean {
  const collector = findDefinition(project, ctx, agent)?.definition.metrics?.collect;
  if (!collector || !isTrusted(project, collector.command)) return false;
  startDetached(ctx, project.root, [
    ...['metrics', 'collect', agent, '--session', session],
    ...['--if-trusted', '--target', project.root],
  ]);
  return true;
}
