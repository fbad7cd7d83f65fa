import { isoTime } from '../lib/time.ts';
import { filesOf, readChanges, readCommitGraph, samePatch } from '../store/git/commit-graph.ts';
import { readHead } from '../store/git/head.ts';
import type { Project } from '../store/project.ts';
import { standings } from './ancestry.ts';
import type { Experiment, Trial } from './contract.ts';
import { registrationOf } from './registration.ts';
import type { GitFacts } from './report.ts';
import { findBeginning } from './treatment.ts';

/** Asks git all that the report needs: three processes, whatever the number of sessions. */
export function readGitFacts(project: Project, experiment: Experiment, trials: readonly Trial[]): GitFacts {
  const bound = experiment.bind === 'git' ? treatmentInGit(project, experiment, trials) : null;
  const begun = bound ? bound.begun : begunWithout(experiment, trials);
  return {
    standing: bound?.standing ?? (() => null),
    changed: bound?.changed ?? [],
    treatment: bound?.treatment ?? null,
    begun,
    shallow: bound?.shallow ?? false,
    registration: registrationOf(project, experiment, begun),
  };
}

function treatmentInGit(project: Project, experiment: Experiment, trials: readonly Trial[]) {
  const head = readHead(project).commit;
  const { control, treatment } = experiment;
  const ends = [head, ...trials.flatMap(({ git }) => [git.start, git.end])];
  const graph = readCommitGraph(project, [control.commit, treatment.commit, ...ends]);
  if (!graph) return null;
  const controlKnown = control.commit !== null && graph.parents.has(control.commit);
  const changes = readChanges(project, [treatment.commit, ...ends], controlKnown ? control.commit : null);
  const files = treatment.commit === null ? [] : filesOf(project, treatment.commit);
  const alike = changes.filter((change) => change.files.some((file) => files.includes(file)));
  const start =
    treatment.commit === null
      ? []
      : [
          treatment.commit,
          ...samePatch(
            project,
            treatment.commit,
            alike.map(({ commit }) => commit),
          ),
        ];
  const found = findBeginning(experiment, changes, start, controlKnown);
  const commits = found?.commits ?? [];
  const known = changes.filter(({ commit }) => commits.includes(commit));
  const first = known.reduce<(typeof known)[number] | null>(
    (earliest, change) => (earliest === null || change.at < earliest.at ? change : earliest),
    null,
  );
  const below = project.root.slice(project.top!.length).replaceAll('\\', '/').replace(/^\//, '');
  const inside = (path: string): string =>
    below !== '' && path.startsWith(`${below}/`) ? path.slice(below.length + 1) : path;
  return {
    standing: standings(graph, control.commit, commits, found?.reverts ?? []),
    changed: (first?.files ?? []).map(inside),
    treatment: found && first ? { commit: first.commit, by: found.by } : null,
    begun: first ? isoTime(first.at) : null,
    shallow: graph.cut.size > 0,
  };
}

/** The treatment of other bindings begins with its first session. */
function begunWithout(experiment: Experiment, trials: readonly Trial[]): string | null {
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
  return trials
    .filter(({ agent }) => experiment.agent === null || agent === experiment.agent)
    .filter(isTreated)
    .reduce<string | null>(
      (earliest, { started }) => (started !== null && (earliest === null || started < earliest) ? started : earliest),
      null,
    );
}
