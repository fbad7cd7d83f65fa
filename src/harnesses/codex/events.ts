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

/** Codex's hooks, all seen firing in 0.169.0. */
const events: HookEvents = {
  name: 'codex',
  owns: (payload) => /[\\/]rollout-[^\\/]+\.jsonl$/.test(textOf(payload, 'transcript_path') ?? ''),
  read: (payload) => readCommonPayload(payload, KINDS),
  takesText: ({ kind }) => kind === 'start' || kind === 'subagent-start',
  answer: commonAnswer,
  silence: '',
};
export default events;
