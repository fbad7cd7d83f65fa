import { parseTime } from '../lib/time.ts';

/** What a field of somebody else's record holds, if it is what it should be; else null. Any field may be anything. */

export type Fields = Readonly<Record<string, unknown>>;

export const fieldsOf = (value: unknown): Fields | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;

const NONE: Fields = {};

/** The object, or an empty one: for records that are looked into deeply. */
export const fieldsIn = (value: unknown): Fields => fieldsOf(value) ?? NONE;

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** A name or id: a text of at most 200 characters. */
export const nameOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value.length <= 200 ? value : null;

export const countOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;

export const dollarsOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;

/** Milliseconds since 1970, within 2000 to 2100. */
export const msOf = (value: unknown): number | null =>
  typeof value === 'number' && value >= 946_684_800_000 && value < 4_133_980_800_000 ? Math.floor(value) : null;

/** Milliseconds since 1970 of an ISO 8601 text or of a number of milliseconds; null outside the years 2000 to 2100. */
export const timeOf = (value: unknown): number | null => (typeof value === 'string' ? parseTime(value) : msOf(value));

/** The value of a JSON text; undefined where it is none. */
export function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The JSON text of a value; empty for one that is nested too deeply to be written. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
