import type { Recommendation } from '../metrics/optimizer/recommendation.ts';
import type { LowerBound } from '../sessions/run-sums.ts';
import type { Edit } from './edit.ts';

/** Where the report puts a bet; null: it stands on `--all` only. */
export type Place = 'top' | 'investigate' | 'quick' | 'weak' | null;

/**
 * Why the report does not show a bet: others of its kind rank before it, its evidence is weak, or one on the same subject
 * stands there already; null: it shows it.
 */
export type Held = 'outranked' | 'weak' | 'same subject' | null;

/** A recommendation of the retro: it stands in the same queue as the optimizer's. */
export interface RetroBet extends Recommendation {
  /** How the saving was reckoned; null: it is not told, and the number is the rule's declared impact. */
  saving: 'measured' | 'estimated' | null;
  category: 'investigate' | 'quick';
  place: Place;
  held: Held;
  missing: string | null;
  /** Time of the newest evidence. */
  seen: string;
  /** What `ka bets apply` would commit; null: nothing that is a plain edit. */
  edit: Edit | null;
}

/** What a retro found; `.kaizen/retro/analysis.json` holds the last one. The same input gives the same bytes. */
export interface Retro {
  schema_version: 1;
  /** Newest session or commit, or what was asked for; null where neither is known. */
  as_of: string | null;
  window: { from: string; to: string; days: number } | null;
  /** Which commit the facts are of. */
  commit: string | null;
  totals: { sessions: number; tokens: number | null; cost_usd: number | null; lower_bound: LowerBound };
  /** When the last session up to then ended, in the window or before it; null: none is known. */
  last_session: string | null;
  /** Hypotheses that were tested together. */
  tests: number;
  /** Ranked; those that somebody decided on are not among them. */
  bets: RetroBet[];
  /** Found again, but decided already: not proposed. */
  decided: RetroBet[];
  notes: string[];
}
