import { printedIds } from '../printed-ids.ts';
import type { Result, SessionEvent } from '../session-event.ts';
import { type Fields, textOf } from '../values.ts';
import { callOf, filesOf } from './calls.ts';
import { durationOf, outcomeOf, outcomeOfEvent } from './outcome.ts';
import type { State } from './state.ts';

export function takeCall(state: State, at: number | null, kind: string, item: Fields, out: SessionEvent[]): void {
  const told = callOf(kind, item);
  if (told === null || state.calls.has(told.id)) return;
  const { patched, id, tool, command, skill, starts } = told;
  const open = { error: false, patched, touched: [] };
  state.calls.set(id, open);
  if (tool === 'exec') state.script = open;
  const reply = state.reply?.id ?? null;
  out.push({ kind: 'call', session: state.session, at, id, reply, tool, files: undefined, command, skill, starts });
}

/** The answer that the model got. */
export function takeOutput(state: State, at: number | null, item: Fields, out: SessionEvent[]): void {
  const id = textOf(item.call_id);
  if (id === null) return;
  const { error, rejected, ms, text } = outcomeOf(item.output);
  const printed = printedIds(text);
  const more = { rejected: rejected || undefined, ms, printed: printed.length > 0 ? printed : undefined };
  out.push(resultOf(state, at, id, error, more));
  if (state.script === state.calls.get(id)) state.script = null;
}

/** What the screen was told of a call's end: in some versions only this has exit codes and files. */
export function takeEnd(state: State, at: number | null, kind: string, payload: Fields, out: SessionEvent[]): void {
  const id = textOf(payload.call_id);
  const error = outcomeOfEvent(kind, payload);
  if (id === null || error === null) return;
  const files = filesOf(kind, payload);
  const call = state.calls.get(id);
  if (!call) {
    // Neither a command that a person typed nor one inside a script is a call; the script's files are the script's.
    for (const file of files) state.script?.touched.push(file);
    return;
  }
  if (kind === 'patch_apply_end') call.patched = [];
  const ms = durationOf(payload.duration);
  out.push(resultOf(state, at, id, error, { ms, files }));
}

/** The session that a call started. */
export function takeSpawned(state: State, at: number | null, call: unknown, child: unknown, out: SessionEvent[]): void {
  const [id, session] = [textOf(call), textOf(child)];
  if (id && session && state.calls.has(id)) out.push(resultOf(state, at, id, false, { child: session }));
}

/** One call may have several signs of its end: once failed, it stays so. Files of a patch count when it was applied. */
function resultOf(state: State, at: number | null, id: string, error: boolean, more: Partial<Result>): Result {
  const call = state.calls.get(id);
  const failed = error || call?.error === true;
  const { rejected, ms, child, printed } = more;
  const files = [...(more.files ?? []), ...(failed ? [] : (call?.patched ?? [])), ...(call?.touched ?? [])];
  if (call) {
    call.error = failed;
    if (!failed) call.patched = [];
    call.touched = [];
  }
  const { session } = state;
  const own = files.length > 0 ? files : undefined;
  return { kind: 'result', session, at, id, error: failed, rejected, ms, child, printed, files: own };
}
