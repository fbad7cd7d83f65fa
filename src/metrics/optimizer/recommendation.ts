import type { Confidence, Evidence } from './rule.ts';

export type Status = 'open' | 'accepted' | 'rejected' | 'applied' | 'verified' | 'resolved';

/** What an experiment said of a recommendation, or of what it speaks of. */
export interface PastVerdict {
  experiment: string;
  hypothesis: string;
  metric: string;
  verdict: string;
  /** Of the treatment against the control, in percent. */
  change_pct: number | null;
  /** ISO 8601, UTC. */
  concluded: string;
  learned?: string;
}

/** Looks verdicts up; `metrics` itself knows no experiments. */
export type PastOf = (proposal: { id: string; subject: string }) => PastVerdict[];

/** What has been tried and made things worse counts half. */
export const weightOfPast = (past: readonly PastVerdict[]): number =>
  past.some(({ verdict }) => verdict === 'regressed') ? 0.5 : 1;

/** A ranked improvement with its evidence (design.md 3.3; `schemas/analysis.schema.json`). */
export interface Recommendation {
  /** From rule and subject, never from numbers: `r_` and 12 hex. */
  id: string;
  rule: string;
  /** `<agent>` or `<agent>/<part>`: a metric, a tool, a model. */
  subject: string;
  title: string;
  why: string;
  evidence: Evidence[];
  apply: string[];
  confidence: Confidence;
  /** Tokens a week. */
  expected_tokens_saved: number;
  /** The records do not tell the saving: the rule's declared impact stands in. */
  estimated: boolean;
  /** Of a retro's bet: how the saving was reckoned; null: the rule's declared impact stands in. */
  saving?: 'measured' | 'estimated' | null;
  /** Of a retro's bet with low confidence: the evidence that is missing. */
  missing?: string | null;
  effort_minutes: number;
  /** weight(confidence) · expected_tokens_saved / (effort_minutes + 1) */
  score: number;
  status: Status;
  /** Verdicts of experiments on it, newest first. */
  past: PastVerdict[];
}

export interface AgentAnalysis {
  agent: string;
  /** Records. */
  n: number;
  status: 'ok' | 'insufficient-data';
  /** Records that are still missing. */
  needs: number;
  /** Hypotheses that were tested at once; p-values are adjusted for them. */
  tests: number;
  recommendations: Recommendation[];
  /** What could not be judged, and why. */
  notes: string[];
}

/** `.kaizen/metrics/optimizer/analysis.json`: a view, the same bytes from the same input. */
export interface Analysis {
  schema_version: 1;
  fingerprint: string;
  /** Newest record's time; null without records. */
  as_of: string | null;
  agents: AgentAnalysis[];
}

/** One line of `.kaizen/metrics/optimizer/recommendations.jsonl` (`schemas/recommendation.schema.json`). */
export interface QueueLine {
  id: string;
  timestamp: string;
  rule: string;
  subject: string;
  status: Status;
  confidence: Confidence;
  evidence: Evidence[];
  reason?: string;
}

/** The agent that a subject belongs to; names of agents hold no slash. */
export const agentOf = (subject: string): string => subject.split('/', 1)[0]!;
