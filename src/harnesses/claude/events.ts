import { commonAnswer, type Kinds, readCommonPayload } from '../common-payload.ts';
import type { HookEvents } from '../hook-events.ts';
import { textOf } from '../hook-payload.ts';

const KINDS: Kinds = {
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
  read: (payload) => readCommonPayload(payload, KINDS),
  takesText: ({ kind }) => kind === 'start' || kind === 'subagent-start',
  answer: commonAnswer,
  silence: '',
};
export default events;
