import { daysOf } from '../../lib/time.ts';

/** Days of each month; the 29th of February is left to those who know the year. */
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const [DASH, T, COLON, DOT, Z] = [0x2d, 0x54, 0x3a, 0x2e, 0x5a];

/**
 * The time that 24 bytes are: milliseconds since 1970 of `yyyy-mm-ddThh:mm:ss.mmmZ`, as `Date.parse` gives them. Null for
 * any other text, and for the last day of a leap year's February.
 */
export function timeAt(bytes: Uint8Array, from: number): number | null {
  const sign = (place: number): number => bytes[from + place]!;
  if (sign(4) !== DASH || sign(7) !== DASH || sign(10) !== T || sign(13) !== COLON || sign(16) !== COLON) return null;
  if (sign(19) !== DOT || sign(23) !== Z) return null;
  const two = (place: number): number => digit(sign(place)) * 10 + digit(sign(place + 1));
  const [month, day, hour, minute, second] = [two(5), two(8), two(11), two(14), two(17)];
  if (!(day >= 1 && day <= (DAYS[month - 1] ?? 0) && hour <= 23 && minute <= 59 && second <= 59)) return null;
  const days = daysOf(two(0) * 100 + two(2), month, day);
  const ms = two(20) * 10 + digit(sign(22));
  const time = (((days * 24 + hour) * 60 + minute) * 60 + second) * 1000 + ms;
  return Number.isNaN(time) ? null : time;
}

const digit = (sign: number): number => (sign >= 0x30 && sign <= 0x39 ? sign - 0x30 : Number.NaN);
