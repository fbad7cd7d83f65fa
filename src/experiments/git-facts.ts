import { isoTime } from '../lib/time.ts';
import { type CommitGraph, readCommitGraph } from '../store/git/commit-graph.ts';
import { type Added, commitsThatAdd } from '../store/git/commits-that-add.ts';
import { readHead } from '../store/git/head.ts';
import type { Project } from '../store/project.ts';
import { standings } from './ancestry.ts';
import { beginningInGit } from './beginning-in-git.ts';
import type { Experiment, Trial } from './contract.ts';
import { experimentPath } from './file.ts';
import { registrationOf } from './registration.ts';
import type { GitFacts } from './report.ts';

/**
 * Asks git all that the report needs: a few processes, whatever the number of sessions.
 *
 * @param until changes that were committed later count for nothing, ISO 8601; null: all count
 */
export function readGitFacts(
  project: Project,
  experiment: Experiment,
  trials: readonly Trial[],
  until: string | null = null,
): GitFacts {
  if (experiment.bind === 'git' && project.top) return treatmentInGit(project, experiment, trials, until);
  const treated = treatedWithout(experiment, trials);
  const at = treated.map(({ git, started }) => ({ commit: git.guessed ? null : git.start, time: started }));
  const ends = [readHead(project).commit, ...at.map(({ commit }) => commit)];
  const graph = readCommitGraph(project, ends);
  const added = graph ? plansIn(project, experiment, graph, ends) : [];
  return {
    standing: () => null,
    changed: [],
    treatment: null,
    begun: treated.reduce<string | null>(
      (earliest, { started }) => (started !== null && (earliest === null || started < earliest) ? started : earliest),
      null,
    ),
    shallow: false,
    registration: registrationOf(project, experiment, graph, added, { by: 'session', at, standing: null }),
  };
}

/** The commits that add the experiment's file: they come after the control, where that is known. */
function plansIn(
  project: Project,
  { id, control }: Experiment,
  { parents }: CommitGraph,
  ends: readonly (string | null)[],
): Added[] {
  const since = control.commit !== null && parents.has(control.commit) ? control.commit : null;
  return commitsThatAdd(project, experimentPath(id), ends, since);
}

function treatmentInGit(
  project: Project,
  experiment: Experiment,
  trials: readonly Trial[],
  until: string | null,
): GitFacts {
  const head = readHead(project).commit;
  const { control, treatment } = experiment;
  const ends = [head, ...trials.flatMap(({ git }) => [git.start, git.end])];
  const graph = readCommitGraph(project, [control.commit, treatment.commit, ...ends])!;
  const added = plansIn(project, experiment, graph, [treatment.commit, ...ends]);
  const { found, known } = beginningInGit(project, experiment, { graph, ends, added, until });
  const commits = found?.commits ?? [];
  const first = known.reduce<(typeof known)[number] | null>(
    (earliest, change) => (earliest === null || change.at < earliest.at ? change : earliest),
    null,
  );
  const standing = standings(graph, control.commit, commits, found?.reverts ?? []);
  const isFirst = ({ commit }: { commit: string }): boolean =>
    (graph.parents.get(commit) ?? []).every((parent) => standing(parent)?.treated !== true);
  const at = known.filter(isFirst).map(({ commit, at }) => ({ commit, time: isoTime(at) }));
  const below = project.root.slice(project.top!.length).replaceAll('\\', '/').replace(/^\//, '');
  const inside = (path: string): string =>
    below !== '' && path.startsWith(`${below}/`) ? path.slice(below.length + 1) : path;
  return {
    standing,
    changed: (first?.files ?? []).map(inside),
    treatment: found && first ? { commit: first.commit, by: found.by } : null,
    begun: first ? isoTime(first.at) : null,
    shallow: graph.cut.size > 0,
    registration: registrationOf(project, experiment, graph, added, {
      by: 'change',
      at: found && at.length === 0 ? [{ commit: null, time: null }] : at,
      standing,
    }),
  };
}

/** The treated sessions of other bindings; of an alternating one all that have an arm, for both began with it. */
function treatedWithout(experiment: Experiment, trials: readonly Trial[]): Trial[] {
  const { bind, control, treatment, created, id, tags } = experiment;
  const isTreated = ({ definition, git, arms, started, session }: Trial): boolean => {
    if (bind === 'manual') return session !== null && tags[session] === 'treatment';
    if (bind === 'alternate') return arms[id] !== undefined;
    if (bind === 'branch') return git.branch !== null && git.branch === treatment.branch;
    if (bind !== 'definition' || definition === null) return false;
    return treatment.definition === null
      ? definition !== control.definition && (started ?? '') >= created
      : definition === treatment.definition;
  };
  return trials.filter(({ agent }) => experiment.agent === null || agent === experiment.agent).filter(isTreated);
}
