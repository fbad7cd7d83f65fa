import { sampleStandardDeviation } from 'simple-statistics';
import { levelOfLooks } from '../stats/looks.ts';
import { differenceSeenBy, neededForRates, neededPerArm, shiftSeenBy } from '../stats/needed.ts';
import { median } from '../stats/quantile.ts';
import type { Experiment, Power } from './contract.ts';
import { ARM } from './effect.ts';
import type { Measure } from './measures.ts';

/** How much a metric scatters within an arm, in the unit in which arms are compared. */
export interface Scatter {
  kind: 'log' | 'difference' | 'rate';
  /** Standard deviation; of a rate the rate itself. */
  value: number;
  /** What a change of 1 is of: the control's median or rate. */
  unit: number;
}

/**
 * The scatter of one or two groups (pooled); null where it cannot be told or is zero.
 *
 * @param groups the first is the control
 */
export function scatterOf(groups: ReadonlyArray<readonly number[]>, scale: Measure['scale']): Scatter | null {
  const [first = [], ...others] = groups.map((values) => values.slice(-ARM)).filter((values) => values.length > 1);
  const all = [first, ...others].flat();
  if (first.length < 2) return null;
  if (scale === 'share') {
    const rate = all.reduce((a, b) => a + b, 0) / all.length;
    const own = first.reduce((a, b) => a + b, 0) / first.length;
    return { kind: 'rate', value: rate, unit: own > 0 ? own : 1 };
  }
  const least = Math.min(...all);
  const logs = (scale === 'ratio' && least > 0) || (scale === 'count' && least >= 0);
  const add = scale === 'count' && least === 0 ? 1 : 0;
  const squares = [first, ...others].map((values) => {
    const sd = sampleStandardDeviation(logs ? values.map((value) => Math.log(value + add)) : [...values]);
    return sd ** 2 * (values.length - 1);
  });
  const value = Math.sqrt(squares.reduce((a, b) => a + b, 0) / (all.length - squares.length));
  const middle = Math.abs(median(first));
  return value > 0 ? { kind: logs ? 'log' : 'difference', value, unit: middle > 0 ? middle : 1 } : null;
}

/** Sessions an arm that show a change in four of five cases, at the level of the planned looks. */
export function neededFor({ kind, value, unit }: Scatter, change: number, looks: number): number | null {
  const level = levelOfLooks(looks);
  if (change === 0 || (kind === 'log' && change <= -1)) return null;
  if (kind === 'rate') return neededForRates(value, change * unit, level);
  return neededPerArm(value, kind === 'log' ? Math.log(1 + change) : change * unit, level);
}

/** The smallest change in the wished direction, as a share above 0, that arms of these sizes show in four of five cases. */
export function detectableBy(
  { kind, value, unit }: Scatter,
  [m, n]: readonly [number, number],
  { looks, direction }: Pick<Experiment, 'looks' | 'direction'>,
): number {
  const level = levelOfLooks(looks);
  if (kind === 'rate') return differenceSeenBy(value, m, n, level) / unit;
  const shift = shiftSeenBy(value, m, n, level);
  if (kind === 'difference') return shift / unit;
  return direction === 'less' ? 1 - Math.exp(-shift) : Math.exp(shift) - 1;
}

const round = (value: number, digits: number): number => Number(value.toPrecision(digits));

/** What the history says of an experiment before it begins. */
export function powerOf(
  values: readonly number[],
  { scale }: Pick<Measure, 'scale'>,
  plan: Pick<Experiment, 'looks' | 'per_arm' | 'direction' | 'target_pct'>,
): Power {
  const scatter = scatterOf([values], scale);
  const { per_arm, target_pct, looks } = plan;
  const sign = plan.direction === 'less' ? -1 : 1;
  return {
    n: values.length,
    median: values.length === 0 || scale === 'share' ? null : round(median(values), 4),
    scatter: scatter === null || scatter.kind === 'rate' ? null : round(scatter.value, 3),
    detectable_pct: scatter && round(100 * detectableBy(scatter, [per_arm, per_arm], plan), 3),
    needed_per_arm: scatter && target_pct !== null ? neededFor(scatter, (sign * target_pct) / 100, looks) : null,
  };
}
