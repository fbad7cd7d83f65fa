import { medianAbsoluteDeviation, medianSorted } from 'simple-statistics';

/** A modified z-score above this is an outlier (Iglewicz & Hoaglin 1993). */
const LIMIT = 3.5;

/**
 * Which positive values are far above the rest, on the logarithmic scale, since costs and times grow by factors. The
 * yardstick is the median absolute deviation, which the outliers themselves cannot stretch.
 *
 * Assumes that most values lie around one centre. Source: Iglewicz & Hoaglin (1993): 0.6745 (x - median) / MAD > 3.5;
 * R `mad`. Where more than half of the values are equal (MAD 0), nothing is called an outlier.
 *
 * @param values positive, at least one
 * @returns indices of the high outliers, ascending; `highOutliers([1, 2, 3, 2, 1, 2, 900])` is [6]
 * @throws RangeError on empty input or values that are not positive
 */
export function highOutliers(values: readonly number[]): number[] {
  if (values.length === 0) throw new RangeError('outliers need at least one value');
  if (!values.every((value) => value > 0))
    throw new RangeError('outliers are sought on a log scale: values must be positive');
  const logs = values.map(Math.log);
  const centre = medianSorted([...logs].sort((a, b) => a - b));
  const mad = medianAbsoluteDeviation(logs);
  if (mad === 0) return [];
  return logs.flatMap((log, i) => ((0.6745 * (log - centre)) / mad > LIMIT ? [i] : []));
}
