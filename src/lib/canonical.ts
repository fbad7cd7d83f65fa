import { KaError } from './errors.ts';

/**
 * The one JSON text of a value, whatever the order of its keys: what ids are hashed over and ties are broken by.
 * Keys sort by UTF-16 code units, numbers print as ECMAScript prints them, absent values are left out.
 * Source: RFC 8785, but a lone surrogate is escaped (as in our logs) where the RFC gives up.
 *
 * @throws KaError `bad-number` for NaN and the infinities, which JSON lacks
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new KaError('bad-number', `${value} is no number that JSON can hold.`);
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const object = value as Record<string, unknown>;
  const keys = Object.keys(object).filter((key) => object[key] !== undefined);
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`)
    .join(',')}}`;
}
