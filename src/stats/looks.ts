/**
 * Nominal level of each of k equally spaced looks, so that all of them together raise a false alarm in 5 % of the
 * experiments in which nothing changes. Source: Pocock (1977); computed anew by integrating the Brownian path over the
 * looks (scipy 1.17.1, normal increments on a grid of 2,401 points).
 */
const LEVELS = [
  0.95, 0.970614, 0.977948, 0.981789, 0.984186, 0.985841, 0.987063, 0.988007, 0.988762, 0.989382,
] as const;

/**
 * The level of the interval that one of `looks` planned looks may decide by.
 *
 * @param looks 1 to 10
 * @returns `levelOfLooks(5)` is 0.984186 (p < .0158)
 * @throws RangeError outside 1 to 10
 */
export function levelOfLooks(looks: number): number {
  const level = LEVELS[looks - 1];
  if (level === undefined) throw new RangeError(`between 1 and ${LEVELS.length} looks can be planned, got ${looks}`);
  return level;
}

/** What the looks before the last one leave of the 5 %, as a level for the last one. Computed as `LEVELS`. */
const LEFT = [0.95, 0.979386, 0.987938, 0.991755, 0.993855, 0.995162, 0.996044, 0.996675, 0.997145, 0.997509] as const;

/**
 * The level of a last look that sees more than was planned. Such a look hardly hangs together with those before it, so that
 * chance gets a further try: it may use only what they left of the 5 %, which holds however much more it sees.
 *
 * @param looks 1 to 10
 * @returns `levelBeyondPlan(5)` is 0.993855
 * @throws RangeError outside 1 to 10
 */
export function levelBeyondPlan(looks: number): number {
  const level = LEFT[looks - 1];
  if (level === undefined) throw new RangeError(`between 1 and ${LEFT.length} looks can be planned, got ${looks}`);
  return level;
}
