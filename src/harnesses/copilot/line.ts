import { type Tally, tallyType } from '../transcripts.ts';
import { type Fields, fieldsIn, textOf, timeOf } from '../values.ts';

/** A line of `events.jsonl`. Seen in Copilot CLI 1.0.12 to 1.0.102; names from the schema that its SDK publishes. */
export interface Line {
  type: string;
  /** Unique; texts that lack it get their time and type. */
  id: string;
  at: number | null;
  /** The subagent that tells it: by its own id, or in older versions by the call that started it. */
  agent: string | null;
  agentCall: string | null;
  data: Fields;
}

/** Half of a file may be hooks and system prompts, which are not needed; their time stands at the end of the line. */
const UNREAD = /^\{"type":"(hook\.start|hook\.end|system\.message)"/;
const END = /"timestamp":"([^"]{1,40})","parentId":(?:null|"[^"]{0,60}")\}$/;

/** The little that is needed of a bulky line; null for a line to be parsed. */
export function skimmed(text: string): Fields | null {
  const type = UNREAD.exec(text)?.[1];
  const timestamp = type && END.exec(text.slice(-200))?.[1];
  return timestamp ? { type, timestamp } : null;
}

/** The parts of a line, which is counted by its type. */
export function lineOf(line: Fields, tally: Tally): Line {
  const data = fieldsIn(line.data);
  const type = textOf(line.type) ?? '?';
  const at = timeOf(line.timestamp);
  tallyType(tally, type, KNOWN.has(type));
  return {
    type,
    id: textOf(line.id) ?? `${type}@${at}`,
    at,
    agent: textOf(line.agentId),
    agentCall: textOf(data.parentToolCallId),
    data,
  };
}

const names = (before: string, after: string): string[] => after.split(' ').map((name) => `${before}.${name}`);
const KNOWN = new Set([
  'abort',
  ...names(
    'session',
    'start resume remote_steerable_changed error idle title_changed schedule_created schedule_cancelled schedule_rearmed ' +
      'autopilot_objective_changed info warning model_change mode_changed limits_changed permissions_changed plan_changed ' +
      'todos_changed workspace_file_changed handoff truncation snapshot_rewind shutdown usage_checkpoint usage_info usage_record ' +
      'context_changed context_cleared compaction_start compaction_complete task_complete tools_updated ' +
      'background_tasks_changed skills_loaded custom_agents_updated mcp_servers_loaded mcp_server_status_changed ' +
      'extensions_loaded import_legacy binary_asset',
  ),
  ...names('user', 'message'),
  ...names('assistant', 'turn_start turn_end intent reasoning message usage idle'),
  ...names('tool', 'user_requested execution_start execution_progress execution_partial_result execution_complete'),
  ...names('tool', 'search_activated'),
  ...names('skill', 'invoked'),
  ...names('subagent', 'started configured completed failed selected deselected'),
  ...names('hook', 'start end progress'),
  ...names('system', 'message notification'),
  ...names('permission', 'requested completed'),
  ...names('user_input', 'requested completed'),
  ...names('elicitation', 'requested completed'),
  ...names('external_tool', 'requested completed'),
  ...names('command', 'queued execute completed'),
  ...names('exit_plan_mode', 'requested completed'),
  ...names('auto_mode_switch', 'requested completed'),
  ...names('model', 'call_failure call_finished'),
]);
