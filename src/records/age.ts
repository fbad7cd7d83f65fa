import type { ManagedRecord } from './contract.ts';

type Aged = Pick<ManagedRecord, 'id' | 'created'>;

/**
 * Orders records by when they were made; without a time first. For `sort`. Of one millisecond by id, so that every clone has
 * the same order: one clone makes no two such records of one thing where the newest counts (`momentFor`), and of those of two clones neither
 * is the newer.
 */
export function byAge(a: Aged, b: Aged): number {
  const [from, to] = [a.created ?? '', b.created ?? ''];
  if (from !== to) return from < to ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
