import type { ExecutionRecord } from '../contract.ts';
import { classesOf, type Row } from './row.ts';

/** Sums over a group of records. All are whole numbers: any order of adding gives the same. */
export interface Sums {
  count: number;
  known: number;
  succeeded: number;
  priced: number;
  /** Nano-dollars. */
  cost: number;
  /** Successes among the priced, and what all priced runs of known outcome cost, in nano-dollars. */
  pricedSuccesses: number;
  settledCost: number;
  unpriced: number;
}

/** Counts and sums over all records of one agent. */
export interface Totals extends Sums {
  /** Milliseconds since 1970; null without records. */
  first: number | null;
  timed: number;
  /** Milliseconds. */
  time: number;
  rated: number;
  /** Millionths. */
  quality: number;
  tokens: [input: number, output: number, read: number, write: number];
  /** Records by the place of their primary metric's name. */
  primaries: Record<number, number>;
  models: Record<number, Sums>;
  definitions: Record<number, Sums>;
}

const noSums = (): Sums => ({
  count: 0,
  known: 0,
  succeeded: 0,
  priced: 0,
  cost: 0,
  pricedSuccesses: 0,
  settledCost: 0,
  unpriced: 0,
});

export const noTotals = (): Totals => ({
  ...noSums(),
  first: null,
  timed: 0,
  time: 0,
  rated: 0,
  quality: 0,
  tokens: [0, 0, 0, 0],
  primaries: {},
  models: {},
  definitions: {},
});

function addSums(sums: Sums, row: Row, sign: 1 | -1): void {
  sums.count += sign;
  sums.unpriced += sign * row.unpriced;
  if (row.success >= 0) sums.known += sign;
  if (row.success === 1) sums.succeeded += sign;
  if (row.cost >= 0) {
    sums.priced += sign;
    sums.cost += sign * row.cost;
    if (row.success === 1) sums.pricedSuccesses += sign;
    if (row.success >= 0) sums.settledCost += sign * row.cost;
  }
}

function addGroup(groups: Record<number, Sums>, place: number, row: Row, sign: 1 | -1): void {
  if (place < 0) return;
  groups[place] ??= noSums();
  const sums = groups[place];
  addSums(sums, row, sign);
  if (sums.count === 0) delete groups[place];
}

/** Adds a record to the totals, or takes one away again (`sign` -1; `first` stays, an upsert only ever makes it earlier). */
export function addRecord(totals: Totals, record: ExecutionRecord, row: Row, sign: 1 | -1): void {
  addSums(totals, row, sign);
  addGroup(totals.models, row.model, row, sign);
  addGroup(totals.definitions, row.definition, row, sign);
  if (sign === 1) totals.first = totals.first === null ? row.at : Math.min(totals.first, row.at);
  if (row.time >= 0) {
    totals.timed += sign;
    totals.time += sign * row.time;
  }
  if (row.quality >= 0) {
    totals.rated += sign;
    totals.quality += sign * Math.round(row.quality * 1e6);
  }
  classesOf(record).forEach((part, at) => {
    totals.tokens[at]! += sign * part;
  });
  if (row.primaryName >= 0) {
    const left = (totals.primaries[row.primaryName] ?? 0) + sign;
    if (left === 0) delete totals.primaries[row.primaryName];
    else totals.primaries[row.primaryName] = left;
  }
}
