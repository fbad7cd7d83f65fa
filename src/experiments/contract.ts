/** The side of an experiment that a session belongs to. */
export type ArmName = 'control' | 'treatment';

/** How sessions are told apart (wiki/Experiments.md). */
export type Binding = 'git' | 'branch' | 'manual' | 'definition' | 'alternate';

export type Verdict = 'met' | 'improved' | 'regressed' | 'no difference' | 'undecided' | 'confounded';

/** What an arm of an alternating experiment gets at its start. */
export interface Injection {
  /** Whether the brief is handed over. */
  brief: boolean;
  /** Handed over too, below the brief. */
  text?: string | null;
}

/** What was known of the metric before there was any data: `ka exp power`. */
export interface Power {
  /** Known values in the sessions before. */
  n: number;
  median: number | null;
  /** Standard deviation of the logarithms (of the values themselves, where they are no ratios). */
  scatter: number | null;
  /** Smallest change that the planned sessions show in four of five cases, in percent. */
  detectable_pct: number | null;
  /** Sessions an arm that the target needs. */
  needed_per_arm: number | null;
}

/** What `conclude` writes down. Percentages are changes of the treatment against the control. */
export interface Conclusion {
  verdict: Verdict;
  change_pct: number | null;
  interval_pct: [number, number] | null;
  n: [control: number, treatment: number];
}

/** The frontmatter of `.kaizen/experiments/<id>.md`; `schemas/experiment.schema.json` is the source. */
export interface Experiment {
  hypothesis: string;
  id: string;
  status: 'running' | 'concluded' | 'archived';
  metric: string;
  /** The wish. */
  direction: 'less' | 'more';
  /** Percent of the control's value; null: any change of at least 10 %. */
  target_pct: number | null;
  /** Only runs of this agent; null: whole sessions with their subagents. */
  agent: string | null;
  bind: Binding;
  created: string;
  control: { commit: string | null; branch: string | null; definition: string | null };
  treatment: { commit: string | null; branch: string | null; definition: string | null };
  /** Files that the hypothesis names. */
  files: string[];
  /** How long before the change sessions count as control, and how long after it as treatment. */
  window_days: number;
  looks: number;
  /** Sessions an arm at the last look. */
  per_arm: number;
  min_turns: number;
  /** Whether sessions count whose commit was guessed from their time. */
  guessed: boolean;
  /** What the change itself changes, so that it does not confound: `model`, `harness version`, `price table`. */
  varies: string[];
  power: Power | null;
  /** The recommendation that it tries out, and what that speaks of. */
  bet: string | null;
  subject: string | null;
  arms: Record<ArmName, Injection> | null;
  /** By session: a person's word, which always counts. */
  tags: Record<string, ArmName | 'excluded'>;
  concluded: string | null;
  conclusion: Conclusion | null;
  learned: string | null;
}

/**
 * One session as an experiment sees it, with what its subagents used; or one run of an agent. Null is unknown.
 * Filled in by `sessions/trials.ts`.
 */
export interface Trial {
  /** `<harness>:<session>`, or the id of a record without a session. */
  id: string;
  session: string | null;
  agent: string;
  /** A subagent's run. */
  below: boolean;
  running: boolean;
  /** ISO 8601. */
  started: string | null;
  turns: number | null;
  model: string | null;
  /** With the harness in front. */
  version: string | null;
  price: string | null;
  git: {
    start: string | null;
    end: string | null;
    branch: string | null;
    dirty: boolean | null;
    /** Told from the clock, or from the end. */
    guessed: boolean;
  };
  definition: string | null;
  arms: Readonly<Record<string, string>>;
  /** Files that it edited, relative to the repository. */
  edited: readonly string[];
  tokens: number | null;
  cost_usd: number | null;
  success: boolean | null;
  /** Working time. */
  duration_s: number | null;
  tool_calls: number | null;
  errors: number | null;
  rereads: number | null;
  fan_out: number | null;
  edited_lines: number | null;
  /** Primary and further metrics of the record, by name. */
  measured: Readonly<Record<string, number>>;
}

/** One known value of the metric, with the time by which it is put in order. */
export interface Sample {
  id: string;
  at: string;
  value: number;
}
