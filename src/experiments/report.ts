import { medianDifference, RESAMPLES } from '../stats/bootstrap.ts';
import { type ArmSummary, summariseArm } from './arm-summary.ts';
import { bindTrials, type Landmarks, type Reason, windowOf } from './bind.ts';
import { type Clusters, clustersOf } from './clusters.ts';
import { confounders } from './confounders.ts';
import type { ArmName, Experiment, Trial, Verdict } from './contract.ts';
import { type Decision, DIRECTION_FROM, decide } from './decide.ts';
import { ARM, type Effect, effectOf } from './effect.ts';
import { type Guardrail, guardrailsOf } from './guardrails.ts';
import { measureOf, samplesOf } from './measures.ts';
import { detectableBy, neededFor, scatterOf } from './power.ts';
import type { Registration } from './registration.ts';
import type { FoundBy } from './treatment.ts';

/** What git tells of an experiment. */
export interface GitFacts extends Landmarks {
  /** The commit that begins the treatment, and how it was found. */
  treatment: { commit: string; by: FoundBy } | null;
  registration: Registration;
}

export interface Report {
  schema_version: 1;
  experiment: Experiment;
  /** Newest session that entered; null without any. */
  as_of: string | null;
  registration: Registration;
  treatment: GitFacts['treatment'];
  begun: string | null;
  window: { from: string | null; closes: string | null; closed: boolean };
  arms: Record<ArmName, ArmSummary>;
  /** Over all sessions of both arms, with the 95 % interval; null below five values an arm. */
  effect: Effect | null;
  /** The plain difference of the medians beside it, by bootstrap; null of a rate. */
  difference: { value: number; interval: [number, number]; resamples: number } | null;
  /** Smallest change that these arms show in four of five cases, as a share. */
  detectable: number | null;
  /** Sessions an arm that the target needs (without one: the change that is seen), and how many are missing. */
  needed: { per_arm: number; more: number } | null;
  decision: Decision;
  verdict: Verdict;
  confounders: string[];
  guardrails: Guardrail[];
  clusters: Clusters | null;
  excluded: { reason: Reason; n: number; sessions: string[] }[];
  /** Only the newest 1,000 values of an arm enter. */
  capped: boolean;
  /** An alternating experiment whose arms are too unequal for chance. */
  unbalanced: boolean;
}

/** So many of the sessions that were left out are named. */
const NAMED = 5;
/** p < .001 of a fair coin: something keeps sessions from one arm. */
const UNBALANCED = 10.83;

/**
 * What the sessions say of an experiment. Pure: the same trials in any order give the same report.
 *
 * @param now decides whether the window is closed, and nothing else
 */
export function reportOn(experiment: Experiment, all: readonly Trial[], facts: GitFacts, now: string): Report {
  const trials = [...all].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const placed = bindTrials(experiment, trials, facts);
  const of = (arm: ArmName): Trial[] => trials.filter(({ id }) => placed.get(id) === arm);
  const [control, treatment] = [of('control'), of('treatment')];
  const measure = measureOf(experiment.metric, experiment.direction);
  const samples = { control: samplesOf(control, measure), treatment: samplesOf(treatment, measure) };
  const values = (arm: ArmName): number[] => samples[arm].map(({ value }) => value);
  const [x, y] = [values('control'), values('treatment')];
  const { from, closes } = windowOf(experiment, facts.begun);
  const closed = experiment.status !== 'running' || (closes !== null && closes <= now);
  const both = Math.min(x.length, y.length) >= DIRECTION_FROM;
  const clusters = both ? clustersOf(samples.control, samples.treatment, measure.scale) : null;
  const decision = decide(samples.control, samples.treatment, measure, experiment, closed);
  // What changed after the verdict does not touch it.
  const upTo = decision.verdict === 'undecided' ? null : (decision.taken.at(-1)?.until ?? null);
  const early = (arm: Trial[]): Trial[] => arm.filter(({ started }) => upTo === null || (started ?? '') <= upTo);
  const confounded = confounders(early(control), early(treatment), experiment.metric, experiment.varies);
  const effect = both ? effectOf(x, y, measure.scale, 0.95) : null;
  const scatter = both ? scatterOf([x, y], measure.scale) : null;
  return {
    schema_version: 1,
    experiment,
    as_of: [...control, ...treatment].reduce<string | null>(
      (latest, { started }) => (latest === null || (started ?? '') > latest ? started : latest),
      null,
    ),
    registration: facts.registration,
    treatment: facts.treatment,
    begun: facts.begun,
    window: { from, closes, closed },
    arms: {
      control: summariseArm(control.length, samples.control, measure),
      treatment: summariseArm(treatment.length, samples.treatment, measure),
    },
    effect,
    difference:
      both && measure.scale !== 'share'
        ? { ...medianDifference(x.slice(-ARM), y.slice(-ARM)), resamples: RESAMPLES }
        : null,
    detectable: scatter && detectableBy(scatter, [x.length, y.length], experiment),
    needed: effect && scatter ? neededOf(experiment, effect, scatter, Math.min(x.length, y.length)) : null,
    decision,
    verdict: confounded.length > 0 ? 'confounded' : decision.verdict,
    confounders: confounded,
    guardrails: guardrailsOf(experiment, control, treatment),
    clusters,
    excluded: excludedOf(trials, placed),
    capped: Math.max(x.length, y.length) > ARM,
    unbalanced: experiment.bind === 'alternate' && isUnbalanced(control.length, treatment.length),
  };
}

const keyOf = ({ started, id }: Trial): string => `${started ?? ''} ${id}`;

function neededOf(
  { target_pct, direction, looks }: Experiment,
  { change }: Effect,
  scatter: NonNullable<ReturnType<typeof scatterOf>>,
  least: number,
): Report['needed'] {
  const wished = target_pct === null ? change : ((direction === 'less' ? -1 : 1) * target_pct) / 100;
  const per_arm = neededFor(scatter, wished, looks);
  return per_arm === null ? null : { per_arm, more: Math.max(0, per_arm - least) };
}

function excludedOf(trials: readonly Trial[], placed: ReadonlyMap<string, string>): Report['excluded'] {
  const byReason = new Map<Reason, string[]>();
  for (const { id } of trials) {
    const reason = placed.get(id)!;
    if (reason === 'control' || reason === 'treatment' || reason === 'other-agent') continue;
    byReason.set(reason as Reason, [...(byReason.get(reason as Reason) ?? []), id]);
  }
  return [...byReason]
    .map(([reason, ids]) => ({ reason, n: ids.length, sessions: ids.slice(-NAMED) }))
    .sort((a, b) => b.n - a.n || (a.reason < b.reason ? -1 : 1));
}

const isUnbalanced = (m: number, n: number): boolean => m + n > 0 && (m - n) ** 2 / (m + n) > UNBALANCED;
