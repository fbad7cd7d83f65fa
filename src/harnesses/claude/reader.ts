import { utf8 } from '../../store/transcripts/lines.ts';
import { typeName, wholeName } from '../transcripts.ts';
import { isCopy } from './forks.ts';
import { type Block, CARRIES, commandOf, kindOfUser, type Line, parseObject, promptText, salvage } from './line.ts';
import type { ReadState } from './reading.ts';
import { growReply } from './replies.ts';
import { isSettled, plainId } from './seen.ts';

/**
 * Takes in one physical line (decoded as latin1, without its newline).
 *
 * @param at byte at which the line begins
 * @param tokensOnly for the file of a compaction call: it is paid for, but it is no part of the conversation
 */
export function readLine(state: ReadState, text: string, at: number, tokensOnly = false): void {
  if (text === '' || text === '\r') return;
  if (!tokensOnly) state.lines++;
  const take = tokensOnly ? readPaid : readRecord;
  const whole = parseObject(text);
  if (whole) {
    take(state, whole, text, at);
    return;
  }
  const { lines, bad } = salvage(text);
  if (bad && !tokensOnly) state.bad_lines++;
  for (const line of lines) take(state, line, text, at);
}

function readPaid(state: ReadState, line: Line, _text: string, at: number): void {
  if (line.type === 'assistant') readUsageOf(state, line, at);
}

const [YEAR_2000, YEAR_2100] = [Date.UTC(2000, 0), Date.UTC(2100, 0)];

function readRecord(state: ReadState, line: Line, text: string, at: number): void {
  const type = typeof line.type === 'string' ? line.type : '?';
  const carries = CARRIES.get(type);
  if (carries === undefined) {
    const name = typeName(type);
    if (name in state.unknown || Object.keys(state.unknown).length < 50) bump(state.unknown, name);
    return;
  }
  if (!carries) return;
  if (state.part !== 'all' && (line.isSidechain === true) !== (state.part === 'sidechain')) return;
  const time = typeof line.timestamp === 'string' ? Date.parse(line.timestamp) : Number.NaN;
  const known = time >= YEAR_2000 && time < YEAR_2100;
  if (isCopy(line, time, state.copies, state.copied_until)) {
    state.copied_until = Math.max(state.copied_until ?? 0, known ? time : 0);
    return;
  }
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
  for (let place = 0; place < content.length; place++) {
    const block = content[place];
    if (block?.type === 'tool_use' && typeof block.id === 'string') {
      readCall(state, block, at);
      state.last = 'call';
    }
  }
}

/** Claude Code's own replies; and a name that JavaScript gives a meaning of its own. */
const isModel = (name: string): boolean => name !== '<synthetic>' && name !== '__proto__';

function readUsageOf(state: ReadState, line: Line, at: number): void {
  const { id, model, usage, stop_reason } = line.message ?? {};
  if (typeof id !== 'string' || typeof model !== 'string' || !isModel(model)) return;
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
  const name = wholeName(utf8(typeof block.name === 'string' ? block.name : '?'), 100);
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
    // Most commands (`/exit`, `/clear`) are the program's own business, and open no turn.
    if (state.last === 'none' || commandOf(promptText(line)) === undefined) state.last = 'prompt';
    if (time !== null) {
      closeTurn(state);
      state.turn = [time, time];
    }
  }
}

function readResults(state: ReadState, content: readonly Block[], text: string): void {
  for (let place = 0; place < content.length; place++) {
    const block = content[place];
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
