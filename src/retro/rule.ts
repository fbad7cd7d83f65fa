import type { Confidence, Evidence } from '../metrics/optimizer/rule.ts';
import type { Edit } from './edit.ts';
import type { RepoFacts } from './facts/contract.ts';
import type { Session } from './session.ts';

/** What every rule sees: nothing else, so that the same input gives the same bets. */
export interface RetroInput {
  /** Sessions that ended in the window, by end, then id. */
  sessions: readonly Session[];
  /** The same for the last 30 days, or the window where that is longer. */
  month: readonly Session[];
  /** The window in days, and the longer one. */
  days: number;
  monthDays: number;
  /** ISO 8601: the window's end. */
  asOf: string;
  /** Null without git, or before the first commit. */
  facts: RepoFacts | null;
  /** Dollars for a million output tokens, by model; models without a known price are absent. */
  prices: ReadonlyMap<string, number>;
}

/** Tokens a week; `measured`: a sum of recorded tokens; `estimated`: with file sizes, means or shares in between. */
export interface Saving {
  tokens: number;
  how: 'measured' | 'estimated';
}

/** Something that a rule found. */
export interface Finding {
  /**
   * What it speaks of, without volatile numbers: `file:src/a.ts`, `skill:review`, `session:claude:9b1d…`; `<agent>/<part>`
   * where it belongs to one agent, so that the agent's brief names it.
   */
  subject: string;
  /** One line with the numbers. */
  title: string;
  evidence: Evidence[];
  /** Steps, each naming the file or command. */
  apply: string[];
  confidence: Confidence;
  /** Null: not to be told; the rule's declared impact stands in for ranking and is not shown as a saving. */
  saving: Saving | null;
  effort_minutes?: number;
  /** Time of the newest evidence. */
  seen: string;
  /** Where the step is a plain edit: what `ka bets apply` commits. */
  edit?: Edit;
}

/** A hypothesis that was tested: its p-value counts, whether it led to a finding or not. */
export interface Test {
  subject: string;
  p: number;
}

export interface Judgement {
  findings: Finding[];
  /** Empty for a rule that tests no hypothesis. A finding with a test stands only if its adjusted p-value is small. */
  tests: Test[];
  /** Whether the rule had enough to look at that subject: an open bet on it that is not found any more is resolved. */
  judged(subject: string): boolean;
}

export interface Example {
  says: string;
  input: () => RetroInput;
}

/** One way to see that work could go better: a file in `rules/`. */
export interface RetroRule {
  name: string;
  title: string;
  /** When it speaks, with its numbers. */
  trigger: string;
  /** Why it matters; stands in every bet. */
  why: string;
  /** How the saving is reckoned. */
  saving: string;
  /** Of a rule whose findings may be of low confidence: the evidence that is missing then, in a few words. */
  missing?: string;
  /** `investigate`: somebody must look first; `quick`: a plain edit or habit. */
  category: 'investigate' | 'quick';
  /** Tokens a week that a typical case saves; for ranking where a finding tells none. */
  impact: number;
  effort_minutes: number;
  find(input: RetroInput): Judgement;
  examples: { fires: Example; quiet: Example };
}

/** Identity; it exists for its type. */
export const defineRetroRule = (rule: RetroRule): RetroRule => rule;
