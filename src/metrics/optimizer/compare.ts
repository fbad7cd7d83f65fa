import { count } from '../../lib/count.ts';
import { medianDifference } from '../../stats/bootstrap.ts';
import { detectableDifference, detectableRatio, detectableShift } from '../../stats/detectable.ts';
import { fisher } from '../../stats/fisher.ts';
import { hodgesLehmann, ratioShift } from '../../stats/hodges-lehmann.ts';
import { mannWhitney, normalQuantile } from '../../stats/mann-whitney.ts';
import { newcombe } from '../../stats/newcombe.ts';
import { median } from '../../stats/quantile.ts';
import { type Arms, newest } from './arms.ts';
import { known, type Measure, settled, successes, valuesOf } from './measures.ts';
import type { Evidence } from './rule.ts';
import { interval95, number, percent } from './say.ts';

/** Five looks at p < .0158 each keep all of them together at 5 % (Pocock). */
export const VERDICT_LEVEL = 0.9842;
const VERDICT_Z = normalQuantile(1 - (1 - VERDICT_LEVEL) / 2);
/** A change below a tenth is not worth a change. */
export const PRACTICAL = 0.1;
/** No verdict below this many values in an arm, whatever the config says. */
export const VERDICT_FROM = 10;
const DIRECTION_FROM = 5;

export type Verdict = 'improved' | 'regressed' | 'no difference' | 'undecided';

export interface Comparison {
  verdict: Verdict;
  /** Relative to before where that can be told: 0.2 is 20 % more. */
  change: number;
  p: number;
  evidence: () => Evidence[];
}

/** Neither arm may be empty of a metric, and small ones get no verdict: the sentence that says so, or null. */
export function tooFew(
  label: string,
  m: number,
  n: number,
  least: number,
  middle?: () => [string, string],
): string | null {
  if (m >= least && n >= least) return null;
  const counts = `${label}: ${count(m, 'value')} before, ${n} after; a verdict needs ${least} on each side`;
  if (!middle || m < DIRECTION_FROM || n < DIRECTION_FROM) return `${counts}.`;
  const [old, now] = middle();
  return `${counts} (so far ${old} -> ${now}).`;
}

/** From the verdict interval of a relative change: does it leave out zero, or stay within a tenth? */
function judge(change: number, interval: readonly [number, number] | null, worse: 'more' | 'less'): Verdict {
  if (!interval) return 'undecided';
  const up = worse === 'more' ? 'regressed' : 'improved';
  const down = worse === 'more' ? 'improved' : 'regressed';
  if (interval[0] > 0 && change >= PRACTICAL) return up;
  if (interval[1] < 0 && change <= -PRACTICAL) return down;
  return interval[0] >= -PRACTICAL && interval[1] <= PRACTICAL ? 'no difference' : 'undecided';
}

/** Success rates by Newcombe's interval, p by Fisher's test. Both arms need at least one settled run. */
export function compareSuccess(arms: Arms): Comparison {
  const { before, after, cut } = newest({ before: settled(arms.before), after: settled(arms.after) });
  const [m, n] = [before.length, after.length];
  const [first, second] = [
    [successes(before), m],
    [successes(after), n],
  ] as const;
  const seen = newcombe(first, second);
  const rate = first[0] / m;
  // A change relative to a rate of 0 has no meaning; then the difference itself counts.
  const unit = rate > 0 ? rate : 1;
  const { interval } = newcombe(first, second, VERDICT_Z);
  const change = seen.difference / unit;
  const visible = detectableDifference((first[0] + second[0]) / (m + n), m, n);
  return {
    verdict: judge(change, [interval[0] / unit, interval[1] / unit], 'less'),
    change,
    p: fisher(first, second),
    evidence: () => [
      {
        text: `success ${percent(rate)} of ${m} -> ${percent(second[0] / n)} of ${n}${cut ? ' (the newest 1,000 an arm)' : ''}: ${points(seen.difference)} (${interval95(seen.interval, points)}; visible from ${points(visible).slice(1)})`,
        n: m + n,
        value: seen.difference,
        interval: seen.interval,
      },
    ],
  };
}

const points = (difference: number): string =>
  `${difference < 0 ? '-' : '+'}${number(Math.abs(Math.round(difference * 1000) / 10))} points`;

/**
 * Another metric by Hodges-Lehmann's shift (a ratio for time and cost), p by Mann-Whitney. Null where a ratio makes no
 * sense: some values are zero or below.
 */
export function compareValues(arms: Arms, measure: Measure): Comparison | null {
  const { before, after, cut } = newest({
    before: known(arms.before, measure.of),
    after: known(arms.after, measure.of),
  });
  const [x, y] = [valuesOf(before, measure.of), valuesOf(after, measure.of)];
  const [m, n] = [x.length, y.length];
  const ratio = measure.scale === 'ratio';
  if (ratio && [...x, ...y].some((value) => value <= 0)) return null;
  const shiftBy = ratio ? ratioShift : hodgesLehmann;
  const strict = shiftBy(x, y, VERDICT_LEVEL);
  const middle = median(x);
  const unit = Math.abs(middle) > 0 ? Math.abs(middle) : 1;
  const relative = (value: number) => (ratio ? value - 1 : value / unit);
  const say = ratio
    ? (value: number) => `x${number(value)}`
    : (value: number) => `${value < 0 ? '' : '+'}${measure.say(value)}`;
  return {
    verdict: judge(
      relative(strict.shift),
      strict.interval && [relative(strict.interval[0]), relative(strict.interval[1])],
      measure.worse,
    ),
    change: relative(strict.shift),
    p: mannWhitney(x, y),
    evidence: () => {
      const shown = shiftBy(x, y, 0.95);
      const plain = medianDifference(x, y);
      const visible = ratio ? detectableRatio(x, y) : detectableShift(x, y);
      return [
        {
          text: `${measure.label} ${say(shown.shift)} (${interval95(shown.interval, say)}; n ${m} before, ${n} after${cut ? ', the newest 1,000 an arm' : ''}; visible from ${ratio ? `x${number(visible)}` : measure.say(visible)})`,
          n: m + n,
          value: shown.shift,
          interval: shown.interval,
        },
        {
          text: `median ${measure.label} ${measure.say(middle)} -> ${measure.say(median(y))}, difference ${measure.say(plain.value)} (bootstrap, ${interval95(plain.interval, measure.say)})`,
          n: m + n,
          value: plain.value,
          interval: plain.interval,
        },
      ];
    },
  };
}
