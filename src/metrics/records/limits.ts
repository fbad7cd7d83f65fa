/**
 * The greatest value that each number of a record may have. They lie beyond anything real, catch a wrong unit, and keep
 * the sums of a hundred thousand records exact (below 2^53 milliseconds, nano-dollars, tokens).
 */
export const LIMITS = {
  /** A year, in seconds. */
  execution_time_s: 31_536_000,
  /** US dollars. */
  cost_usd: 100_000,
  tool_calls: 1_000_000_000,
  tool_errors: 1_000_000_000,
} as const;

/** Of each class of tokens. */
export const MOST_TOKENS = 10_000_000_000;

/** Shares of 1. */
export const RATIOS = ['quality_score'] as const;

/** Our own lines stay below this many bytes. */
export const MAX_LINE = 65_535;
