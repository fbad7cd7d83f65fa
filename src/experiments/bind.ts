import { isoTime, parseTime } from '../lib/time.ts';
import type { Standing } from './ancestry.ts';
import type { ArmName, Experiment, Trial } from './contract.ts';

/** Why a session counts for neither arm. */
export type Reason =
  | 'no-session'
  | 'no-commit'
  | 'unknown-commit'
  | 'shallow'
  | 'guess-binding'
  | 'straddles'
  | 'dirty-touches-change'
  | 'reverted'
  | 'unrelated-history'
  | 'subagent'
  | 'outside-window'
  | 'too-small'
  | 'manual'
  | 'untagged'
  | 'other-branch'
  | 'other-agent'
  | 'other-definition'
  | 'no-arm'
  | 'running'
  | 'not-begun';

export const REASONS: Readonly<Record<Reason, string>> = {
  'no-session': 'runs recorded by hand, without a session that could be placed',
  'no-commit': 'it is not known at which commit they began',
  'unknown-commit': 'this clone lacks the commit at which they began, or the control commit',
  shallow: 'a shallow clone does not tell (git fetch --unshallow)',
  'guess-binding':
    'at which commit they began was guessed, from the time or from their end (ka exp new --guessed counts such)',
  straddles: 'the change was made while they ran',
  'dirty-touches-change': 'they began with uncommitted edits of the files that the change touches',
  reverted: 'the change had been reverted',
  'unrelated-history': 'they ran on another line of the history',
  subagent: 'subagents whose session is not known',
  'outside-window': 'before or after the window',
  'too-small': 'fewer turns than min_turns',
  manual: 'tagged excluded',
  untagged: 'not tagged',
  'other-branch': 'on neither branch',
  'other-agent': 'runs of other agents',
  'other-definition': 'under another definition, or none',
  'no-arm': 'no arm was assigned when they began',
  running: 'still running',
  'not-begun': 'the treatment has not begun',
};

const DAY_MS = 86_400_000;

/** What binding asks of git, besides the trials. */
export interface Landmarks {
  standing: (commit: string) => Standing | null;
  /** When the treatment began; null: it has not. Of `git`: the commit's time. */
  begun: string | null;
  /** Files that the treatment's first commit changes, relative to the project. */
  changed: readonly string[];
  /** Whether the clone is shallow: what it does not tell may be elsewhere. */
  shallow: boolean;
}

export type Placed = ArmName | Reason;

const sideOf = (value: string | null, control: string | null, treatment: string | null): ArmName | null =>
  value === null ? null : value === treatment ? 'treatment' : value === control ? 'control' : null;

function byCommit(
  trial: Trial,
  { guessed }: Experiment,
  { standing, changed, shallow }: Landmarks,
  dirtied: ReadonlySet<string>,
): Placed {
  const { start, end } = trial.git;
  if (start === null) return 'no-commit';
  if (trial.git.guessed && !guessed) return 'guess-binding';
  const at = standing(start);
  const unknown = shallow ? 'shallow' : 'unknown-commit';
  if (!at) return unknown;
  if (at.reverted) return 'reverted';
  if (at.treated) return 'treatment';
  if (at.treated === null) return unknown;
  const after = end === null ? null : standing(end);
  if (after?.treated) return 'straddles';
  if (trial.git.dirty === true && changed.some((path) => dirtied.has(`${start} ${path}`)))
    return 'dirty-touches-change';
  if (at.follows || at.precedes) return 'control';
  return at.follows === null || at.precedes === null ? unknown : 'unrelated-history';
}

function bySide(trial: Trial, experiment: Experiment, landmarks: Landmarks, dirtied: ReadonlySet<string>): Placed {
  const { control, treatment } = experiment;
  switch (experiment.bind) {
    case 'git':
      return byCommit(trial, experiment, landmarks, dirtied);
    case 'branch':
      return sideOf(trial.git.branch, control.branch, treatment.branch) ?? 'other-branch';
    case 'manual':
      return 'untagged';
    case 'definition': {
      if (trial.definition === control.definition) return control.definition === null ? 'other-definition' : 'control';
      if (trial.definition === null || control.definition === null) return 'other-definition';
      if (treatment.definition !== null)
        return trial.definition === treatment.definition ? 'treatment' : 'other-definition';
      return (trial.started ?? '') >= experiment.created ? 'treatment' : 'other-definition';
    }
    case 'alternate': {
      const arm = trial.arms[experiment.id];
      return arm === 'control' || arm === 'treatment' ? arm : 'no-arm';
    }
  }
}

/** Start and end of the time in which sessions count; null: no limit. */
export function windowOf(experiment: Experiment, begun: string | null): { from: string | null; closes: string | null } {
  const shifted = (time: string, days: number): string | null => {
    const ms = parseTime(time);
    return ms === null ? null : isoTime(ms + days * DAY_MS);
  };
  const { bind, created, window_days: days, concluded } = experiment;
  const earlier = (a: string | null, b: string | null): string | null => (a === null || (b !== null && b < a) ? b : a);
  if (bind === 'manual') return { from: null, closes: concluded };
  const middle = bind === 'git' || bind === 'definition' ? begun : created;
  const from = bind === 'alternate' ? created : shifted(middle ?? created, -days);
  const end = middle === null ? null : shifted(middle, days);
  return { from, closes: earlier(end, concluded) };
}

/** Files that sessions had edited by the time another one began at the same commit: `<commit> <path>`. */
function editsSoFar(trials: readonly Trial[]): (trial: Trial) => ReadonlySet<string> {
  const seen = new Map<string, Set<string>>();
  const sorted = [...trials].sort((a, b) => ((a.started ?? '') < (b.started ?? '') ? -1 : 1));
  const edits = new Set<string>();
  for (const { id, git, edited } of sorted) {
    for (const path of edited) if (git.start !== null) edits.add(`${git.start} ${path}`);
    if (git.dirty === true) seen.set(id, new Set(edits));
  }
  return ({ id }) => seen.get(id) ?? new Set();
}

/** What only a session tells: a run without one lacks it for that reason. */
const TOLD_BY_SESSION: ReadonlySet<Placed> = new Set(['no-commit', 'untagged', 'no-arm']);

/** The arm of each session, or why it has none. A tag always counts, but for sessions that still run. */
export function bindTrials(
  experiment: Experiment,
  trials: readonly Trial[],
  landmarks: Landmarks,
): Map<string, Placed> {
  const { from, closes } = windowOf(experiment, landmarks.begun);
  const dirtied = editsSoFar(trials);
  const place = (trial: Trial): Placed => {
    const placed = placeRun(trial);
    return trial.session === null && TOLD_BY_SESSION.has(placed) ? 'no-session' : placed;
  };
  const placeRun = (trial: Trial): Placed => {
    const tag = trial.session === null ? undefined : experiment.tags[trial.session];
    if (trial.running) return 'running';
    if (tag !== undefined) return tag === 'excluded' ? 'manual' : tag;
    if (experiment.agent === null && trial.below) return 'subagent';
    if (experiment.agent !== null && trial.agent !== experiment.agent) return 'other-agent';
    if (trial.started === null) return 'outside-window';
    if ((from !== null && trial.started < from) || (closes !== null && trial.started >= closes))
      return 'outside-window';
    if (trial.turns !== null && trial.turns < experiment.min_turns) return 'too-small';
    return bySide(trial, experiment, landmarks, dirtied(trial));
  };
  return new Map(trials.map((trial) => [trial.id, place(trial)]));
}
