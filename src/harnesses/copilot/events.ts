import type { HookEvent } from '../contract.ts';
import type { HookEvents } from '../hook-events.ts';
import { type Payload, textOf } from '../hook-payload.ts';

const KINDS: Readonly<Record<string, HookEvent['kind']>> = {
  sessionStart: 'start',
  SessionStart: 'start',
  agentStop: 'turn',
  Stop: 'turn',
  sessionEnd: 'end',
  SessionEnd: 'end',
};

/** Its own form names no event: each has a field that no other has. */
function nameOf(payload: Payload): string {
  if (textOf(payload, 'source') !== null) return 'sessionStart';
  if (textOf(payload, 'stopReason') !== null) return 'agentStop';
  return textOf(payload, 'reason') === null ? 'other' : 'sessionEnd';
}

/**
 * Copilot CLI's hooks, in its own form and in the one that it sends to hooks of Claude Code's settings, which it runs
 * too (both seen in 1.0.102).
 */
const events: HookEvents = {
  name: 'copilot',
  owns: (payload) => {
    if (textOf(payload, 'sessionId') !== null) return payload.hookEventName === undefined;
    const transcript = textOf(payload, 'transcript_path');
    const own = transcript === null ? true : /[\\/]session-state[\\/][^\\/]+[\\/]events\.jsonl$/.test(transcript);
    return textOf(payload, 'session_id') !== null && textOf(payload, 'timestamp') !== null && own;
  },
  read: (payload) => {
    // A subagent that stops names itself as the session. It stands in its parent's transcript, and is left to it.
    const parent = textOf(payload, 'parentAgentId') ?? textOf(payload, 'parent_agent_id');
    const session = parent ?? textOf(payload, 'sessionId') ?? textOf(payload, 'session_id');
    if (session === null) return null;
    const name = textOf(payload, 'hook_event_name') ?? nameOf(payload);
    return {
      kind: parent === null && Object.hasOwn(KINDS, name) ? KINDS[name]! : 'other',
      name,
      session,
      cwd: textOf(payload, 'cwd'),
      agent_type: null,
      agent_id: null,
      transcript: textOf(payload, 'transcriptPath') ?? textOf(payload, 'transcript_path'),
      agent_transcript: null,
      reason: textOf(payload, 'reason') ?? textOf(payload, 'source'),
    };
  },
  takesText: ({ kind }) => kind === 'start',
  answer: (_, text) => JSON.stringify({ additionalContext: text }),
  silence: '',
};
export default events;
