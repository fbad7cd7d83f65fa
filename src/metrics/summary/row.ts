import type { ExecutionRecord } from '../contract.ts';
import { idNumbers } from '../records/identity.ts';

/**
 * What a summary needs of one record, as numbers only: a state keeps the newest rows as Float64 columns. Unknown is NaN.
 * Names (of models, definitions, primary metrics) are places in a `Words` list; -1: none.
 */
export interface Row {
  /** Milliseconds since 1970, then the id: the order of rows. */
  at: number;
  id: number;
  idLow: number;
  /** 1, 0 or NaN. */
  success: number;
  /** Whole milliseconds. */
  time: number;
  quality: number;
  primary: number;
  primaryName: number;
  target: number;
  /** 1: more is better; -1: less is better. */
  direction: number;
  /** Sum of all classes. */
  tokens: number;
  /** Whole nano-dollars. */
  cost: number;
  /** 1: it used tokens that nobody priced. */
  unpriced: number;
  model: number;
  definition: number;
}

/** Numbers a row has. */
export const COLUMNS = 15;

/** The row that lies at a place of the columns. Named one by one: a loop over keys takes ten times as long for a thousand rows. */
export const readRow = (from: Float64Array, place: number): Row => ({
  at: from[place]!,
  id: from[place + 1]!,
  idLow: from[place + 2]!,
  success: from[place + 3]!,
  time: from[place + 4]!,
  quality: from[place + 5]!,
  primary: from[place + 6]!,
  primaryName: from[place + 7]!,
  target: from[place + 8]!,
  direction: from[place + 9]!,
  tokens: from[place + 10]!,
  cost: from[place + 11]!,
  unpriced: from[place + 12]!,
  model: from[place + 13]!,
  definition: from[place + 14]!,
});

/** Puts a row there, as `readRow` reads it. */
export function putRow(row: Row, to: Float64Array, place: number): void {
  to[place] = row.at;
  to[place + 1] = row.id;
  to[place + 2] = row.idLow;
  to[place + 3] = row.success;
  to[place + 4] = row.time;
  to[place + 5] = row.quality;
  to[place + 6] = row.primary;
  to[place + 7] = row.primaryName;
  to[place + 8] = row.target;
  to[place + 9] = row.direction;
  to[place + 10] = row.tokens;
  to[place + 11] = row.cost;
  to[place + 12] = row.unpriced;
  to[place + 13] = row.model;
  to[place + 14] = row.definition;
}

/** Names that rows point to, in the order in which they came. */
export interface Words {
  models: string[];
  definitions: string[];
  primaries: string[];
}

function placeOf(list: string[], word: string | null | undefined): number {
  if (word == null) return -1;
  const at = list.indexOf(word);
  return at >= 0 ? at : list.push(word) - 1;
}

export const classesOf = (record: ExecutionRecord): [input: number, output: number, read: number, write: number] => {
  const { tokens } = record;
  return [tokens?.input ?? 0, tokens?.output ?? 0, tokens?.cache_read ?? 0, tokens?.cache_write ?? 0];
};

/** Reads a record's row; new names are added to `words`. */
export function rowOf(record: ExecutionRecord, words: Words): Row {
  const { success, primary_metric: primary, cost_usd: cost, tokens } = record;
  const [id, idLow] = idNumbers(record.id);
  return {
    at: Date.parse(record.timestamp),
    id,
    idLow,
    success: success === null ? Number.NaN : Number(success),
    time: record.execution_time_s == null ? Number.NaN : Math.round(record.execution_time_s * 1e3),
    quality: record.quality_score ?? Number.NaN,
    primary: primary?.value ?? Number.NaN,
    primaryName: placeOf(words.primaries, primary?.name),
    target: primary?.target ?? Number.NaN,
    direction: primary?.direction === 'min' ? -1 : 1,
    tokens: tokens == null ? Number.NaN : classesOf(record).reduce((sum, part) => sum + part, 0),
    cost: cost == null ? Number.NaN : Math.round(cost * 1e9),
    unpriced: cost == null && (tokens != null || record.price === 'unpriced') ? 1 : 0,
    model: placeOf(words.models, record.model),
    definition: placeOf(words.definitions, record.definition),
  };
}

/** Oldest first; ties by id. */
export const byTime = (a: Row, b: Row): number => a.at - b.at || a.id - b.id || a.idLow - b.idLow;
