import type { HookEvent } from './contract.ts';
import { type Payload, textOf } from './hook-payload.ts';

/** Kinds of events by a tool's own names. */
export type Kinds = Readonly<Record<string, HookEvent['kind']>>;

/** A payload in the words that Claude Code coined and others took over; null if it names no session or event. */
export function readCommonPayload(payload: Payload, kinds: Kinds): HookEvent | null {
  const [session, name] = [textOf(payload, 'session_id'), textOf(payload, 'hook_event_name')];
  if (session === null || name === null) return null;
  return {
    kind: Object.hasOwn(kinds, name) ? kinds[name]! : 'other',
    name,
    session,
    cwd: textOf(payload, 'cwd'),
    agent_type: textOf(payload, 'agent_type'),
    agent_id: textOf(payload, 'agent_id'),
    transcript: textOf(payload, 'transcript_path'),
    agent_transcript: textOf(payload, 'agent_transcript_path'),
    reason: textOf(payload, 'reason') ?? textOf(payload, 'source'),
  };
}

/** The answer in the same words that puts a text into the context. */
export const commonAnswer = ({ name }: Pick<HookEvent, 'name'>, text: string): string =>
  JSON.stringify({ hookSpecificOutput: { hookEventName: name, additionalContext: text } });
