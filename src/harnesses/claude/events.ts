import type { HookEvent } from '../contract.ts';

const KINDS: Readonly<Record<string, HookEvent['kind']>> = {
  SessionStart: 'start',
  SubagentStart: 'subagent-start',
  Stop: 'turn',
  SubagentStop: 'subagent-end',
  SessionEnd: 'end',
};

/**
 * A hook payload of Claude Code (fields seen in 2.1.328: `real-clients.md`).
 *
 * @returns null for what is no payload: no object, no session
 */
export function readEvent(text: string): HookEvent | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return null;
  const payload = raw as Record<string, unknown>;
  const string = (key: string): string | null => {
    const value = payload[key];
    return typeof value === 'string' && value !== '' && value.length <= 4096 && !value.includes('\0') ? value : null;
  };
  const [session, name] = [string('session_id'), string('hook_event_name')];
  if (session === null || name === null) return null;
  return {
    kind: Object.hasOwn(KINDS, name) ? KINDS[name]! : 'other',
    name,
    session,
    cwd: string('cwd'),
    agent_type: string('agent_type'),
    agent_id: string('agent_id'),
    transcript: string('transcript_path'),
    agent_transcript: string('agent_transcript_path'),
    reason: string('reason') ?? string('source'),
  };
}

/** What Claude Code takes from a start hook's output: text for the model. */
export const answer = (event: HookEvent, text: string): string =>
  JSON.stringify({ hookSpecificOutput: { hookEventName: event.name, additionalContext: text } });
