import { canonicalJson } from '../../lib/canonical.ts';
import type { ExecutionRecord, Source } from '../contract.ts';

/** What one line says of one field, and how much its word weighs. */
export interface Claim {
  rank: number;
  /** `recorded_at` of the line. */
  at: string;
  value: unknown;
}

/** The best claim on each field. A field of `metrics`, `metadata` or `arms` is named `<field>\0<key>`. */
export type Claims = Map<string, Claim>;

/** Who is believed on outcomes: the collector measured, the caller judged, the harness only saw it end. */
const OUTCOME_RANK: Readonly<Record<Source, number>> = {
  collect: 2, cli: 1, mcp: 1, loop: 1, run: 0, hook: 0, sweep: 0, sync: 0,
}; // biome-ignore format: one line each rank
/** On what was measured the harness knows best. */
const MEASURED_RANK: Readonly<Record<Source, number>> = {
  run: 2, hook: 2, sweep: 2, sync: 2, cli: 1, mcp: 1, loop: 1, collect: 0,
}; // biome-ignore format: one line each rank
/** Commits: measured at start and end, seen by a hook, or told from the times afterwards. */
const GIT_RANK: Readonly<Record<Source, number>> = {
  run: 4, hook: 3, sweep: 3, sync: 2, cli: 1, mcp: 1, loop: 1, collect: 0,
}; // biome-ignore format: one line each rank

export const BY_KEY = ['metrics', 'metadata', 'arms'] as const;
const OUTCOMES: ReadonlySet<string> = new Set(['quality_score', 'primary_metric', 'metrics']);
/** What copied replies make too large: a line that knows of more of them counts above one that knows of fewer (adr/0016). */
const COUNTED: ReadonlySet<string> = new Set([
  'tokens',
  'cost_usd',
  'price',
  'model',
  'tool_calls',
  'tool_errors',
  'errors',
  'execution_time_s',
  'replayed',
]);
/** Fields with a rule of their own. */
const SPECIAL: ReadonlySet<string> = new Set([
  ...BY_KEY,
  'id',
  'agent',
  'timestamp',
  'recorded_at',
  'source',
  'success',
  'outcome_by',
  'cost_usd',
  'price',
  'git',
]);

const rankIn = (ranks: Readonly<Record<string, number>>, source: string): number => ranks[source] ?? -1;

/** Does anything stand in it? An object of nulls says nothing. */
export const says = (value: unknown): boolean =>
  value != null && (typeof value !== 'object' || Object.values(value).some((part) => part != null));

/** Orders claims totally, so that the best of a set is the same whoever comes first. */
function outweighs(a: Claim, b: Claim): boolean {
  if (a.rank !== b.rank) return a.rank > b.rank;
  if (a.at !== b.at) return a.at > b.at;
  const [left, right] = [canonicalJson(a.value), canonicalJson(b.value)];
  return left === right ? JSON.stringify(a.value) > JSON.stringify(b.value) : left > right;
}

function put(claims: Claims, field: string, claim: Claim): void {
  const known = claims.get(field);
  if (known === undefined || outweighs(claim, known)) claims.set(field, claim);
}

/** From 0 for none towards 1: it never lifts a line above another kind of source. */
export function knownCopies({ replayed, flags }: Partial<ExecutionRecord>): number {
  const replies = replayed?.replies;
  if (typeof replies === 'number' && replies > 0) return replies / (replies + 1);
  // A hook that saw the original beside it left the copies out too.
  return Array.isArray(flags) && flags.includes('forked') ? 0.25 : 0;
}

/** What one line claims (design.md 3.1, Folding). */
export function claimsOf(record: ExecutionRecord): Claims {
  const claims: Claims = new Map();
  const at = record.recorded_at;
  const source = String(record.source ?? '');
  const outcome = rankIn(OUTCOME_RANK, source);
  const measured = rankIn(MEASURED_RANK, source);
  const counted = measured + knownCopies(record);
  put(claims, 'id', { rank: 0, at: '', value: [record.id, record.agent] });
  // The earliest wins: the claim is turned around.
  // But a fork starts where its own part does, which only those know who know what is copied.
  const begins = counted > measured ? 1 : -Date.parse(record.timestamp);
  put(claims, 'timestamp', { rank: begins, at: '', value: record.timestamp });
  put(claims, 'recorded_at', { rank: 0, at, value: [at, record.source ?? null] });
  // A harness may take its verdict back: its null counts among its own lines.
  if (record.success !== null || outcome === 0) {
    put(claims, 'success', { rank: outcome, at, value: [record.success, record.outcome_by ?? null] });
  }
  if (record.cost_usd != null) {
    put(claims, 'cost_usd', { rank: counted, at, value: [record.cost_usd, record.price ?? null] });
  } else if (record.price != null) put(claims, 'price', { rank: counted, at, value: record.price });
  if (record.git != null) {
    const { start, ...rest } = record.git;
    const rank = rankIn(GIT_RANK, source);
    // The earliest that anybody saw; what a sync tells from times stands back.
    const seen = source === 'sync' ? Number.NEGATIVE_INFINITY : -Date.parse(record.timestamp);
    if (start != null) put(claims, 'git.start', { rank: seen, at: '', value: start });
    if (says(rest)) put(claims, 'git', { rank, at, value: rest });
  }
  for (const field of BY_KEY) {
    const part = record[field];
    if (part == null) continue;
    const rank = OUTCOMES.has(field) ? outcome : measured;
    for (const [key, value] of Object.entries(part)) {
      if (value != null) put(claims, `${field}\0${key}`, { rank, at, value });
    }
  }
  for (const [field, value] of Object.entries(record)) {
    // No errors are left when all of them were copies.
    const none = field === 'errors' && value != null && counted > measured;
    if (SPECIAL.has(field) || !(says(value) || none)) continue;
    put(claims, field, { rank: OUTCOMES.has(field) ? outcome : COUNTED.has(field) ? counted : measured, at, value });
  }
  return claims;
}

/** The claims of two sets of lines together: a semilattice (any order, any grouping, any repetition: one result). */
export function join(a: Claims, b: Claims): Claims {
  const joined: Claims = new Map(a);
  for (const [field, claim] of b) put(joined, field, claim);
  return joined;
}
