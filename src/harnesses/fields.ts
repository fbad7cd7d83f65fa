import { parseTime } from '../lib/time.ts';

/** An object of a transcript, of which nothing is known but that it is one. */
export type Fields = Readonly<Record<string, unknown>>;

const NONE: Fields = {};
const [FIRST_TIME, LAST_TIME] = [Date.UTC(2000, 0, 1), Date.UTC(2101, 0, 1)];

/** What a transcript holds is anyone's: each field is taken only as what it should be. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object, or an empty one. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : NONE);

/** The list, or an empty one. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The text, if it is one and not empty. */
export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** A safe integer from 0 on; else null, which is unknown. */
export const countOf = (value: unknown): number | null =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;

/** Milliseconds since 1970 of an ISO 8601 text or of a number of milliseconds; null outside the years 2000 to 2100. */
export const timeOf = (value: unknown): number | null => {
  if (typeof value === 'string') return parseTime(value);
  return typeof value === 'number' && value >= FIRST_TIME && value < LAST_TIME ? Math.floor(value) : null;
};
