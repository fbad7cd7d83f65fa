import type { ExecutionRecord } from './contract.ts';
import { ARM } from './measures.ts';
import { plain } from './say.ts';

/** Two groups of executions to compare; each oldest first, at most the newest 1,000. */
export interface Arms {
  before: ExecutionRecord[];
  after: ExecutionRecord[];
}

/** A value counts as changed between the arms once more than this share of the runs moved to it. */
const MOVED = 0.1;

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

function shares(records: readonly ExecutionRecord[], fact: Fact): Map<string, number> {
  const counts = new Map<string, number>();
  let total = 0;
  for (const record of records) {
    const value = fact(record);
    if (!value) continue;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    total++;
  }
  for (const [value, count] of counts) counts.set(value, count / total);
  return counts;
}

/** Most frequent value; ties by name. */
const usual = (counts: Map<string, number>): string =>
  [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]![0];

/**
 * Names what else changed between the arms, so that no difference may be laid at one door: `the model (a -> b)`.
 * Null if nothing did, or if it is not known. Measured by total variation distance of the shares.
 */
export function confounder(arms: Arms, facts: Readonly<Record<string, Fact>>): string | null {
  for (const [name, fact] of Object.entries(facts)) {
    const [before, after] = [shares(arms.before, fact), shares(arms.after, fact)];
    if (before.size === 0 || after.size === 0) continue;
    let distance = 0;
    for (const value of new Set([...before.keys(), ...after.keys()]))
      distance += Math.abs((before.get(value) ?? 0) - (after.get(value) ?? 0)) / 2;
    if (distance <= MOVED) continue;
    const [old, now] = [usual(before), usual(after)].map((value) => plain(value).slice(0, 40));
    return old === now ? `the mix of ${name}s` : `the ${name} (${old} -> ${now})`;
  }
  return null;
}

/** Each arm's newest 1,000. */
export const newest = (arms: Arms): Arms & { cut: boolean } => ({
  before: arms.before.slice(-ARM),
  after: arms.after.slice(-ARM),
  cut: arms.before.length > ARM || arms.after.length > ARM,
});
