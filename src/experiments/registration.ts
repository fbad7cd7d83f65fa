import { isoTime } from '../lib/time.ts';
import { type CommitGraph, reachableFrom } from '../store/git/commit-graph.ts';
import type { Added } from '../store/git/commits-that-add.ts';
import { git } from '../store/git/git.ts';
import { readHead } from '../store/git/head.ts';
import type { Project } from '../store/project.ts';
import type { Standing } from './ancestry.ts';
import type { Experiment } from './contract.ts';
import { experimentPath, parseExperiment } from './file.ts';
import { type Doubt, doubtOf, type Placed } from './plan-doubt.ts';
import { type Precedence, precedences } from './precedence.ts';

/** Whether the plan stood in git before there was any data. */
export interface Registration {
  state: 'pre-registered' | Doubt['state'];
  /** The commit that added the file. */
  commit: string | null;
  /** Why it is not, or what is unknown. */
  why: string | null;
}

/** Where the treatment begins. */
export interface Beginnings {
  /** A commit that makes the change, or one at which a session of the treatment began. */
  by: 'change' | 'session';
  /** The first on each line of the history. */
  at: Pick<Placed, 'commit' | 'time'>[];
  /** Of changes: where a commit stands to them. */
  standing: ((commit: string) => Standing | null) | null;
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
 * Whether the commit that added the experiment's file is a proper ancestor of each with which the treatment begins (of a
 * session: or the one that it began at), and the plan in it is the present one. Clocks are told, and decide nothing.
 *
 * @param graph holds HEAD and the beginnings; null without git
 * @param added the commits that add its file, the newest first
 */
export function registrationOf(
  project: Project,
  experiment: Experiment,
  graph: CommitGraph | null,
  added: readonly Added[],
  begun: Beginnings,
): Registration {
  const said = (state: Registration['state'], why: string | null, commit: string | null = null): Registration => ({
    state,
    commit,
    why,
  });
  if (!graph) return said('not pre-registered', 'there is no git repository');
  const path = experimentPath(experiment.id);
  const { commit: head } = readHead(project);
  try {
    const here = reachableFrom(graph, head === null ? [] : [head]);
    const own = added.findLast(({ commit }) => here.has(commit));
    if (!own) return said('not pre-registered', 'its file is not committed');
    const order = precedences(
      graph,
      added.map(({ commit }) => commit),
    );
    const placed = begun.at.map((one) => ({
      ...one,
      ...(one.commit === null ? UNKNOWN : whole(order(one.commit, begun.by === 'session'), begun.standing)),
    }));
    // Before anything began nothing can be earlier, but for what a shallow clone cuts off.
    if (placed.length === 0)
      placed.push({ commit: own.commit, time: null, ...whole(order(own.commit, true), begun.standing) });
    const doubt = doubtOf(placed, begun.by, graph.cut.size > 0, isoTime(own.at));
    if (doubt) return { ...doubt, commit: own.commit };
    for (const commit of new Set(placed.flatMap(({ plan }) => plan ?? []))) {
      const { experiment: planned } = parseExperiment(path, git(project.root, ['show', `${commit}:./${path}`]));
      const changed = PLAN.filter((key) => JSON.stringify(planned[key]) !== JSON.stringify(experiment[key]));
      if (changed.length > 0) return said('not pre-registered', `changed since: ${changed.join(', ')}`, commit);
    }
    return said('pre-registered', null, own.commit);
  } catch (error) {
    return said('unknown', error instanceof Error ? error.message : String(error));
  }
}

const UNKNOWN: Precedence = { order: 'unknown', plan: null };

/** In a shallow clone an earlier beginning may be cut off: then the plan is known to be before the later one only. */
const whole = (found: Precedence, standing: Beginnings['standing']): Precedence =>
  found.plan !== null && standing?.(found.plan)?.treated === null ? { ...found, order: 'unknown' } : found;
