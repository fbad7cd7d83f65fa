import type { Experiment, Trial } from '../experiments/contract.ts';
import { readGitFacts } from '../experiments/git-facts.ts';
import { type Report, reportOn } from '../experiments/report.ts';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { isoTime, parseTime } from '../lib/time.ts';
import { editedLines, type Span, spanKey } from '../store/git/edited-lines.ts';
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

/** The sessions that an experiment looks at, with all that its metric needs. */
export async function trialsFor(
  project: Project,
  ctx: Ctx,
  { agent, metric }: { agent: string | null; metric: string },
  sync: boolean,
): Promise<{ trials: Trial[]; notes: string[] }> {
  const { trials, notes } = await loadTrials(project, ctx, agent, sync);
  return { trials: metric === 'tokens_per_edited_line' ? withEditedLines(project, trials) : trials, notes };
}

/** The experiment as it stood at a time: not concluded yet. */
const asOf = (experiment: Experiment, time: string): Experiment =>
  experiment.concluded === null || experiment.concluded <= time
    ? experiment
    : { ...experiment, status: 'running', concluded: null, conclusion: null, learned: null };

/**
 * What the sessions of this repository say of an experiment.
 *
 * @param options.now sessions that began later are left out
 * @param options.past that time is over: what was committed or concluded since is left out too
 */
export async function reportFor(
  project: Project,
  ctx: Ctx,
  experiment: Experiment,
  { sync, now, past = false }: { sync: boolean; now: string; past?: boolean },
): Promise<{ report: Report; notes: string[] }> {
  const { trials, notes } = await trialsFor(project, ctx, experiment, sync);
  const until = trials.filter(({ started }) => started === null || started < now);
  const then = past ? asOf(experiment, now) : experiment;
  return { report: reportOn(then, until, readGitFacts(project, then, until, past ? now : null), now), notes };
}

/** The lines that were committed while each session ran; null where none were, which says nothing of its edits. */
function withEditedLines(project: Project, trials: readonly Trial[]): Trial[] {
  const spanOf = ({ git: { start, end, guessed } }: Trial): Span | null =>
    start === null || end === null || start === end || guessed ? null : [start, end];
  const lines = editedLines(
    project,
    trials.map(spanOf).filter((span) => span !== null),
  );
  return trials.map((trial) => {
    const span = spanOf(trial);
    return { ...trial, edited_lines: span === null ? null : lines.get(spanKey(span)) || null };
  });
}
