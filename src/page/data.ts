import type { ExecutionRecord, Rate, Summary } from '../metrics/contract.ts';
import type { Bet } from '../metrics/optimizer/bets.ts';
import type { Family } from '../sessions/family-totals.ts';
import type { LowerBound } from '../sessions/run-sums.ts';
import type { TreeNode } from '../sessions/tree.ts';
import type { CostByModel } from './cost-by-model.ts';

/** An agent's summary and its newest runs, oldest first. */
export interface PageAgent {
  summary: Summary;
  runs: readonly ExecutionRecord[];
}

/** An experiment with what is known of its effect. Percentages are changes of the treatment against the control. */
export interface PageExperiment {
  id: string;
  hypothesis: string;
  status: string;
  metric: string;
  verdict: string | null;
  change_pct: number | null;
  interval_pct: readonly [number, number] | null;
  /** Known values of control and treatment. */
  n: readonly [number, number] | null;
}

export interface PageSession {
  family: Family;
  running: boolean;
  /** What its transcript tells; null where that was not read or is not on this machine. */
  tree: TreeNode | null;
}

/** All that a page shows. The same data give the same bytes. */
export interface PageData {
  version: string;
  /** Newest time in the data, ISO 8601; null without any. */
  as_of: string | null;
  /** `host/owner/name`, where all sessions are of one repository. */
  repo: string | null;
  total: {
    sessions: number;
    /** Sessions and subagents. */
    runs: number;
    tokens: number | null;
    cost_usd: number | null;
    lower_bound: LowerBound;
    success: Rate;
  };
  /** Null where no cost is known. */
  cost: CostByModel | null;
  agents: readonly PageAgent[];
  /** Execution records that are no session's: in no total. */
  without_session: number;
  bets: readonly Bet[];
  experiments: readonly PageExperiment[];
  /** Newest first. */
  sessions: readonly PageSession[];
  /** Sessions that the page leaves out. */
  left_out: number;
}
