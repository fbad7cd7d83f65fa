import { basename } from 'node:path';
import type { SessionEvent, SessionFact } from '../session-event.ts';
import type { Tally } from '../transcripts.ts';
import { fieldsIn, textOf } from '../values.ts';
import { addCopied, addTokens, type Copied, nothingCopied, replayedOf } from './copied.ts';
import { headOf, isSubagent } from './head.ts';
import { recordsIn } from './lines.ts';
import { type OwnPart, ownPartOf } from './own-part.ts';
import { isCompressed, sessionOfName } from './places.ts';
import { takeRecord } from './reading.ts';
import { type RolloutRecord, tallyRecord } from './record.ts';
import { type State, startState } from './state.ts';
import { NO_TOTALS, tokensBetween, totalsBefore, totalsOf } from './totals.ts';

/**
 * The events of one session from its rollouts. What they repeat of the parent is summed up under `replayed`.
 *
 * @param skims false: every line is parsed as a whole, with the same result
 */
export function* readRollouts(files: readonly string[], tally: Tally, skims = true): Generator<SessionEvent> {
  let state: State | null = null;
  let own: OwnPart = { isOwn: () => true, suspect: false };
  let [headed, suspect] = [false, false];
  let latest: number | null = null;
  const copied = nothingCopied();

  for (const file of files) {
    if (isCompressed(file)) {
      tally.unread = 'compressed with zstd';
      continue;
    }
    let start = true;
    for (const record of recordsIn(file, tally, skims)) {
      tallyRecord(tally, record);
      const { type, at, payload } = record;
      state ??= startState(sessionOfName(file) ?? idOf(record) ?? basename(file, '.jsonl'));
      if (at !== null && (latest === null || at > latest)) {
        if (latest === null) yield { kind: 'session', session: state.session, at };
        latest = at;
      }
      if (type === 'session_meta') {
        if (start) own = ownPartOf(file, payload, state.session, skims);
        suspect ||= own.suspect;
        if (!headed) {
          state.spawned = isSubagent(payload);
          state.forked = state.spawned || textOf(payload.forked_from_id) !== null;
        }
        // Others are the copied parent's.
        if (start || idOf(record) === state.session) yield headOf(state.session, at, payload, headed);
        [start, headed] = [false, true];
        continue;
      }
      const isOwn = own.isOwn(record);
      if (isOwn) inherit(state, record, copied);
      const events: SessionEvent[] = [];
      takeRecord(state, record, events);
      for (const event of events) {
        if (isOwn && !(event.kind === 'result' && copied.calls.has(event.id))) yield event;
        else addCopied(copied, event);
      }
    }
  }
  if (state === null) return;
  if (state.totals === null) yield* state.records.values();
  const end: SessionFact = { kind: 'session', session: state.session, at: latest, ...replayedOf(copied) };
  yield {
    ...end,
    ...(state.status && { status: state.status }),
    ...(suspect && { flags: ['replay_suspect'] }),
  };
}

const idOf = ({ type, payload }: RolloutRecord): string | null => (type === 'session_meta' ? textOf(payload.id) : null);

/**
 * The totals of a session that goes on from its parent's without repeating it start with the parent's: what its first
 * call did not use is not its own.
 */
function inherit(state: State, { kind, payload }: RolloutRecord, copied: Copied): void {
  if (kind !== 'token_count' || state.totals !== null || !state.forked) return;
  const info = fieldsIn(payload.info);
  const [after, last] = [totalsOf(info.total_token_usage), totalsOf(info.last_token_usage)];
  if (after === null || last === null || after.total <= last.total) return;
  state.totals = totalsBefore(after, last);
  addTokens(copied, tokensBetween(NO_TOTALS, state.totals));
}
