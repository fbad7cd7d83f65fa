import { errorFunction } from 'simple-statistics';

/** Above this product of the sizes the normal approximation stands in for the exact distribution. */
const EXACT_PAIRS = 2500;

const tails = new Map<string, Float64Array>();

/**
 * The exact chances of Mann-Whitney's U = 0, 1, … up to half of its range, for groups that do not differ and have no
 * ties. Recurrence of Mann & Whitney (1947) on probabilities, all of them positive, hence stable.
 */
function lowerHalf(m: number, n: number): Float64Array {
  const key = `${m} ${n}`;
  const known = tails.get(key);
  if (known) return known;
  const size = Math.floor((m * n) / 2) + 1;
  let row = Array.from({ length: n + 1 }, () => Float64Array.of(1));
  for (let i = 1; i <= m; i++) {
    const next = [Float64Array.of(1)];
    for (let j = 1; j <= n; j++) {
      const left = next[j - 1]!;
      const up = row[j]!;
      const chances = new Float64Array(Math.min(size, i * j + 1));
      for (let u = 0; u < chances.length; u++)
        chances[u] = (i * (u >= j ? (up[u - j] ?? 0) : 0) + j * (left[u] ?? 0)) / (i + j);
      next.push(chances);
    }
    row = next;
  }
  tails.set(key, row[n]!);
  return row[n]!;
}

/**
 * How many of the smallest (and of the largest) of the m·n differences may lie outside an interval for the shift, so
 * that it still covers at least `level`. Conservative: the level that is held is never below the one asked for. For
 * large groups from the normal approximation, one rank wider than it says.
 *
 * @param m size of one group, at least 1
 * @param n size of the other
 * @param level 0..1, such as 0.95
 * @returns c; the interval runs from the c-th smallest to the c-th largest difference, and 0 means that the groups are
 *   too small for the level; `outerRank(5, 5, 0.95)` is 3 (the classical table: U <= 2)
 */
export function outerRank(m: number, n: number, level: number): number {
  if (!(m >= 1 && n >= 1)) throw new RangeError('a rank interval needs at least one value in each group');
  const tail = (1 - level) / 2;
  if (m * n <= EXACT_PAIRS) {
    const chances = lowerHalf(Math.min(m, n), Math.max(m, n));
    let sum = 0;
    for (let c = 0; c < chances.length; c++) {
      sum += chances[c]!;
      if (sum > tail * (1 + 1e-12)) return c;
    }
    return chances.length;
  }
  const sd = Math.sqrt((m * n * (m + n + 1)) / 12);
  return Math.max(0, Math.floor((m * n) / 2 - 0.5 - normalQuantile(1 - tail) * sd) - 1);
}

/** Inverse of the normal distribution by bisection; a dozen calls a run do not deserve a fitted polynomial. */
export function normalQuantile(p: number): number {
  let [low, high] = [-9, 9];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalBelow(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const normalBelow = (z: number): number => (1 + errorFunction(z / Math.SQRT2)) / 2;

/**
 * Mann-Whitney's test: do the values of one group tend to be larger? It uses ranks alone, so skew and outliers do no
 * harm. Exact without ties and up to 2,500 pairs, else normal with correction for ties and continuity.
 *
 * Assumes independent values. Source: Mann & Whitney (1947); scipy `mannwhitneyu`, R `wilcox.test`.
 *
 * @param first at least one value
 * @param second at least one value
 * @returns two-sided p; `mannWhitney([1, 2, 3], [4, 5, 6, 7])` is 2/35
 * @throws RangeError on empty input
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): number {
  const [m, n] = [first.length, second.length];
  if (m === 0 || n === 0) throw new RangeError('mannWhitney needs at least one value in each group');
  const all = [...first.map((value) => ({ value, own: 1 })), ...second.map((value) => ({ value, own: 0 }))];
  all.sort((a, b) => a.value - b.value);
  let rankSum = 0;
  let ties = 0;
  for (let i = 0; i < all.length; ) {
    let end = i;
    let own = 0;
    while (end < all.length && all[end]!.value === all[i]!.value) own += all[end++]!.own;
    const count = end - i;
    rankSum += own * ((i + 1 + end) / 2);
    ties += count ** 3 - count;
    i = end;
  }
  const u = rankSum - (m * (m + 1)) / 2;
  const smaller = Math.min(u, m * n - u);
  if (ties === 0 && m * n <= EXACT_PAIRS) {
    const chances = lowerHalf(Math.min(m, n), Math.max(m, n));
    let sum = 0;
    for (let c = 0; c <= smaller; c++) sum += chances[c]!;
    return Math.min(1, 2 * sum);
  }
  const total = m + n;
  const variance = ((m * n) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (variance <= 0) return 1;
  const z = Math.max(0, (m * n) / 2 - smaller - 0.5) / Math.sqrt(variance);
  return Math.min(1, 2 * (1 - normalBelow(z)));
}
