import type { HookEvent } from '../contract.ts';
import type { HookEvents } from '../hook-events.ts';
import { type Payload, textOf } from '../hook-payload.ts';

const KINDS: Readonly<Record<string, HookEvent['kind']>> = {
  sessionStart: 'start',
  SessionStart: 'start',
  stop: 'turn',
  Stop: 'turn',
  sessionEnd: 'end',
  SessionEnd: 'end',
};

const folderOf = (payload: Payload): string | null => {
  const roots: unknown = payload.workspace_roots;
  const first: unknown = Array.isArray(roots) ? roots[0] : null;
  return textOf(payload, 'cwd') ?? textOf({ first }, 'first');
};

/** Cursor's hooks (fields: https://cursor.com/docs/agent/hooks; not seen in the real client). */
const events: HookEvents = {
  name: 'cursor',
  owns: (payload) => textOf(payload, 'conversation_id') !== null || textOf(payload, 'cursor_version') !== null,
  read: (payload) => {
    const session = textOf(payload, 'conversation_id') ?? textOf(payload, 'session_id');
    const name = textOf(payload, 'hook_event_name');
    if (session === null || name === null) return null;
    return {
      kind: Object.hasOwn(KINDS, name) ? KINDS[name]! : 'other',
      name,
      session,
      cwd: folderOf(payload),
      agent_type: null,
      agent_id: null,
      transcript: textOf(payload, 'transcript_path'),
      agent_transcript: null,
      reason: textOf(payload, 'reason') ?? textOf(payload, 'status'),
    };
  },
  takesText: ({ kind }) => kind === 'start',
  answer: (_, text) => JSON.stringify({ additional_context: text }),
  silence: '',
};
export default events;
