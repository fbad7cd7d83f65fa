const DAY_MS = 86_400_000;
const SHAPE =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:[Zz]|([+-])(\d\d):?(\d\d))?)?$/;

const pad = (n: number, digits = 2): string => String(n).padStart(digits, '0');

/** Days since 1970-01-01 of a civil date. Source: Howard Hinnant, chrono-compatible low-level date algorithms. */
export function daysOf(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The inverse of `daysOf`; same source. */
function dateOf(days: number): [year: number, month: number, day: number] {
  const z = days + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const m = Math.floor((5 * dayOfYear + 2) / 153);
  const month = m < 10 ? m + 3 : m - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - Math.floor((153 * m + 2) / 5) + 1];
}

/** A time as ka writes it: UTC, milliseconds, `Z`. By hand: a cold `Date` formatter costs a hot command 0.2 ms. */
export function isoTime(ms: number): string {
  const whole = Math.floor(ms);
  const days = Math.floor(whole / DAY_MS);
  const rest = whole - days * DAY_MS;
  const [year, month, day] = dateOf(days);
  const [h, m, s] = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60, Math.floor(rest / 1000) % 60];
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}T${pad(h)}:${pad(m)}:${pad(s)}.${pad(rest % 1000, 3)}Z`;
}

/**
 * Milliseconds since 1970 of an ISO 8601 date or time, cut to milliseconds; without a zone it is UTC.
 * Null for what is no such time, a day that the calendar lacks, or a year outside 2000 to 2100.
 */
export function parseTime(text: string): number | null {
  const found = SHAPE.exec(text);
  if (!found) return null;
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const [h, m, s] = [Number(found[4] ?? 0), Number(found[5] ?? 0), Number(found[6] ?? 0)];
  const [zoneH, zoneM] = [Number(found[9] ?? 0), Number(found[10] ?? 0)];
  if (year < 2000 || year > 2100 || h > 23 || m > 59 || s > 59 || zoneH > 23 || zoneM > 59) return null;
  const days = daysOf(year, month, day);
  const [, sameMonth, sameDay] = dateOf(days);
  if (month < 1 || month > 12 || sameMonth !== month || sameDay !== day) return null;
  const zone = (zoneH * 60 + zoneM) * (found[8] === '-' ? -60_000 : 60_000);
  return (
    days * DAY_MS + h * 3_600_000 + m * 60_000 + s * 1000 + Number((found[7] ?? '').padEnd(3, '0').slice(0, 3)) - zone
  );
}
