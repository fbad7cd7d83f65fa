import { levelBeyondPlan, levelOfLooks } from '../stats/looks.ts';
import type { Experiment, Sample, Verdict } from './contract.ts';
import { type Effect, effectOf } from './effect.ts';
import type { Measure } from './measures.ts';

/** A change below a tenth is not worth a change. */
export const PRACTICAL = 0.1;
/** Below so many values an arm there is nothing to compare, only facts. */
export const DIRECTION_FROM = 5;
/** No verdict below this many values in an arm. */
export const VERDICT_FROM = 10;

export type Plan = Pick<Experiment, 'looks' | 'per_arm' | 'direction' | 'target_pct'>;

/** What one planned look saw. */
export interface Look {
  control: number;
  treatment: number;
  /** Until when sessions entered. */
  until: string;
  effect: Effect;
  verdict: Exclude<Verdict, 'confounded'>;
}

export interface Decision {
  /** Values an arm at each planned look, none below ten; the last one is the end of the window, whatever there is then. */
  sizes: number[];
  /** Looks that there was enough data for, up to the one that decided. */
  taken: Look[];
  verdict: Exclude<Verdict, 'confounded'>;
}

/** Equal shares of the planned sessions, none below ten. */
export const lookSizes = ({ looks, per_arm }: Pick<Plan, 'looks' | 'per_arm'>): number[] => [
  ...new Set(Array.from({ length: looks }, (_, i) => Math.max(VERDICT_FROM, Math.ceil((per_arm * (i + 1)) / looks)))),
];

/** The verdict that an interval of the looks' level allows (design.md 8). */
export function judge(
  { change, interval }: Effect,
  { direction, target_pct }: Omit<Plan, 'looks' | 'per_arm'>,
): Look['verdict'] {
  if (interval === null) return 'undecided';
  const sign = direction === 'less' ? -1 : 1;
  const gain = change * sign;
  const [low, high] = sign > 0 ? interval : [-interval[1], -interval[0]];
  const target = target_pct === null ? null : target_pct / 100;
  // Who asks for 5 % is content with 5 %.
  if (low > 0 && gain >= Math.min(PRACTICAL, target ?? PRACTICAL))
    return target !== null && gain >= target ? 'met' : 'improved';
  if (high < 0 && gain <= -PRACTICAL) return 'regressed';
  return low >= -PRACTICAL && high <= PRACTICAL ? 'no difference' : 'undecided';
}

/**
 * Decides by the planned looks. A look is an amount of data, not a run of the command: each but the last is due as soon as
 * both arms have its number of values, and sees those that were there then; the last one is due when the window closes or the
 * experiment is concluded, and sees all. So reports may be read at will, and the same data give the same verdict. The first
 * look that decides stands.
 *
 * @param control by time
 * @param treatment by time
 * @param closed no further session can come
 */
export function decide(
  control: readonly Sample[],
  treatment: readonly Sample[],
  measure: Pick<Measure, 'scale'>,
  plan: Plan,
  closed: boolean,
): Decision {
  const sizes = lookSizes(plan);
  const taken: Look[] = [];
  const look = (until: string, level: number): Look => {
    const seen = (samples: readonly Sample[]): number[] =>
      samples.filter(({ at }) => at <= until).map(({ value }) => value);
    const [x, y] = [seen(control), seen(treatment)];
    const effect = effectOf(x, y, measure.scale, level);
    return { control: x.length, treatment: y.length, until, effect, verdict: judge(effect, plan) };
  };
  const least = Math.min(control.length, treatment.length);
  const level = levelOfLooks(plan.looks);
  const due = sizes
    .slice(0, -1)
    .filter((size) => size <= least)
    .map((size) => ({ until: later(control[size - 1]!.at, treatment[size - 1]!.at), level }));
  if (closed && least >= VERDICT_FROM) {
    const until = later(control.at(-1)!.at, treatment.at(-1)!.at);
    due.push({ until, level: least > plan.per_arm ? levelBeyondPlan(plan.looks) : level });
  }
  for (const { until, level: own } of due) {
    taken.push(look(until, own));
    if (taken.at(-1)!.verdict !== 'undecided') break;
  }
  return { sizes, taken, verdict: taken.at(-1)?.verdict ?? 'undecided' };
}

const later = (a: string, b: string): string => (a > b ? a : b);
