import { KaError } from './errors.ts';
import { isoTime, parseTime } from './time.ts';

/** A day means its end: `--as-of 2026-11-14` holds what happened on that day. @throws KaError `bad-time` */
export function asOfTime(text: string, line: string): string {
  const at = parseTime(text);
  if (at === null)
    throw new KaError('bad-time', `--as-of "${text.slice(0, 40)}" is no date of the years 2000 to 2100.`, line);
  return isoTime(/^\d{4}-\d\d-\d\d$/.test(text) ? at + 86_400_000 - 1 : at);
}
