/** A metric that an agent declares. */
export interface MetricDefinition {
  name: string;
  target?: number;
  /** `max`: more is better (the default); `min`: less is better. */
  direction?: 'max' | 'min';
  unit?: string;
}

export interface Collector {
  command: string;
  parse: 'exit-code' | 'number' | 'junit' | 'vitest-json' | 'tap' | 'coverage-summary';
  timeout_s?: number;
}

export interface Thresholds {
  success_rate?: number | null;
  execution_time_s?: number | null;
  quality_score?: number | null;
}

/** An agent's frontmatter, a superset of Claude Code's subagent format (design.md 3.2). Other keys stay in the file; ka reads only these. */
export interface Definition {
  name: string;
  description: string;
  tools?: string | string[];
  model?: string;
  metrics?: { primary?: MetricDefinition; secondary?: MetricDefinition[]; collect?: Collector };
  idempotency?: { key: string };
  optimization?: { min_samples?: number; thresholds?: Thresholds };
  memory?: boolean;
  category?: string;
}

/** A definition as it lies in the repository. */
export interface AgentFile {
  definition: Definition;
  /** Markdown after the frontmatter. */
  body: string;
  /** Relative to the project root, with `/`. */
  path: string;
  /** SHA-256 (hex) of the file with LF line ends; for an exported file that of its source (its mark). */
  hash: string;
  /** True for a file that ka exported: no definition of its own. */
  exported: boolean;
}
