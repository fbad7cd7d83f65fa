import { readExperiments } from '../experiments/file.ts';
import type { Ctx } from '../lib/context.ts';
import { asOfTime, reportFor } from '../sessions/experiment-report.ts';
import type { Project } from '../store/project.ts';
import type { PageExperiment } from './data.ts';

const percent = (share: number): number => share * 100;

/** Below so many values an arm there is no effect to speak of (design.md 8). */
const FEW = 5;

/** The experiments that are not archived, newest first: a concluded one as it was concluded, a running one as it stands. */
export async function experimentsOf(project: Project, ctx: Ctx): Promise<PageExperiment[]> {
  const { files } = readExperiments(project);
  const shown = files.map(({ experiment }) => experiment).filter(({ status }) => status !== 'archived');
  const found: PageExperiment[] = [];
  for (const experiment of shown.reverse()) {
    const { id, hypothesis, status, metric, conclusion } = experiment;
    const known = { id, hypothesis, status, metric };
    if (conclusion !== null) {
      found.push({ ...known, ...conclusion });
      continue;
    }
    const { report } = await reportFor(project, ctx, experiment, { sync: false, now: asOfTime(undefined, ctx) });
    const n = [report.arms.control.n, report.arms.treatment.n] as const;
    const effect = Math.min(...n) < FEW ? null : report.effect;
    const interval = effect?.interval ?? null;
    found.push({
      ...known,
      verdict: report.verdict,
      change_pct: effect === null ? null : percent(effect.change),
      interval_pct: interval === null ? null : [percent(interval[0]), percent(interval[1])],
      n,
    });
  }
  return found;
}
