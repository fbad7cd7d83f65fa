import type { ExecutionRecord } from '../contract.ts';
import { ARM } from './measures.ts';
import { type Counts, changedMix } from './mix.ts';

/** Two groups of executions to compare; each oldest first, at most the newest 1,000. */
export interface Arms {
  before: ExecutionRecord[];
  after: ExecutionRecord[];
}

/**
 * The newest period and the one before it, three times as long where there is so much: a quarter of the history, at
 * least `least` and at most 50 runs. A longer baseline costs nothing and steadies the comparison.
 */
export function periods(records: readonly ExecutionRecord[], least: number): Arms {
  const width = Math.max(least, Math.min(50, Math.floor(records.length / 4)));
  const cut = Math.max(0, records.length - width);
  return { before: records.slice(Math.max(0, cut - 3 * width), cut), after: records.slice(cut) };
}

/** The runs under the newest definition against those under the one before it; null while there is only one. */
export function definitions(records: readonly ExecutionRecord[]): (Arms & { oldHash: string; newHash: string }) | null {
  const newHash = records.findLast((record) => record.definition)?.definition;
  const oldHash = records.findLast((record) => record.definition && record.definition !== newHash)?.definition;
  if (!newHash || !oldHash) return null;
  const under = (hash: string) => records.filter((record) => record.definition === hash);
  return { before: under(oldHash), after: under(newHash), oldHash, newHash };
}

type Fact = (record: ExecutionRecord) => string | null | undefined;

export const model: Fact = (record) => record.model;
export const harnessVersion: Fact = (record) =>
  record.harness_version ? `${record.harness ?? ''} ${record.harness_version}`.trim() : record.harness;
export const priceTable: Fact = (record) => record.price;
export const definition: Fact = (record) => record.definition?.slice(0, 12);

function countsOf(records: readonly ExecutionRecord[], fact: Fact): Counts {
  const counts = new Map<string, number>();
  for (const record of records) {
    const value = fact(record);
    if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

/**
 * Names what else changed between the arms, so that no difference may be laid at one door: `the model (a -> b)`.
 * Null if nothing did, or if it is not known.
 */
export function confounder(arms: Arms, facts: Readonly<Record<string, Fact>>): string | null {
  for (const [name, fact] of Object.entries(facts)) {
    const changed = changedMix(countsOf(arms.before, fact), countsOf(arms.after, fact), name);
    if (changed) return changed;
  }
  return null;
}

/** Each arm's newest 1,000. */
export const newest = (arms: Arms): Arms & { cut: boolean } => ({
  before: arms.before.slice(-ARM),
  after: arms.after.slice(-ARM),
  cut: arms.before.length > ARM || arms.after.length > ARM,
});
