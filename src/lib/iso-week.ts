import { isoTime } from './time.ts';

const DAY = 86_400_000;

/** The ISO 8601 week of a time in UTC, `2026-W47`: weeks begin on Monday, the first one holds January 4. */
export function isoWeek(ms: number): string {
  const midnight = Math.floor(ms / DAY) * DAY;
  // 1970-01-01 was a Thursday; the week belongs to the year of its Thursday.
  const thursday = midnight + (3 - ((Math.floor(ms / DAY) + 3) % 7)) * DAY;
  const year = isoTime(thursday).slice(0, 4);
  const first = Date.parse(`${year}-01-01T00:00:00.000Z`);
  return `${year}-W${String(Math.floor((thursday - first) / (7 * DAY)) + 1).padStart(2, '0')}`;
}
