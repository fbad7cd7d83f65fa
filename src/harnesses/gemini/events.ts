import { commonAnswer, type Kinds, readCommonPayload } from '../common-payload.ts';
import type { HookEvents } from '../hook-events.ts';
import { textOf } from '../hook-payload.ts';

const KINDS: Kinds = {
  SessionStart: 'start',
  AfterAgent: 'turn',
  SessionEnd: 'end',
};

/** Gemini CLI's hooks (fields seen in 0.61.0: `real-clients.md`). It reads every answer as JSON. */
const events: HookEvents = {
  name: 'gemini',
  owns: (payload) =>
    textOf(payload, 'timestamp') !== null && /[\\/]\.gemini[\\/]/.test(textOf(payload, 'transcript_path') ?? ''),
  read: (payload) => readCommonPayload(payload, KINDS),
  takesText: ({ kind }) => kind === 'start',
  answer: commonAnswer,
  silence: '{}',
};
export default events;
