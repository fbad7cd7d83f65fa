/** Tokens of one execution or session: `input` without cached ones, `output` with reasoning. Unknown is null. */
export interface Tokens {
  input: number | null;
  output: number | null;
  reasoning?: number | null;
  cache_read?: number | null;
  cache_write?: number | null;
  cache_write_1h?: number | null;
}

export type Source = 'cli' | 'hook' | 'sweep' | 'sync' | 'run' | 'collect' | 'mcp' | 'loop';
export type OutcomeBy = 'collector' | 'caller' | 'harness';

/**
 * One run of one agent, as a line of `.kaizen/metrics/<agent>/executions.jsonl` (design.md 3.1). Several lines of one
 * `id` fold into one record. Unknown keys are kept. Times are ISO 8601 in UTC with milliseconds.
 */
export interface ExecutionRecord {
  id: string;
  timestamp: string;
  agent: string;
  session_id?: string | null;
  parent?: string | null;
  /** Null: unknown. Never guessed. */
  success: boolean | null;
  outcome_by?: OutcomeBy | null;
  /** Working time in seconds. */
  execution_time_s?: number | null;
  /** 0 to 1. */
  quality_score?: number | null;
  primary_metric?: { name: string; value: number; target?: number | null; direction?: 'max' | 'min' } | null;
  metrics?: Record<string, number>;
  tokens?: Tokens | null;
  cost_usd?: number | null;
  /** Where `cost_usd` comes from: `reported`, `table:<date>`, `caller` or `unpriced`. */
  price?: string | null;
  model?: string | null;
  harness?: string | null;
  harness_version?: string | null;
  tool_calls?: number | null;
  tool_errors?: number | null;
  /** Failed tool calls by tool. */
  errors?: Record<string, number> | null;
  git?: { start: string | null; end: string | null; branch: string | null; dirty: boolean | null } | null;
  /** SHA-256 of the agent's definition. */
  definition?: string | null;
  arms?: Record<string, string>;
  recorded_at: string;
  source: Source;
  metadata?: Record<string, unknown>;
  flags?: string[];
  /** What copies of an earlier session's replies hold, which count there: left out of the numbers above. */
  replayed?: { replies: number; tokens: Tokens; tool_calls: number; tool_errors: number } | null;
  [key: string]: unknown;
}

/** n known outcomes, the share of successes, its 95 % Wilson interval. */
export interface Rate {
  n: number;
  rate: number | null;
  wilson95: [number, number] | null;
}

export interface Spread {
  n: number;
  median: number | null;
  p90?: number | null;
  mean?: number | null;
}

export interface PrimarySummary {
  name: string | null;
  target: number | null;
  n: number;
  last: number | null;
  median: number | null;
  /** Share of values that reach the target. */
  attained: number | null;
}

export interface CostSummary {
  n: number;
  total: number | null;
  median: number | null;
  /** What the runs of known outcome cost, for each of them that succeeded. */
  per_success: number | null;
  unpriced: number;
}

/** What `recent` and `before` hold, each of the shape of its namesake above. */
export interface WindowSummary {
  n: number;
  success: Rate;
  execution_time_s: Spread;
  quality_score: Spread;
  primary_metric: PrimarySummary;
  cost_usd: CostSummary;
}

export type TrendWord = 'improving' | 'steady' | 'worsening' | 'too few';
export type TrendKey = 'success' | 'execution_time_s' | 'quality_score' | 'primary_metric' | 'cost_usd';

/** `.kaizen/metrics/<agent>/summary.json` (design.md 3.3): a view, the same bytes from the same records. */
export interface Summary {
  schema_version: 1;
  agent: string;
  definition: string | null;
  count: number;
  first_timestamp: string | null;
  last_timestamp: string | null;
  success: Rate;
  execution_time_s: Spread;
  quality_score: Spread;
  primary_metric: PrimarySummary;
  tokens: {
    total: { input: number; output: number; cache_read: number; cache_write: number };
    /** Median of the sum of all classes per record. */
    median: number | null;
  };
  cost_usd: CostSummary;
  recent: WindowSummary;
  before: WindowSummary;
  trend: Record<TrendKey, TrendWord>;
  by_model: Record<string, { count: number; success: Rate; cost_usd: CostSummary }>;
  by_definition: Record<string, { count: number; success: Rate; cost_usd: CostSummary }>;
  source: { records: number };
}
