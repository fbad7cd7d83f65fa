import type { HookEvent } from '../contract.ts';
import type { HookEvents } from '../hook-events.ts';
import { textOf } from '../hook-payload.ts';

const KINDS: Readonly<Record<string, HookEvent['kind']>> = {
  SessionStart: 'start',
  Stop: 'turn',
  SessionEnd: 'end',
};

/**
 * Goose's hooks (fields: https://goose-docs.ai/docs/guides/context-engineering/hooks; not seen in the real client). They
 * only look on: no answer reaches the model. Its sessions stand in a database.
 */
const events: HookEvents = {
  name: 'goose',
  owns: (payload) => textOf(payload, 'event') !== null && textOf(payload, 'session_id') !== null,
  read: (payload) => {
    const [session, name] = [textOf(payload, 'session_id'), textOf(payload, 'event')];
    if (session === null || name === null) return null;
    return {
      kind: Object.hasOwn(KINDS, name) ? KINDS[name]! : 'other',
      name,
      session,
      cwd: textOf(payload, 'working_dir'),
      agent_type: null,
      agent_id: null,
      transcript: null,
      agent_transcript: null,
      reason: null,
    };
  },
  takesText: () => false,
  answer: () => '',
  silence: '',
};
export default events;
