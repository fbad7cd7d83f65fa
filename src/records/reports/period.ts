import { KaError } from '../../lib/errors.ts';
import { isoWeek } from '../../lib/iso-week.ts';
import { isoTime } from '../../lib/time.ts';
import type { Period } from './contract.ts';

const DAY = 86_400_000;
const DAYS = { week: 7, month: 30, year: 365 } as const;

export type Unit = keyof typeof DAYS;

/** The last 7, 30 or 365 days before a time, which is included. */
export function rollingPeriod(unit: Unit | number, until: string): Period {
  const days = typeof unit === 'number' ? unit : DAYS[unit];
  // One millisecond later: the newest record is in it.
  const end = Date.parse(until) + 1;
  const day = until.slice(0, 10);
  return {
    name: `${days} days to ${day}`,
    slug: `${days}-days-to-${day}`,
    from: isoTime(end - days * DAY),
    to: isoTime(end),
  };
}

/** Monday of an ISO week. Source: ISO 8601, the first week holds January 4. */
function mondayOf(year: number, week: number): number {
  const fourth = Date.UTC(year, 0, 4);
  const weekday = (new Date(fourth).getUTCDay() + 6) % 7;
  return fourth - weekday * DAY + (week - 1) * 7 * DAY;
}

/**
 * A week, month or year of the calendar in UTC: `2026-W47`, `2026-11`, `2026`.
 *
 * @throws KaError `bad-period`
 */
export function calendarPeriod(text: string): Period {
  const period = (from: number, to: number): Period => ({
    name: text,
    slug: text,
    from: isoTime(from),
    to: isoTime(to),
  });
  const week = /^(\d{4})-W(\d\d)$/.exec(text);
  if (week) {
    const from = mondayOf(Number(week[1]), Number(week[2]));
    if (isoWeek(from) === text) return period(from, from + 7 * DAY);
  }
  const month = /^(\d{4})-(\d\d)$/.exec(text);
  if (month && Number(month[2]) >= 1 && Number(month[2]) <= 12)
    return period(Date.UTC(Number(month[1]), Number(month[2]) - 1), Date.UTC(Number(month[1]), Number(month[2])));
  if (/^(?:19|20)\d\d$/.test(text)) return period(Date.UTC(Number(text), 0), Date.UTC(Number(text) + 1, 0));
  throw new KaError(
    'bad-period',
    `--calendar "${text.slice(0, 40)}" is no week, month or year.`,
    'ka report weekly --calendar 2026-W47',
  );
}

/** The week, month or year of the calendar that holds a time. */
export const calendarNow = (unit: Unit, until: string): string =>
  unit === 'week' ? isoWeek(Date.parse(until)) : until.slice(0, unit === 'month' ? 7 : 4);

/** Whether a record's time lies in a period; without one all do. */
export const isIn = (period: Period | null, time: string | undefined): boolean =>
  period === null || (time !== undefined && time >= period.from && time < period.to);
