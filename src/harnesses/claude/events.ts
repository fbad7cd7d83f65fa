import type { HookEvent } from '../contract.ts';
import type { HookEvents } from '../hook-events.ts';
import { textOf } from '../hook-payload.ts';

const KINDS: Readonly<Record<string, HookEvent['kind']>> = {
  SessionStart: 'start',
  SubagentStart: 'subagent-start',
  Stop: 'turn',
  SubagentStop: 'subagent-end',
  SessionEnd: 'end',
};

/** Where the transcripts of tools lie that run Claude Code's hooks too, or took them over. */
const OTHERS = /[\\/]\.(?:codex|copilot|cursor|gemini)[\\/]/;

/** Claude Code's hooks (fields seen in 2.1.328: `real-clients.md`). */
const events: HookEvents = {
  name: 'claude',
  owns: (payload) => {
    const transcript = textOf(payload, 'transcript_path');
    return transcript !== null && payload.timestamp === undefined && !OTHERS.test(transcript);
  },
  read: (payload) => {
    const [session, name] = [textOf(payload, 'session_id'), textOf(payload, 'hook_event_name')];
    if (session === null || name === null) return null;
    return {
      kind: Object.hasOwn(KINDS, name) ? KINDS[name]! : 'other',
      name,
      session,
      cwd: textOf(payload, 'cwd'),
      agent_type: textOf(payload, 'agent_type'),
      agent_id: textOf(payload, 'agent_id'),
      transcript: textOf(payload, 'transcript_path'),
      agent_transcript: textOf(payload, 'agent_transcript_path'),
      reason: textOf(payload, 'reason') ?? textOf(payload, 'source'),
    };
  },
  takesText: ({ kind }) => kind === 'start' || kind === 'subagent-start',
  answer: ({ name }, text) => JSON.stringify({ hookSpecificOutput: { hookEventName: name, additionalContext: text } }),
  silence: '',
};
export default events;
