import { git } from '../store/git/git.ts';
import type { Project } from '../store/project.ts';
import type { Experiment } from './contract.ts';
import { experimentPath, parseExperiment } from './file.ts';

/** Whether the plan stood in git before there was any data. */
export interface Registration {
  state: 'pre-registered' | 'not pre-registered' | 'unknown';
  /** The commit that added the file. */
  commit: string | null;
  /** Why it is not, or what is unknown. */
  why: string | null;
}

/** What may not change once there are data. */
const PLAN = [
  'created',
  'control',
  'hypothesis',
  'metric',
  'direction',
  'target_pct',
  'agent',
  'bind',
  'files',
  'window_days',
  'looks',
  'per_arm',
  'min_turns',
  'guessed',
  'varies',
  'arms',
] as const satisfies ReadonlyArray<keyof Experiment>;

/**
 * Looks the commit up that added the experiment's file, and compares the plan in it with the present one.
 *
 * @param begun when the treatment began; null: not yet
 */
export function registrationOf(project: Project, experiment: Experiment, begun: string | null): Registration {
  const not = (why: string, commit: string | null = null): Registration => ({
    state: 'not pre-registered',
    commit,
    why,
  });
  if (!project.top) return not('there is no git repository');
  const path = experimentPath(experiment.id);
  try {
    const [added] = git(project.root, [
      'log',
      '--diff-filter=A',
      '--reverse',
      '--format=%H %ct',
      'HEAD',
      '--',
      path,
    ]).split('\n');
    if (!added) return not('its file is not committed');
    const [commit, seconds] = added.split(' ') as [string, string];
    const at = new Date(Number(seconds) * 1000).toISOString();
    if (begun !== null && at > begun) return not('its file was committed after the treatment had begun', commit);
    const { experiment: planned } = parseExperiment(path, git(project.root, ['show', `${commit}:./${path}`]));
    const changed = PLAN.filter((key) => JSON.stringify(planned[key]) !== JSON.stringify(experiment[key]));
    if (changed.length > 0) return not(`changed since: ${changed.join(', ')}`, commit);
    return { state: 'pre-registered', commit, why: null };
  } catch (error) {
    return { state: 'unknown', commit: null, why: error instanceof Error ? error.message : String(error) };
  }
}
