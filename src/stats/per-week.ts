const WEEK_MS = 7 * 86_400_000;

/**
 * How much of something there is in a week, from the first time that it was seen to the last: before that nobody measured.
 *
 * @param total counted or summed over that time; a shorter time than a week counts as one
 * @param first milliseconds
 * @param last milliseconds
 */
export const perWeek = (total: number, first: number, last: number): number =>
  total / Math.max(1, (last - first) / WEEK_MS);
