import { utf8 } from '../../store/transcripts/lines.ts';
import { type ReadState, startReading } from './reading.ts';
import { addReply } from './replies.ts';
import { settledFrom, settledLines } from './seen.ts';

/** Replies this many bytes behind the end have no further lines: real gaps within one reply reach 112 KB. */
const WINDOW = 512 * 1024;

/**
 * Sums up what lies far behind `offset`. @returns the state as JSON, and the lines to add to those settled before, at which byte
 */
export function freeze(state: ReadState, offset: number): { json: string; settled: { before: number; added: string } } {
  const { settled } = state;
  const names = state.models.map(utf8);
  state.replies.forEach((reply, key) => {
    if (reply.at > offset - WINDOW) return;
    addReply(state.sums, names[reply.model]!, reply);
    if (reply.cut) state.cut++;
    state.replies.delete(key);
    settled.added.push(key);
  });
  state.calls.forEach((at, key) => {
    if (at > offset - WINDOW) return;
    state.calls.delete(key);
    settled.added.push(key);
  });
  const { replies, calls, pending, early, ...plain } = state;
  const added = settledLines(settled);
  const json = JSON.stringify({
    ...plain,
    copies: null,
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
      copies: new Set(),
      settled: settledFrom(Number(raw.settled), fetch),
    };
  } catch {
    return null;
  }
}
