const BARS = '▁▂▃▄▅▆▇█';

/**
 * Values as one line of bars between their least and greatest; a gap where a value is unknown.
 *
 * @param width at most so many of the last values
 * @param ends what the lowest and the highest bar mean, where that is fixed
 * @returns `sparkline([1, 2, 3])` is `▁▅█`
 */
export function sparkline(
  values: readonly (number | null)[],
  width = 20,
  ends?: readonly [low: number, high: number],
): string {
  const last = values.slice(-width);
  const known = last.filter((value) => value !== null);
  const [low, high] = ends ?? [Math.min(...known), Math.max(...known)];
  return last
    .map((value) => {
      if (value === null) return ' ';
      if (high === low) return BARS[3];
      return BARS[Math.round(((value - low) / (high - low)) * (BARS.length - 1))];
    })
    .join('');
}

/** Between what a sparkline of the same values runs: `$0.1 to $3.2`; empty where nothing is known. */
export function scale(values: readonly (number | null)[], width: number, say: (value: number) => string): string {
  const known = values.slice(-width).filter((value) => value !== null);
  const [low, high] = [say(Math.min(...known)), say(Math.max(...known))];
  return known.length === 0 ? '' : low === high ? low : `${low} to ${high}`;
}
