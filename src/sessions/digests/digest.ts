import type { UsageTokens } from '../../harnesses/session-event.ts';
import type { HarnessName } from '../../harnesses/transcripts.ts';

/** Raised when readers or sums change so that the same transcript gives other numbers: those of the newer rules then count. */
export const DIGEST_VERSION = 2;

/** Token classes; null: no usage of the session recorded this class. `input` without cached, `output` with reasoning. */
export type DigestTokens = UsageTokens;

/** What one model of a session used. */
export interface DigestModel {
  /** Null where the harness does not say which model it was. */
  model: string | null;
  tokens: DigestTokens;
  /** Null where the price is unknown. */
  cost_usd: number | null;
  /** `reported`, `config`, `table:<date>` or `unpriced`. */
  price: string;
}

/** Calls of one tool. Quantiles are over the calls whose duration is known, in whole ms; null for none. */
export interface DigestTool {
  name: string;
  calls: number;
  /** Null: of none of them is known how it went. */
  errors: number | null;
  p50_ms: number | null;
  p95_ms: number | null;
}

/** A file of the repository that tools read or wrote. Accesses that failed do not count. */
export interface DigestFile {
  /** Relative to the repository, with `/`. */
  path: string;
  reads: number;
  edits: number;
  /** Reads of what this session had read before and not edited since; of another part of the file they do not count. */
  rereads: number;
  /** Turns (from 1) that touched it. */
  turns: number[];
  /** Tool calls made in these turns. */
  fan_out: number;
}

/** Own numbers that an earlier session has too (fork, resume, copied parent): they count there. */
export interface Replayed {
  /** Replies of the transcript that other transcripts show to be copies. */
  replies: number;
  tokens: DigestTokens;
  tool_calls: number;
  tool_errors: number;
}

/**
 * The line that stands for one session (design.md 3.6), without its subagents: they have lines of their own. It holds
 * no text of the conversation and no absolute path: names are cut to safe characters, a command to its first two words.
 */
export interface Digest {
  /** `<harness>:<session_id>`. */
  id: string;
  harness: HarnessName;
  session_id: string;
  /** Id of the parent's digest. */
  parent: string | null;
  agent: string;
  /** Who named the agent: `ka run`, a hook, the caller of `ka metrics record`, or the transcript. */
  agent_by: 'run' | 'hook' | 'caller' | 'harness';
  definition: string | null;
  /** `host/owner/name` of the repository. */
  repo: string | null;
  /** ISO 8601; null where the harness notes no times. */
  started: string | null;
  ended: string | null;
  duration_ms: number | null;
  /** Sum over turns from the prompt to the last reply. */
  working_ms: number | null;
  /** `aborted`: a person stopped it, or it is over and breaks off before an answer. `open`: it goes on, and waits for one. */
  status: 'ended' | 'open' | 'aborted' | 'failed';
  harness_version: string | null;
  /** Null: no usage is recorded. */
  tokens: DigestTokens | null;
  replayed: Replayed;
  cost_usd: number | null;
  models: DigestModel[];
  /** Prompts by a person, or by a script in its place. */
  user_messages: number;
  assistant_messages: number;
  /** Prompts that the model answered. */
  turns: number;
  tool_calls: number;
  /** Null: there were calls, and the harness tells of none how it went. */
  tool_errors: number | null;
  tools: DigestTool[];
  commands: Array<{ sig: string; runs: number; errors: number | null }>;
  /** `contributed`: the turn went on to a tool call that worked. A skill that was only listed has `fired` 0. */
  skills: Array<{ name: string; fired: number; contributed: number }>;
  /** Rule files in the context, relative to the repository; of those outside only the file's name. */
  rules: string[];
  /** Keyed hashes of prompts that correct the agent. */
  corrections: string[];
  violations: Array<{ rule: string; n: number }>;
  /** Largest share of the model's context window in use, 0 to 1; null where the window is unknown. */
  context_peak: number | null;
  /** Largest context in tokens. */
  context_tokens: number | null;
  compactions: number;
  rejections: number;
  retries: number;
  interrupts: number;
  /** Turns that the agent ended by itself, as the harness notes it; null: it does not tell. */
  stops: number | null;
  /** Replies cut short by the model or its limits (length, context, refusal). */
  truncations: number;
  /** `depth`: levels of tool calls (1, or more with subagents); `fan_out`: most calls of one reply. */
  spans: { depth: number; fan_out: number };
  files: DigestFile[];
  /** Accesses to files outside the repository. */
  outside: { reads: number; edits: number };
  git: {
    start: string | null;
    end: string | null;
    branch: string | null;
    dirty: boolean | null;
    /** Null: not bound, or the commit that the transcript states. */
    bound_by: 'hook' | 'run' | 'time' | null;
  };
  arms: Record<string, string>;
  /** `partial`, `replay_suspect`, `unpriced`, `cut`, `redacted`, … sorted. Views add `unseen-subagents`, which no log holds. */
  flags: string[];
  /** What was read: files, lines, bad lines, unknown record types; `version` of the rules by which it was (`DIGEST_VERSION`). */
  source: { version: number; files: number; lines: number; bad_lines: number; unknown: Record<string, number> };
}
