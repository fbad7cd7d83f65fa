import type { HookEvent } from '../contract.ts';
import type { HookEvents } from '../hook-events.ts';
import { textOf } from '../hook-payload.ts';

const KINDS: Readonly<Record<string, HookEvent['kind']>> = {
  'session.created': 'start',
  'session.idle': 'turn',
  'session.deleted': 'end',
};

/** What ka's own plugin for OpenCode sends (`plugin.ts`). Its sessions stand in a database: no transcript is named. */
const events: HookEvents = {
  name: 'opencode',
  owns: (payload) => textOf(payload, 'sessionID') !== null,
  read: (payload) => {
    const [session, name] = [textOf(payload, 'sessionID'), textOf(payload, 'event')];
    if (session === null || name === null) return null;
    return {
      kind: Object.hasOwn(KINDS, name) ? KINDS[name]! : 'other',
      name,
      session,
      cwd: textOf(payload, 'directory'),
      agent_type: null,
      agent_id: null,
      transcript: null,
      agent_transcript: null,
      reason: null,
    };
  },
  takesText: ({ kind }) => kind === 'start',
  answer: (_, text) => JSON.stringify({ system: text }),
  silence: '',
};
export default events;
