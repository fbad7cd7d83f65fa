import type { Mark, SessionEvent } from '../session-event.ts';
import { type Fields, fieldsIn, listOf, textOf } from '../values.ts';
import type { RolloutRecord } from './record.ts';
import type { State } from './state.ts';

/** A turn begins: with `task_started`, or in older versions with its context. */
export function beginTurn(state: State, payload: Fields): void {
  const turn = textOf(payload.turn_id);
  if (turn !== null && turn !== state.turn) {
    state.turn = turn;
    state.reply = null;
    state.prompts.clear();
  }
}

const ENDS = new Map<string, [what: Mark['what'], status: NonNullable<State['status']>]>([
  ['task_complete', ['stop', 'ended']],
  ['turn_complete', ['stop', 'ended']],
  ['turn_aborted', ['interrupt', 'aborted']],
]);
const TROUBLES = new Map<string, Mark['what']>([
  ['stream_error', 'retry'],
  ['error', 'api-error'],
]);

/** Ends of turns, and what went wrong on the way. */
export function takeMark(state: State, { kind, at, payload }: RolloutRecord, out: SessionEvent[]): void {
  const end = ENDS.get(kind);
  const id = `${textOf(payload.turn_id) ?? state.turn ?? ''}/${kind}${end ? '' : `@${at}`}`;
  const what = end?.[0] ?? TROUBLES.get(kind);
  if (end) {
    state.status = end[1];
    state.reply = null;
  }
  if (what) out.push({ kind: 'mark', session: state.session, at, id, what });
}

/** `compacted` and `context_compacted` tell of one compaction. */
export function compaction(state: State, at: number | null): SessionEvent {
  const id = `${state.turn ?? state.session}/compacted@${state.totals?.total ?? 0}`;
  const { context } = state;
  return {
    kind: 'mark',
    session: state.session,
    at,
    id,
    what: 'compaction',
    ...(context !== undefined && { context }),
  };
}

/** A prompt; newer versions tell it as an item too, which is then left out. */
export function takePrompt(state: State, record: RolloutRecord, text: string, out: SessionEvent[]): void {
  const { at, kind } = record;
  if (text === '' || (state.prompts.get(text) ?? kind) !== kind) return;
  state.prompts.set(text, kind);
  state.reply = null;
  const id = `prompt@${at}`;
  out.push({ kind: 'prompt', session: state.session, at, id, human: !state.spawned, text });
}

/** Texts of a message or an item, joined. */
export const textIn = (item: Fields): string =>
  listOf(item.content)
    .map((part) => textOf(fieldsIn(part).text) ?? '')
    .join('');

/** Files that Codex puts before the first prompt, as messages of the user. */
export function takeSeen(state: State, at: number | null, text: string, out: SessionEvent[]): void {
  const { session } = state;
  if (/^# AGENTS\.md instructions/.test(text)) out.push({ kind: 'seen', session, at, what: 'rule', name: 'AGENTS.md' });
  const skill = /^<skill>\s*<name>([^<\n]{1,64})<\/name>/.exec(text)?.[1];
  if (skill) out.push({ kind: 'seen', session, at, what: 'skill', name: skill });
}
