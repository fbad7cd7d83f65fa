import { fisher } from '../stats/fisher.ts';
import { hodgesLehmann, ratioShift, type Shift } from '../stats/hodges-lehmann.ts';
import { mannWhitney, normalQuantile } from '../stats/mann-whitney.ts';
import { newcombe } from '../stats/newcombe.ts';
import { median } from '../stats/quantile.ts';
import type { Measure } from './measures.ts';

/** More values than this an arm would not change a verdict, only the time it takes; the newest count. */
export const ARM = 1000;

/** What the treatment changed, relative to the control: -0.18 is 18 % less. */
export interface Effect {
  change: number;
  /** Null where the arms are too small for that level. */
  interval: [number, number] | null;
  /** How it was compared: a ratio, a ratio of values + 1, a difference (relative to the control's median or rate). */
  scale: 'ratio' | 'ratio + 1' | 'difference' | 'rates';
}

const within = (interval: Shift['interval'], of: (value: number) => number): [number, number] | null =>
  interval && [of(interval[0]), of(interval[1])];

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/**
 * The effect by Hodges-Lehmann (rates by Newcombe), with the interval of a level.
 *
 * @param control at least one value; at most the last 1,000 of each arm enter
 * @throws RangeError on empty arms
 */
export function effectOf(
  control: readonly number[],
  treatment: readonly number[],
  scale: Measure['scale'],
  level: number,
): Effect {
  const [x, y] = [control.slice(-ARM), treatment.slice(-ARM)];
  if (scale === 'share') {
    const { difference, interval } = newcombe([sum(x), x.length], [sum(y), y.length], normalQuantile((1 + level) / 2));
    // A change relative to a rate of 0 has no meaning; then the difference itself counts.
    const unit = sum(x) > 0 ? sum(x) / x.length : 1;
    return { change: difference / unit, interval: within(interval, (value) => value / unit), scale: 'rates' };
  }
  const least = Math.min(...x, ...y);
  if ((scale === 'ratio' && least > 0) || (scale === 'count' && least >= 0)) {
    const add = scale === 'count' && least === 0 ? 1 : 0;
    const grown = (values: readonly number[]): number[] => values.map((value) => value + add);
    const { shift, interval } = ratioShift(grown(x), grown(y), level);
    return {
      change: shift - 1,
      interval: within(interval, (value) => value - 1),
      scale: add === 0 ? 'ratio' : 'ratio + 1',
    };
  }
  const { shift, interval } = hodgesLehmann(x, y, level);
  const middle = Math.abs(median(x));
  const unit = middle > 0 ? middle : 1;
  return { change: shift / unit, interval: within(interval, (value) => value / unit), scale: 'difference' };
}

/** Two-sided p of no change: Mann-Whitney, of rates Fisher. */
export function chanceOf(control: readonly number[], treatment: readonly number[], scale: Measure['scale']): number {
  const [x, y] = [control.slice(-ARM), treatment.slice(-ARM)];
  return scale === 'share' ? fisher([sum(x), x.length], [sum(y), y.length]) : mannWhitney(x, y);
}
