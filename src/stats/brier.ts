/** A probability that was stated, and what came out: 1, 0, or between for what came true in part. */
export interface Judged {
  p: number;
  outcome: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Brier score: the mean squared distance of what was stated from what came out. 0 is perfect, 0.25 is what always saying
 * one half gives.
 *
 * Source: Brier (1950), the form for two outcomes; scikit-learn `brier_score_loss`.
 *
 * @throws RangeError without any pair
 * @example brier([{ p: 0.9, outcome: 1 }, { p: 0.2, outcome: 0 }]) is 0.025
 */
export function brier(pairs: readonly Judged[]): number {
  if (pairs.length === 0) throw new RangeError('brier needs at least one pair');
  return mean(pairs.map(({ p, outcome }) => (p - outcome) ** 2));
}

/**
 * Skill against always stating the base rate, which is the mean of these very outcomes: 1 is perfect, 0 no better, below 0
 * worse. Null where all outcomes are alike: then the base rate is perfect, too, and there is nothing to be better than.
 *
 * Source: Murphy (1973), Brier skill score with the sample climatology as reference.
 */
export function brierSkill(pairs: readonly Judged[]): { reference: number; skill: number | null } {
  const base = mean(pairs.map(({ outcome }) => outcome));
  const reference = brier(pairs.map(({ outcome }) => ({ p: base, outcome })));
  return { reference, skill: reference === 0 ? null : 1 - brier(pairs) / reference };
}

/** What was stated in one tenth of the scale, and how often it came true. */
export interface Bin {
  /** From, included, and to, left out but for 1. */
  from: number;
  to: number;
  n: number;
  stated: number;
  observed: number;
}

/** Reliability: ten equal bins by what was stated; empty ones are left out. Calibrated is `stated` near `observed`. */
export function reliability(pairs: readonly Judged[]): Bin[] {
  const binOf = ({ p }: Judged): number => Math.min(9, Math.floor(p * 10 + 1e-9));
  return Array.from({ length: 10 }, (_, at) => pairs.filter((pair) => binOf(pair) === at)).flatMap((inside, at) =>
    inside.length === 0
      ? []
      : [
          {
            from: at / 10,
            to: (at + 1) / 10,
            n: inside.length,
            stated: mean(inside.map(({ p }) => p)),
            observed: mean(inside.map(({ outcome }) => outcome)),
          },
        ],
  );
}
