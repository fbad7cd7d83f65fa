import { type Tally, tallyType } from '../transcripts.ts';
import { type Fields, fieldsIn, fieldsOf, textOf } from '../values.ts';

/** A line of a rollout: `{timestamp, type, payload}`, newer ones with `ordinal`. Seen in Codex 0.47 to 0.145. */
export interface RolloutRecord {
  /** `response_item`, `event_msg`, `session_meta`, … */
  type: string;
  /** The payload's own type, empty where it has none. */
  kind: string;
  at: number | null;
  ordinal: number | null;
  payload: Fields;
  /** A line of 2025's first versions, which had no envelope. */
  bare: boolean;
}

/** The record on a line. */
export function recordOf(line: Fields, at: number | null): RolloutRecord {
  const bare = fieldsOf(line.payload) === null;
  const payload = bare ? line : fieldsIn(line.payload);
  const type = bare ? bareType(line) : (textOf(line.type) ?? '?');
  const kind = type === 'session_meta' ? '' : (textOf(payload.type) ?? '');
  return {
    type,
    kind,
    at,
    ordinal: typeof line.ordinal === 'number' ? line.ordinal : null,
    payload,
    bare,
  };
}

function bareType(line: Fields): string {
  if (line.record_type !== undefined) return 'state';
  if (textOf(line.type)) return 'response_item';
  return textOf(line.id) && textOf(line.timestamp) ? 'session_meta' : '?';
}

/** Counts a record by its type. */
export function tallyRecord(tally: Tally, { type, kind }: RolloutRecord): void {
  const name = KINDS.get(type)?.get(kind);
  if (name !== undefined) tallyType(tally, name, true);
  else tallyType(tally, kind === '' ? type : `${type}/${kind}`, OTHERS.has(type));
}

const OTHERS = new Set([
  ...['session_meta', 'turn_context', 'compacted', 'world_state', 'token_usage_record', 'state'],
  ...['inter_agent_communication', 'inter_agent_communication_metadata'],
]);
/** Of known kinds, by their record's type, the names under which they are counted. */
const KINDS = new Map([
  named(
    'response_item',
    'message agent_message reasoning function_call function_call_output custom_tool_call custom_tool_call_output ' +
      'local_shell_call local_shell_call_output web_search_call tool_search_call tool_search_output image_generation_call ' +
      'compaction context_compaction additional_tools ghost_snapshot',
  ),
  named(
    'event_msg',
    'user_message agent_message agent_reasoning agent_reasoning_raw_content agent_reasoning_section_break token_count ' +
      'task_started task_complete turn_started turn_complete turn_aborted exec_command_begin exec_command_end ' +
      'patch_apply_begin patch_apply_end mcp_tool_call_begin mcp_tool_call_end web_search_begin web_search_end ' +
      'image_generation_end view_image_tool_call dynamic_tool_call_request dynamic_tool_call_response context_compacted ' +
      'error stream_error warning guardian_warning guardian_assessment thread_settings_applied thread_goal_updated ' +
      'thread_rolled_back thread_name_updated entered_review_mode exited_review_mode item_started item_completed ' +
      'sub_agent_activity collab_agent_spawn_begin collab_agent_spawn_end collab_agent_interaction_begin ' +
      'collab_agent_interaction_end collab_waiting_begin collab_waiting_end collab_close_begin collab_close_end ' +
      'collab_resume_begin collab_resume_end plan_update turn_diff undo_completed',
  ),
]);

function named(type: string, kinds: string): [string, Map<string, string>] {
  return [type, new Map(kinds.split(' ').map((kind) => [kind, `${type}/${kind}`]))];
}
