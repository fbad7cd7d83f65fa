import type { SessionEvent } from '../session-event.ts';
import { type Fields, fieldsIn, textOf } from '../values.ts';
import { chargeOf, keepRecord } from './charges.ts';
import type { RolloutRecord } from './record.ts';
import { replyOf, type State } from './state.ts';
import { spawned, toolCall, toolEnd, toolOutput } from './tools.ts';
import { beginTurn, compaction, marksOf, promptOf, seenIn, textIn } from './turns.ts';

/** What one record of a rollout tells, but for its head. */
export function* eventsOf(state: State, record: RolloutRecord): Generator<SessionEvent> {
  const { type, at, payload } = record;
  if (type === 'response_item') yield* itemEvents(state, record);
  else if (type === 'event_msg') yield* screenEvents(state, record);
  else if (type === 'turn_context') {
    beginTurn(state, payload);
    state.model = textOf(payload.model) ?? state.model;
  } else if (type === 'compacted') yield compaction(state, at);
  else if (type === 'token_usage_record') keepRecord(state, at, payload);
}

/** What goes to the model and comes from it. */
function* itemEvents(state: State, record: RolloutRecord): Generator<SessionEvent> {
  const { kind, at, payload } = record;
  if (kind === 'message') yield* messageEvents(state, record);
  else if (kind === 'reasoning' || kind === 'web_search_call' || kind === 'tool_search_call') {
    yield* replyOf(state, at, true);
  } else if (kind.endsWith('_output')) {
    if (state.reply) state.reply.answered = true;
    yield* toolOutput(state, at, payload);
  } else if (kind.endsWith('_call')) {
    yield* replyOf(state, at, true);
    yield* toolCall(state, at, kind, payload);
  }
}

function* messageEvents(state: State, record: RolloutRecord): Generator<SessionEvent> {
  const { at, payload, bare } = record;
  if (payload.role === 'assistant') {
    yield* replyOf(state, at, true);
    return;
  }
  if (payload.role !== 'user') return;
  const text = textIn(payload);
  yield* seenIn(state, at, text);
  // The first versions had no events for the screen: what is no wrapper was typed.
  if (bare && !/^\s*(<|# AGENTS\.md)/.test(text)) yield* promptOf(state, record, text);
}

/** What the screen was told. */
function* screenEvents(state: State, record: RolloutRecord): Generator<SessionEvent> {
  const { kind, at, payload } = record;
  switch (kind) {
    case 'token_count':
      yield* chargeOf(state, at, payload);
      break;
    case 'agent_message':
    case 'agent_reasoning':
      yield* replyOf(state, at, false);
      break;
    case 'task_started':
    case 'turn_started':
      beginTurn(state, payload);
      state.status = 'open';
      break;
    case 'user_message':
      yield* promptOf(state, record, textOf(payload.message) ?? '');
      break;
    case 'context_compacted':
      yield compaction(state, at);
      break;
    case 'thread_settings_applied':
      state.model ??= textOf(fieldsIn(payload.thread_settings).model) ?? null;
      break;
    case 'collab_agent_spawn_end':
      yield* spawned(state, at, payload.call_id, payload.new_thread_id);
      break;
    case 'item_completed':
      yield* completed(state, record, fieldsIn(payload.item));
      break;
    case 'sub_agent_activity':
      yield* activity(state, at, payload);
      break;
    default:
      yield* toolEnd(state, at, kind, payload);
      yield* marksOf(state, record);
  }
}

/** Newer versions wrap some events as items. */
function* completed(state: State, record: RolloutRecord, item: Fields): Generator<SessionEvent> {
  if (item.type === 'UserMessage') yield* promptOf(state, record, textIn(item));
  if (item.type === 'SubAgentActivity') yield* activity(state, record.at, item);
}

function* activity(state: State, at: number | null, told: Fields): Generator<SessionEvent> {
  if (told.kind === 'started') yield* spawned(state, at, told.event_id ?? told.id, told.agent_thread_id);
}
