const DAY = 86_400_000;

/** A stretch of the time axis: a day, a week from Monday on, or a month. */
export interface Span {
  /** ISO date of its first day. */
  start: string;
  /** As it is called on the axis and in tables. */
  name: string;
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

const startOf = {
  day: (day: string) => day,
  week: (day: string) => {
    const ms = Date.parse(day);
    return dayOf(ms - ((new Date(ms).getUTCDay() + 6) % 7) * DAY);
  },
  month: (day: string) => `${day.slice(0, 7)}-01`,
};

const next = {
  day: (start: string) => dayOf(Date.parse(start) + DAY),
  week: (start: string) => dayOf(Date.parse(start) + 7 * DAY),
  month: (start: string) => startOf.month(dayOf(Date.parse(start) + 32 * DAY)),
};

/**
 * Cuts the time from the first to the last of some days into at most about a hundred spans, none left out.
 *
 * @param days ISO dates, at least one
 * @returns the spans, and which of them a day belongs to
 */
export function spansOf(days: readonly string[]): {
  kind: 'day' | 'week' | 'month';
  spans: Span[];
  of: (day: string) => number;
} {
  const sorted = [...days].sort();
  const [first, last] = [sorted[0]!, sorted.at(-1)!];
  const length = (Date.parse(last) - Date.parse(first)) / DAY;
  const kind = length <= 90 ? 'day' : length <= 700 ? 'week' : 'month';
  const spans: Span[] = [];
  for (let start = startOf[kind](first); start <= last; start = next[kind](start)) {
    spans.push({ start, name: kind === 'day' ? start : kind === 'week' ? `week of ${start}` : start.slice(0, 7) });
  }
  const places = new Map(spans.map(({ start }, place) => [start, place]));
  return { kind, spans, of: (day) => places.get(startOf[kind](day))! };
}
