import type { ManagedRecord } from './contract.ts';

/** A field as a cell of a table: a time by its day, a list by its items. */
export function cellOf(record: ManagedRecord, name: string): string {
  const value = record.fields[name] ?? (record as unknown as Record<string, unknown>)[name];
  if (value === undefined || value === null) return '-';
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) return value.slice(0, 10);
  return Array.isArray(value)
    ? value.map(String).join(', ')
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
}
