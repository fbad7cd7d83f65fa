import type { HookEvent } from '../contract.ts';
import type { HookEvents } from '../hook-events.ts';
import { textOf } from '../hook-payload.ts';

const KINDS: Readonly<Record<string, HookEvent['kind']>> = {
  SessionStart: 'start',
  AfterAgent: 'turn',
  SessionEnd: 'end',
};

/** Gemini CLI's hooks (fields seen in 0.61.0: `real-clients.md`). It reads every answer as JSON. */
const events: HookEvents = {
  name: 'gemini',
  owns: (payload) =>
    textOf(payload, 'timestamp') !== null && /[\\/]\.gemini[\\/]/.test(textOf(payload, 'transcript_path') ?? ''),
  read: (payload) => {
    const [session, name] = [textOf(payload, 'session_id'), textOf(payload, 'hook_event_name')];
    if (session === null || name === null) return null;
    return {
      kind: Object.hasOwn(KINDS, name) ? KINDS[name]! : 'other',
      name,
      session,
      cwd: textOf(payload, 'cwd'),
      agent_type: null,
      agent_id: null,
      transcript: textOf(payload, 'transcript_path'),
      agent_transcript: null,
      reason: textOf(payload, 'reason') ?? textOf(payload, 'source'),
    };
  },
  takesText: ({ kind }) => kind === 'start',
  answer: ({ name }, text) => JSON.stringify({ hookSpecificOutput: { hookEventName: name, additionalContext: text } }),
  silence: '{}',
};
export default events;
