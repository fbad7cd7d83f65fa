import { parseTime } from '../lib/time.ts';
import { type Fields, fieldsOf, msOf } from './values.ts';

const NONE: Fields = {};

/** The object, or an empty one: for records that are looked into deeply. */
export const fieldsIn = (value: unknown): Fields => fieldsOf(value) ?? NONE;

/** Milliseconds since 1970 of an ISO 8601 text or of a number of milliseconds; null outside the years 2000 to 2100. */
export const timeOf = (value: unknown): number | null => (typeof value === 'string' ? parseTime(value) : msOf(value));
