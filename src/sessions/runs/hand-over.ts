import { assignArms, injectionOf } from '../../experiments/assign.ts';
import { runningExperiments } from '../../experiments/running.ts';
import type { Ctx } from '../../lib/context.ts';
import type { Project } from '../../store/project.ts';
import { type OpenRun, runId } from './open.ts';

/**
 * The arms of alternating experiments for a run whose start was just seen: what they hand over is handed over now, or never.
 * A run that is known keeps those that it has.
 */
export function armsOf(
  home: Project,
  ctx: Ctx,
  {
    known,
    starts,
    agent,
    session,
    agent_id,
  }: { known: OpenRun | null; starts: boolean } & Pick<OpenRun, 'agent' | 'session' | 'agent_id'>,
  now: string,
): Record<string, string> {
  if (known || !starts) return known?.arms ?? {};
  return assignArms(runningExperiments(home, ctx), agent, session, runId({ session, agent_id }), now);
}

/** What a run starts with: its brief, unless its arms want none, and the text of its arms. Empty: nothing. */
export function handOver(
  home: Project,
  ctx: Ctx,
  arms: Readonly<Record<string, string>> | undefined,
  brief: () => string,
): string {
  if (!arms || Object.keys(arms).length === 0) return brief();
  const given = injectionOf(runningExperiments(home, ctx), arms);
  return [given.brief ? brief() : '', given.text].filter(Boolean).join('\n\n');
}
