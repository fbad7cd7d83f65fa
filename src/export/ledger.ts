import { join } from 'node:path';
import { sha256 } from '../lib/sha256.ts';
import { appendLines, scanLog } from '../store/log/log.ts';
import type { Project } from '../store/project.ts';
import type { Address } from './contract.ts';
import type { ExportItem } from './item.ts';

/**
 * What one backend acknowledged: a line for each item, with the hash of what it was told. One file an address, so that
 * another collector gets everything. It stays in `.kaizen/local/`; to delete it means to send everything again.
 */
export interface Ledger {
  file: string;
  /** Hash by kind and id. */
  known: Map<string, string>;
}

const keyOf = ({ kind, id }: ExportItem): string => `${kind} ${id}`;

export function readLedger(project: Project, name: string, { urls }: Address): Ledger {
  const where = sha256(Object.values(urls).join(' ')).slice(0, 8);
  const file = join(project.local, 'export', `${name}-${where}.jsonl`);
  const known = new Map<string, string>();
  scanLog([file], ({ key, hash }) => {
    if (typeof key === 'string' && typeof hash === 'string') known.set(key, hash);
  });
  return { file, known };
}

export const isAcknowledged = ({ known }: Ledger, item: ExportItem): boolean => known.get(keyOf(item)) === item.hash;

/** Notes items that a backend has; durable when it returns. */
export function acknowledge(ledger: Ledger, items: readonly ExportItem[]): void {
  appendLines(
    ledger.file,
    items.map((item) => JSON.stringify({ key: keyOf(item), hash: item.hash })),
  );
  for (const item of items) ledger.known.set(keyOf(item), item.hash);
}
