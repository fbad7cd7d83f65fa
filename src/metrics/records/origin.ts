import type { ExecutionRecord } from '../contract.ts';
import { type Claims, claimsOf, join } from './claims.ts';
import { settle } from './fold.ts';

/** One value of a folded record, and the line of the log whose word counts for it. */
export interface Field {
  /** `success`; a part of `metrics`, `metadata` or `arms` as `metrics.cycle-time`. */
  name: string;
  value: unknown;
  source: string | null;
  recorded_at: string;
}

/** Fields that one claim decides together (`claims.ts`). */
const DECIDED_WITH: Readonly<Record<string, readonly string[]>> = {
  agent: ['id'],
  outcome_by: ['success'],
  price: ['cost_usd', 'price'],
  source: ['recorded_at'],
  git: ['git', 'git.start'],
};

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The record that lines of one id make, value by value with where each comes from, in the order of the record.
 *
 * @param lines at least one, as `readLine` gives them
 */
export function originsOf(lines: readonly ExecutionRecord[]): { record: ExecutionRecord; fields: Field[] } {
  const told = lines.map((line) => ({ line, claims: claimsOf(line) }));
  const claims: Claims = told.map((one) => one.claims).reduce(join);
  const record = settle(claims);
  const lineOf = (names: readonly string[]): ExecutionRecord => {
    const claim = names.map((name) => claims.get(name)).find((known) => known !== undefined);
    // Joining keeps the winner's own claim, so that it is found again by identity.
    const found = told.find((one) => claim && names.some((name) => one.claims.get(name) === claim));
    return (found ?? told[0]!).line;
  };
  const field = (name: string, value: unknown, decided: readonly string[]): Field => {
    const { source, recorded_at } = lineOf(decided);
    return { name, value, source: source ?? null, recorded_at };
  };
  const fields = Object.entries(record).flatMap(([name, value]): Field[] =>
    (name === 'metrics' || name === 'metadata' || name === 'arms') && isMap(value)
      ? Object.entries(value).map(([key, part]) => field(`${name}.${key}`, part, [`${name}\0${key}`]))
      : [field(name, value, DECIDED_WITH[name] ?? [name])],
  );
  return { record, fields };
}
