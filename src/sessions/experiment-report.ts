import type { Experiment } from '../experiments/contract.ts';
import { readGitFacts } from '../experiments/git-facts.ts';
import { type Report, reportOn } from '../experiments/report.ts';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { isoTime, parseTime } from '../lib/time.ts';
import type { Project } from '../store/project.ts';
import { loadTrials } from './trials.ts';

const DAY_MS = 86_400_000;

/** The end of a day, or a time, as `--as-of` takes it. @throws KaError `bad-time` */
export function asOfTime(text: string | undefined, ctx: Pick<Ctx, 'now'>): string {
  if (text === undefined) return isoTime(ctx.now());
  const ms = parseTime(text);
  if (ms === null)
    throw new KaError('bad-time', `"${text.slice(0, 40)}" is no date or time.`, 'ka exp report --as-of 2026-11-21');
  return isoTime(/^\d{4}-\d\d-\d\d$/.test(text) ? ms + DAY_MS : ms);
}

/**
 * What the sessions of this repository say of an experiment.
 *
 * @param options.now sessions that began later are left out
 */
export async function reportFor(
  project: Project,
  ctx: Ctx,
  experiment: Experiment,
  { sync, now }: { sync: boolean; now: string },
): Promise<{ report: Report; notes: string[] }> {
  const { trials, notes } = await loadTrials(project, ctx, experiment.agent, sync);
  const until = trials.filter(({ started }) => started === null || started < now);
  return { report: reportOn(experiment, until, readGitFacts(project, experiment, until), now), notes };
}
