import type { ExecutionRecord } from '../contract.ts';
import { BY_KEY, type Claims, claimsOf, join } from './claims.ts';

/** The order of keys in a folded record, that of design.md 3.1; other keys follow by name. */
export const RECORD_KEYS = [
  'id',
  'timestamp',
  'agent',
  'session_id',
  'parent',
  'success',
  'outcome_by',
  'execution_time_s',
  'quality_score',
  'primary_metric',
  'metrics',
  'tokens',
  'cost_usd',
  'price',
  'model',
  'harness',
  'harness_version',
  'tool_calls',
  'tool_errors',
  'errors',
  'git',
  'definition',
  'arms',
  'recorded_at',
  'source',
  'metadata',
  'flags',
  'replayed',
];
const PLACE: ReadonlyMap<string, number> = new Map(RECORD_KEYS.map((key, at) => [key, at]));

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byPlace = (a: string, b: string): number =>
  (PLACE.get(a) ?? RECORD_KEYS.length) - (PLACE.get(b) ?? RECORD_KEYS.length) || byName(a, b);

/** The record that a set of claims makes. What nobody said is absent, but `success`: null is unknown. */
export function settle(claims: Claims): ExecutionRecord {
  const fields = new Map<string, unknown>([['success', null]]);
  const parts = new Map<string, [string, unknown][]>();
  const set = (field: string, value: unknown): void => {
    if (value != null) fields.set(field, value);
  };
  for (const [field, { value }] of claims) {
    const zero = field.indexOf('\0');
    if (zero > 0) {
      const name = field.slice(0, zero);
      if (!parts.has(name)) parts.set(name, []);
      parts.get(name)!.push([field.slice(zero + 1), value]);
    } else if (field === 'id') {
      const [id, agent] = value as [string, string];
      fields.set('id', id).set('agent', agent);
    } else if (field === 'success') {
      const [success, by] = value as [boolean | null, string | null];
      set('success', success);
      if (success !== null) set('outcome_by', by);
    } else if (field === 'cost_usd') {
      const [cost, price] = value as [number, string | null];
      fields.set('cost_usd', cost);
      set('price', price);
    } else if (field === 'price') {
      if (!claims.has('cost_usd')) set('price', value);
    } else if (field === 'recorded_at') {
      const [at, source] = value as [string, string | null];
      fields.set('recorded_at', at);
      set('source', source);
    } else if (field !== 'git' && field !== 'git.start') set(field, value);
  }
  const git = claims.get('git')?.value as object | undefined;
  const start = claims.get('git.start')?.value;
  if (git || start) fields.set('git', { start: start ?? null, end: null, branch: null, dirty: null, ...git });
  for (const name of BY_KEY) {
    const entries = parts.get(name);
    if (entries) fields.set(name, Object.fromEntries(entries.sort(([a], [b]) => byName(a, b))));
  }
  const keys = [...fields.keys()].sort(byPlace);
  return Object.fromEntries(keys.map((key) => [key, fields.get(key)])) as ExecutionRecord;
}

/**
 * The one record that lines of one id make, field by field (design.md 3.1): commutative, associative, idempotent.
 *
 * @param lines at least one, as `readLine` gives them
 */
export function fold(lines: readonly ExecutionRecord[]): ExecutionRecord {
  return settle(lines.map(claimsOf).reduce(join));
}
