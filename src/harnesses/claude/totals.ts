import { isoTime } from '../../lib/time.ts';
import { utf8 } from '../../store/transcripts/lines.ts';
import type { RunTotals } from '../contract.ts';
import { wholeName } from '../transcripts.ts';
import type { Last, ReadState } from './reading.ts';
import { addReply } from './replies.ts';

/** The totals as they stand. */
export function totalsOf(state: ReadState): RunTotals {
  const names = state.models.map(utf8);
  const models = JSON.parse(JSON.stringify(state.sums)) as RunTotals['models'];
  let cut = state.cut;
  for (const reply of state.replies.values()) {
    addReply(models, names[reply.model]!, reply);
    if (reply.cut) cut++;
  }
  const flags: string[] = [];
  if (cut > 0) flags.push('partial');
  if (state.bad_lines > 0) flags.push('bad-lines');
  if (state.long_lines > 0) flags.push('long-lines');
  if (state.copied_until !== null) flags.push('forked');
  const running = state.turn ? state.turn[1] - state.turn[0] : 0;
  return {
    started: state.first === null ? null : isoTime(state.first),
    ended: state.latest === null ? null : isoTime(state.latest),
    working_ms: state.first === null ? null : state.working + running,
    models,
    tool_calls: state.tool_calls,
    tool_errors: Object.values(state.errors).reduce((a, b) => a + b, 0),
    errors: { ...state.errors },
    harness_version: state.version === null ? null : wholeName(utf8(state.version), 100),
    status: STATUS[state.last],
    branch: state.branch === null ? null : wholeName(utf8(state.branch), 250),
    printed_ids: [...state.printed_ids],
    flags,
    lines: state.lines,
    bad_lines: state.bad_lines + state.long_lines,
    unknown: { ...state.unknown },
  };
}

const STATUS: Readonly<Record<Last, RunTotals['status']>> = {
  none: 'open',
  prompt: 'open',
  call: 'open',
  results: 'open',
  reply: 'ended',
  error: 'failed',
  interrupt: 'aborted',
};
