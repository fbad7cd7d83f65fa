import type { ManagedRecord } from '../contract.ts';

/** Whether every word of a query stands somewhere in a record's texts, in any case. */
export function mentions({ id, fields, body }: ManagedRecord, query: string): boolean {
  const texts = Object.values(fields).flatMap((value) =>
    typeof value === 'string' ? [value] : Array.isArray(value) ? value.map(String) : [],
  );
  const text = [id, ...texts, body].join('\n').toLowerCase();
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.includes(word));
}
