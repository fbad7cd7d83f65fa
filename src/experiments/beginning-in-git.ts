import { isoTime } from '../lib/time.ts';
import {
  type Change,
  type CommitGraph,
  filesOf,
  followersOf,
  readChanges,
  samePatch,
} from '../store/git/commit-graph.ts';
import type { Added } from '../store/git/commits-that-add.ts';
import type { Project } from '../store/project.ts';
import type { Experiment } from './contract.ts';
import { type Beginning, findBeginning } from './treatment.ts';

/** What git has to look through. */
export interface Where {
  graph: CommitGraph;
  /** HEAD, and where sessions began and ended. */
  ends: readonly (string | null)[];
  /** The commits that add the experiment's file. */
  added: readonly Added[];
  /** Changes that were committed later count for nothing, ISO 8601; null: all count. */
  until: string | null;
}

/** The beginning of the treatment, and those of its commits that are in this clone. */
export function beginningInGit(
  project: Project,
  experiment: Experiment,
  { graph, ends, added, until }: Where,
): { found: Beginning | null; known: Change[] } {
  const { control, treatment } = experiment;
  const since = control.commit !== null && graph.parents.has(control.commit) ? control.commit : null;
  const all = readChanges(project, [treatment.commit, ...ends], since);
  const toCome = new Set(all.filter(({ at }) => until !== null && isoTime(at) > until).map(({ commit }) => commit));
  const changes = all.filter(({ commit }) => !toCome.has(commit));
  const start = startOf(project, treatment.commit, changes).filter((commit) => !toCome.has(commit));
  const following = followersOf(graph, [...(since === null ? [] : [since]), ...added.map(({ commit }) => commit)]);
  const later = since === null ? null : changes.filter(({ commit }) => following.has(commit));
  const found = findBeginning(experiment, changes, start, later);
  const commits = new Set(found?.commits);
  return { found, known: changes.filter(({ commit }) => commits.has(commit)) };
}

/** The commit that `exp start` was given, with those that make the same change. */
function startOf(project: Project, commit: string | null, changes: readonly Change[]): string[] {
  if (commit === null) return [];
  const files = filesOf(project, commit);
  const alike = changes.filter((change) => change.files.some((file) => files.includes(file)));
  const others = alike.map((change) => change.commit);
  return [commit, ...samePatch(project, commit, others)];
}
