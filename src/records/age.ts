import type { ManagedRecord } from './contract.ts';

type Aged = Pick<ManagedRecord, 'id' | 'created'>;

/** Orders records by when they were made, then by id; without a time first. For `sort`. */
export function byAge(a: Aged, b: Aged): number {
  const [from, to] = [a.created ?? '', b.created ?? ''];
  if (from !== to) return from < to ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
