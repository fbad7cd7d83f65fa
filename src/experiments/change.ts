import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { applyChanges, type Change } from '../store/changes.ts';
import { withLock } from '../store/lock/lock.ts';
import type { Project } from '../store/project.ts';
import type { Experiment } from './contract.ts';
import { type ExperimentFile, experimentPath, experimentText, findExperiment } from './file.ts';

/**
 * Changes an experiment's file, what a person wrote below the frontmatter stays to the byte.
 *
 * @param id as `findExperiment` takes it
 * @param work returns the changed experiment, or null where there is nothing to change
 */
export function changeExperiment(
  project: Project,
  ctx: Ctx,
  id: string | undefined,
  work: (file: ExperimentFile) => Experiment | null,
): { experiment: Experiment; path: string; changed: boolean } {
  const change = () => {
    const file = findExperiment(project, id);
    const path = experimentPath(file.experiment.id);
    const next = work(file);
    if (next && !ctx.dryRun) {
      const write: Change = { kind: 'write', path, text: experimentText({ ...file, experiment: next }) };
      applyChanges(project, [write]);
    }
    return { experiment: next ?? file.experiment, path, changed: next !== null };
  };
  return ctx.dryRun ? change() : withLock(join(project.local, 'locks', 'experiments.lock'), ctx, change);
}
