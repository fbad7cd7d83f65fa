import type { SessionEvent } from '../session-event.ts';
import { type Fields, fieldsIn, textOf } from '../values.ts';
import { keepRecord, takeCharge } from './charges.ts';
import type { RolloutRecord } from './record.ts';
import { type State, takeReply } from './state.ts';
import { takeCall, takeEnd, takeOutput, takeSpawned } from './tools.ts';
import { beginTurn, compaction, takeMark, takePrompt, takeSeen, textIn } from './turns.ts';

/** What one record of a rollout tells, but for its head, is put to `out`. */
export function takeRecord(state: State, record: RolloutRecord, out: SessionEvent[]): void {
  const { type, at, payload } = record;
  if (type === 'response_item') takeItem(state, record, out);
  else if (type === 'event_msg') takeShown(state, record, out);
  else if (type === 'turn_context') {
    beginTurn(state, payload);
    state.model = textOf(payload.model) ?? state.model;
  } else if (type === 'compacted') out.push(compaction(state, at));
  else if (type === 'token_usage_record') keepRecord(state, at, payload);
}

/** What goes to the model and comes from it. */
function takeItem(state: State, record: RolloutRecord, out: SessionEvent[]): void {
  const { kind, at, payload } = record;
  if (kind === 'message') takeMessage(state, record, out);
  else if (kind === 'reasoning' || kind === 'web_search_call' || kind === 'tool_search_call') {
    takeReply(state, at, true, out);
  } else if (kind.endsWith('_output')) {
    if (state.reply) state.reply.answered = true;
    takeOutput(state, at, payload, out);
  } else if (kind.endsWith('_call')) {
    takeReply(state, at, true, out);
    takeCall(state, at, kind, payload, out);
  }
}

function takeMessage(state: State, record: RolloutRecord, out: SessionEvent[]): void {
  const { at, payload, bare } = record;
  if (payload.role === 'assistant') {
    takeReply(state, at, true, out);
    return;
  }
  if (payload.role !== 'user') return;
  const text = textIn(payload);
  takeSeen(state, at, text, out);
  // The first versions had no events for the screen: what is no wrapper was typed.
  if (bare && !/^\s*(<|# AGENTS\.md)/.test(text)) takePrompt(state, record, text, out);
}

/** What the screen was told. */
function takeShown(state: State, record: RolloutRecord, out: SessionEvent[]): void {
  const { kind, at, payload } = record;
  switch (kind) {
    case 'token_count':
      takeCharge(state, at, payload, out);
      break;
    case 'agent_message':
    case 'agent_reasoning':
      takeReply(state, at, false, out);
      break;
    case 'task_started':
    case 'turn_started':
      beginTurn(state, payload);
      state.status = 'open';
      break;
    case 'user_message':
      takePrompt(state, record, textOf(payload.message) ?? '', out);
      break;
    case 'context_compacted':
      out.push(compaction(state, at));
      break;
    case 'thread_settings_applied':
      state.model ??= textOf(fieldsIn(payload.thread_settings).model) ?? null;
      break;
    case 'collab_agent_spawn_end':
      takeSpawned(state, at, payload.call_id, payload.new_thread_id, out);
      break;
    case 'item_completed':
      takeCompleted(state, record, fieldsIn(payload.item), out);
      break;
    case 'sub_agent_activity':
      takeActivity(state, at, payload, out);
      break;
    default:
      takeEnd(state, at, kind, payload, out);
      takeMark(state, record, out);
  }
}

/** Newer versions wrap some events as items. */
function takeCompleted(state: State, record: RolloutRecord, item: Fields, out: SessionEvent[]): void {
  if (item.type === 'UserMessage') takePrompt(state, record, textIn(item), out);
  if (item.type === 'SubAgentActivity') takeActivity(state, record.at, item, out);
}

function takeActivity(state: State, at: number | null, told: Fields, out: SessionEvent[]): void {
  if (told.kind === 'started') takeSpawned(state, at, told.event_id ?? told.id, told.agent_thread_id, out);
}
