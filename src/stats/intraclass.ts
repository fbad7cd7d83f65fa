import { mulberry32, seedOf } from './mulberry32.ts';

const SHUFFLES = 499;

/** One-way analysis of variance: the estimate of the intraclass correlation, not cut at 0. */
function estimate(values: Float64Array, sizes: readonly number[]): number {
  const n = values.length;
  const k = sizes.length;
  let total = 0;
  for (const value of values) total += value;
  let [between, within, at] = [0, 0, 0];
  for (const size of sizes) {
    let sum = 0;
    for (let i = at; i < at + size; i++) sum += values[i]!;
    const mean = sum / size;
    between += size * (mean - total / n) ** 2;
    for (let i = at; i < at + size; i++) within += (values[i]! - mean) ** 2;
    at += size;
  }
  const [msb, msw] = [between / (k - 1), within / (n - k)];
  // The size that groups of unequal sizes count as.
  const m = (n - sizes.reduce((sum, size) => sum + size * size, 0) / n) / (k - 1);
  const scale = msb + (m - 1) * msw;
  return scale === 0 ? 0 : (msb - msw) / scale;
}

/**
 * How alike values of one group are: the share of the scatter that lies between groups (intraclass correlation, one-way
 * random effects), with the chance of at least as much, if the groups meant nothing, by 499 shuffles seeded from the values.
 *
 * Source: Donner (1986), ANOVA estimator with n0 for unequal sizes; R `ICC::ICCbare`.
 *
 * @param groups none of them empty, in any order
 * @returns `value` in 0..1; null with fewer than two groups, or none of more than one value
 */
export function intraclass(groups: ReadonlyArray<readonly number[]>): { value: number; p: number } | null {
  const sizes = groups.map(({ length }) => length);
  const n = sizes.reduce((a, b) => a + b, 0);
  if (groups.length < 2 || n <= groups.length) return null;
  const values = Float64Array.from(groups.flat());
  const seen = estimate(values, sizes);
  const random = mulberry32(
    seedOf(
      Array.from(values).sort((a, b) => a - b),
      sizes,
    ),
  );
  let extreme = 1;
  for (let round = 0; round < SHUFFLES; round++) {
    for (let i = n - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1));
      [values[i], values[j]] = [values[j]!, values[i]!];
    }
    if (estimate(values, sizes) >= seen) extreme++;
  }
  return { value: Math.min(1, Math.max(0, seen)), p: extreme / (SHUFFLES + 1) };
}
