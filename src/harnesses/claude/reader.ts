import { isoTime } from '../../lib/time.ts';
import { utf8 } from '../../store/transcript-lines.ts';
import type { ModelTokens, RunTotals } from '../contract.ts';
import { type Block, CONVERSATION, isKnown, kindOfUser, type Line, parseLine } from './line.ts';
import { addReply, growReply, type Reply } from './replies.ts';
import { isSettled, nothingSettled, plainId, type Settled, settledFrom, settledLines } from './seen.ts';

/**
 * `own`: a session without the subagents that old versions wrote into its file; `sidechain`: only those;
 * `all`: a subagent's own file, where every line is marked as sidechain.
 */
export type Part = 'own' | 'sidechain' | 'all';

type Last = 'none' | 'prompt' | 'reply' | 'call' | 'results' | 'error' | 'interrupt';

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

/**
 * Takes in one physical line (decoded as latin1, without its newline).
 *
 * @param at byte at which the line begins
 * @param tokensOnly for the file of a compaction call: it is paid for, but it is no part of the conversation
 */
export function readLine(state: ReadState, text: string, at: number, tokensOnly = false): void {
  if (text === '' || text === '\r') return;
  const { lines, bad } = parseLine(text);
  if (!tokensOnly) {
    state.lines++;
    if (bad) state.bad_lines++;
  }
  for (const line of lines) {
    if (tokensOnly) {
      if (line.type === 'assistant') readUsageOf(state, line, at);
    } else readRecord(state, line, text, at);
  }
}

const [YEAR_2000, YEAR_2100] = [Date.UTC(2000, 0), Date.UTC(2100, 0)];

function readRecord(state: ReadState, line: Line, text: string, at: number): void {
  const type = typeof line.type === 'string' ? line.type : '?';
  if (!isKnown(type)) {
    const name = utf8(type).slice(0, 40);
    if (name in state.unknown || Object.keys(state.unknown).length < 50) bump(state.unknown, name);
    return;
  }
  if (!CONVERSATION.has(type)) return;
  if (state.part !== 'all' && (line.isSidechain === true) !== (state.part === 'sidechain')) return;
  const time = typeof line.timestamp === 'string' ? Date.parse(line.timestamp) : Number.NaN;
  const known = time >= YEAR_2000 && time < YEAR_2100;
  if (known) {
    if (state.first === null || time < state.first) state.first = time;
    if (state.latest === null || time > state.latest) state.latest = time;
  }
  if (typeof line.version === 'string') state.version = line.version;
  if (typeof line.gitBranch === 'string' && line.gitBranch !== '') state.branch = line.gitBranch;
  if (type === 'assistant') readAssistant(state, line, known ? time : null, at);
  else if (type === 'user') readUser(state, line, known ? time : null, text);
}

function readAssistant(state: ReadState, line: Line, time: number | null, at: number): void {
  if (time !== null) {
    if (state.turn) state.turn[1] = Math.max(state.turn[1], time);
    else state.turn = [time, time];
  }
  if (line.isApiErrorMessage === true) {
    state.last = 'error';
    return;
  }
  if (line.message?.model === '<synthetic>') return;
  state.last = 'reply';
  readUsageOf(state, line, at);
  const content = line.message?.content;
  if (!Array.isArray(content)) return;
  for (const block of content) {
    if (block?.type === 'tool_use' && typeof block.id === 'string') {
      readCall(state, block, at);
      state.last = 'call';
    }
  }
}

/** Claude Code's own replies; and a name that JavaScript gives a meaning of its own. */
const NO_MODEL = /^(<synthetic>|__proto__)$/;

function readUsageOf(state: ReadState, line: Line, at: number): void {
  const { id, model, usage, stop_reason } = line.message ?? {};
  if (typeof id !== 'string' || typeof model !== 'string' || NO_MODEL.test(model)) return;
  if (line.isApiErrorMessage === true || typeof usage !== 'object' || usage === null) return;
  const key = plainId(id);
  if (!state.replies.has(key) && isSettled(state.settled, key)) return;
  let place = state.models.indexOf(model);
  if (place < 0) place = state.models.push(model) - 1;
  growReply(state.replies, key, place, usage, !stop_reason, at);
}

function readCall(state: ReadState, block: Block, at: number): void {
  const key = plainId(block.id!);
  if (state.calls.has(key) || isSettled(state.settled, key)) return;
  state.calls.set(key, at);
  state.tool_calls++;
  const name = utf8(String(block.name ?? '?')).slice(0, 100);
  const early = state.early.get(key);
  if (early === undefined) state.pending.set(key, name);
  else if (early) bump(state.errors, name);
  state.early.delete(key);
}

function readUser(state: ReadState, line: Line, time: number | null, text: string): void {
  const kind = kindOfUser(line);
  if (kind === 'results') {
    state.last = 'results';
    readResults(state, line.message?.content as Block[], text);
  } else if (kind === 'interrupt') state.last = 'interrupt';
  else if (kind === 'prompt') {
    state.last = 'prompt';
    if (time !== null) {
      closeTurn(state);
      state.turn = [time, time];
    }
  }
}

function readResults(state: ReadState, content: readonly Block[], text: string): void {
  for (const block of content) {
    if (block?.type !== 'tool_result' || typeof block.tool_use_id !== 'string') continue;
    const key = plainId(block.tool_use_id);
    const name = state.pending.get(key);
    if (name === undefined) {
      if (!state.calls.has(key) && state.early.size < 1000) state.early.set(key, block.is_error === true);
      continue;
    }
    state.pending.delete(key);
    if (block.is_error === true) bump(state.errors, name);
  }
  if (!text.includes('x_')) return;
  for (const [id] of text.matchAll(/\bx_[0-9a-f]{20}\b/g)) {
    if (state.printed_ids.length < 100 && !state.printed_ids.includes(id)) state.printed_ids.push(id);
  }
}

function closeTurn(state: ReadState): void {
  if (state.turn) state.working += state.turn[1] - state.turn[0];
  state.turn = null;
}

function bump(counts: Record<string, number>, name: string): void {
  counts[name] = (Object.hasOwn(counts, name) ? counts[name]! : 0) + 1;
}

/** The totals as they stand. */
export function totalsOf(state: ReadState): RunTotals {
  const models = structuredClone(state.sums);
  let cut = state.cut;
  for (const reply of state.replies.values()) {
    addReply(models, utf8(state.models[reply.model]!), reply);
    if (reply.cut) cut++;
  }
  const flags: string[] = [];
  if (cut > 0) flags.push('partial');
  if (state.bad_lines > 0) flags.push('bad-lines');
  if (state.long_lines > 0) flags.push('long-lines');
  const running = state.turn ? state.turn[1] - state.turn[0] : 0;
  return {
    started: state.first === null ? null : isoTime(state.first),
    ended: state.latest === null ? null : isoTime(state.latest),
    working_ms: state.first === null ? null : state.working + running,
    models,
    tool_calls: state.tool_calls,
    tool_errors: Object.values(state.errors).reduce((a, b) => a + b, 0),
    errors: { ...state.errors },
    harness_version: state.version === null ? null : utf8(state.version).slice(0, 100),
    status: STATUS[state.last],
    branch: state.branch === null ? null : utf8(state.branch).slice(0, 250),
    printed_ids: [...state.printed_ids],
    flags,
    lines: state.lines,
    bad_lines: state.bad_lines + state.long_lines,
    unknown: { ...state.unknown },
  };
}

const STATUS: Readonly<Record<Last, RunTotals['status']>> = {
  none: 'open',
  prompt: 'open',
  call: 'open',
  results: 'open',
  reply: 'ended',
  error: 'failed',
  interrupt: 'aborted',
};

/** Replies this many bytes behind the end have no further lines: real gaps within one reply reach 112 KB. */
const WINDOW = 512 * 1024;

/**
 * Sums up what lies far behind `offset`. @returns the state as JSON, and the lines to add to those settled before, at which byte
 */
export function freeze(state: ReadState, offset: number): { json: string; settled: { before: number; added: string } } {
  const { settled } = state;
  for (const [key, reply] of state.replies) {
    if (reply.at > offset - WINDOW) continue;
    addReply(state.sums, utf8(state.models[reply.model]!), reply);
    if (reply.cut) state.cut++;
    state.replies.delete(key);
    settled.added.push(key);
  }
  for (const [key, at] of state.calls) {
    if (at > offset - WINDOW) continue;
    state.calls.delete(key);
    settled.added.push(key);
  }
  const { replies, calls, pending, early, ...plain } = state;
  const added = settledLines(settled);
  const json = JSON.stringify({
    ...plain,
    settled: settled.size + added.length,
    replies: [...replies],
    calls: [...calls],
    pending: [...pending],
    early: [...early],
  });
  return { json, settled: { before: settled.size, added } };
}

/**
 * What `freeze` wrote.
 *
 * @param fetch gives the settled ids, when they are needed
 * @returns null if it is of another shape
 */
export function thaw(text: string, fetch: () => string): ReadState | null {
  try {
    const raw = JSON.parse(text) as Record<string, unknown>;
    if (Object.keys(startReading('own')).some((key) => !(key in raw))) return null;
    const map = (value: unknown): Map<string, never> => new Map(value as Array<[string, never]>);
    return {
      ...(raw as unknown as ReadState),
      replies: map(raw.replies),
      calls: map(raw.calls),
      pending: map(raw.pending),
      early: map(raw.early),
      settled: settledFrom(Number(raw.settled), fetch),
    };
  } catch {
    return null;
  }
}
