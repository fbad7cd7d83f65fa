import type { ModelTokens } from '../models/tokens.ts';

/** Totals of one run (a session's own part, or one subagent), as its transcript tells them. No text, no absolute path. */
export interface RunTotals {
  /** Newest and oldest timestamp of the transcript, ISO 8601; null where it holds none. */
  started: string | null;
  ended: string | null;
  /** Sum over turns from prompt to last reply, in ms. */
  working_ms: number | null;
  /** By model, each reply counted once with its largest snapshot. */
  models: Record<string, ModelTokens>;
  tool_calls: number;
  tool_errors: number;
  /** Failed calls by tool. */
  errors: Record<string, number>;
  harness_version: string | null;
  /** `failed`: the last reply is an API error. `aborted`: the user stopped it. */
  status: 'ended' | 'failed' | 'aborted' | 'open';
  branch: string | null;
  /** Execution ids (`x_…`) that stand in tool results: what `ka metrics record` printed in this run. */
  printed_ids: string[];
  flags: string[];
  lines: number;
  bad_lines: number;
  /** Unknown record types, counted. */
  unknown: Record<string, number>;
}

/** A harness's hook event in ka's words. */
export interface HookEvent {
  kind: 'start' | 'subagent-start' | 'turn' | 'subagent-end' | 'end' | 'other';
  /** The harness's own event name, which its answer repeats. */
  name: string;
  session: string;
  cwd: string | null;
  /** Agent that runs; null for a session without a named agent. */
  agent_type: string | null;
  agent_id: string | null;
  transcript: string | null;
  agent_transcript: string | null;
  reason: string | null;
}
