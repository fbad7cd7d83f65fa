import { atMost } from '../../stats/binomial.ts';
import { medianInterval } from '../../stats/median-interval.ts';
import { median } from '../../stats/quantile.ts';
import { PRACTICAL } from './compare.ts';
import type { Evidence } from './rule.ts';
import { interval95 } from './say.ts';

/** How the middle of some values stands to a limit. */
export interface AgainstLimit {
  missed: boolean;
  /** By more than a tenth of the limit: worth saying even where it is not proven. */
  clearly: boolean;
  /** One-sided sign test of "at least half of the runs keep the limit". */
  p: number;
  evidence: Evidence;
}

/**
 * Compares the median with a limit by the sign test: runs on the wrong side against those on the right one; a run on
 * the limit keeps it. No assumption on the distribution.
 *
 * @param values at least one
 * @param worse which side of the limit is the wrong one
 */
export function againstLimit(
  values: readonly number[],
  limit: number,
  worse: 'more' | 'less',
  label: string,
  say: (value: number) => string,
): AgainstLimit {
  const n = values.length;
  const kept = values.filter((value) => (worse === 'more' ? value <= limit : value >= limit)).length;
  const middle = median(values);
  const interval = medianInterval(values);
  const gap = worse === 'more' ? middle - limit : limit - middle;
  return {
    missed: gap > 0,
    clearly: gap > PRACTICAL * Math.abs(limit),
    p: atMost(kept, n, 0.5),
    evidence: {
      text: `median ${label} ${say(middle)} (${interval95(interval, say)}; n ${n}), limit ${say(limit)}, kept by ${kept} of ${n}`,
      n,
      value: middle,
      interval,
    },
  };
}
