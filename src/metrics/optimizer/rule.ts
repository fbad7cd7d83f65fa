import type { AgentFile } from '../../agents/contract.ts';
import type { ExecutionRecord } from '../contract.ts';

/** What a rule sees of one agent. */
export interface RuleInput {
  agent: string;
  /** Folded, oldest first. */
  records: readonly ExecutionRecord[];
  /** The agent's definition; null where it has none in this repository. */
  file: AgentFile | null;
  /** Known values of a metric before a rule speaks of it. */
  minSamples: number;
  recentWindow: number;
  /** The agent's own thresholds over those of the config; null: none. */
  thresholds: { success_rate: number | null; execution_time_s: number | null; quality_score: number | null };
}

/** One number with its sample and its 95 % interval; `text` says it in words. */
export interface Evidence {
  text: string;
  n: number;
  value: number | null;
  interval: [number, number] | null;
}

export type Confidence = 'high' | 'medium' | 'low';

export interface Finding {
  /** One line with the numbers. */
  title: string;
  evidence: Evidence[];
  /** Steps, each naming the file and what to change in it. */
  apply: string[];
  /** Share of the agent's tokens that would be saved; null: not to be told, the rule's declared impact stands in. */
  share: number | null;
  /**
   * How sure a rule is that tests no hypothesis. With a `p` it follows from that: `low` stays as a finding marked
   * undecided, `none` is dropped unless the test holds.
   */
  unproven: Confidence | 'none';
}

/**
 * What a rule has to say on one part of its agent (a metric, a tool, a model; null: the agent as a whole).
 * `quiet`: tested, nothing found. `untested`: too few values or confounded, with the reason; neither fires nor resolves.
 */
export type Outcome =
  | { state: 'fires'; part: string | null; finding: Finding; p?: number }
  | { state: 'quiet'; part: string | null; note?: string; p?: number }
  | { state: 'untested'; part: string | null; note: string };

export interface Example {
  says: string;
  input: () => RuleInput;
}

/** One way to see that an agent could do better: a file in `rules/`. */
export interface Rule {
  name: string;
  title: string;
  /** When it speaks, with its numbers. */
  trigger: string;
  /** Why it matters; stands in every recommendation. */
  why: string;
  /** How the saving is reckoned; null: its findings tell none. */
  saving: string | null;
  /** Tokens a week that a typical case saves; used for ranking where the records do not tell. */
  impact: number;
  effort_minutes: number;
  /** One outcome for each part that it could look at; empty where it has nothing to look at. */
  test(input: RuleInput): Outcome[];
  examples: { fires: Example; quiet: Example };
}

/** Identity; it exists for its type. */
export const defineRule = (rule: Rule): Rule => rule;
