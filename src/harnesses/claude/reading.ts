import type { ModelTokens } from '../../models/tokens.ts';
import type { Reply } from './replies.ts';
import { nothingSettled, type Settled } from './seen.ts';

/**
 * `own`: a session without the subagents that old versions wrote into its file; `sidechain`: only those;
 * `all`: a subagent's own file, where every line is marked as sidechain.
 */
export type Part = 'own' | 'sidechain' | 'all';

export type Last = 'none' | 'prompt' | 'reply' | 'call' | 'results' | 'error' | 'interrupt';

/** What has been read of one transcript. Everything in it survives `freeze` and `thaw`, so that a reading can go on later. */
export interface ReadState {
  part: Part;
  first: number | null;
  latest: number | null;
  /** Start and last reply of the turn that runs. */
  turn: [number, number] | null;
  working: number;
  last: Last;
  models: string[];
  replies: Map<string, Reply>;
  /** Calls that were seen, by id, with the byte of their line. */
  calls: Map<string, number>;
  /** Calls that wait for their result, with the tool's name. */
  pending: Map<string, string>;
  /** Results that came before their call. */
  early: Map<string, boolean>;
  /** Replies and calls that lie far behind and are summed up already. */
  settled: Settled;
  /** Ids in the older sessions that this one was forked from; needed for the first reading only. */
  copies: ReadonlySet<string>;
  /** Time of the latest line that was copied from them; null: this is no fork. */
  copied_until: number | null;
  sums: Record<string, ModelTokens>;
  cut: number;
  tool_calls: number;
  errors: Record<string, number>;
  version: string | null;
  branch: string | null;
  printed_ids: string[];
  lines: number;
  bad_lines: number;
  long_lines: number;
  unknown: Record<string, number>;
}

export const startReading = (part: Part): ReadState => ({
  part,
  first: null,
  latest: null,
  turn: null,
  working: 0,
  last: 'none',
  models: [],
  replies: new Map(),
  calls: new Map(),
  pending: new Map(),
  early: new Map(),
  settled: nothingSettled(),
  copies: new Set(),
  copied_until: null,
  sums: {},
  cut: 0,
  tool_calls: 0,
  errors: {},
  version: null,
  branch: null,
  printed_ids: [],
  lines: 0,
  bad_lines: 0,
  long_lines: 0,
  unknown: {},
});
