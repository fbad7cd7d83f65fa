import { basename } from 'node:path';
import { type ReadLines, skimLines } from '../../store/transcripts/skim-lines.ts';
import type { SessionEvent, SessionFact } from '../session-event.ts';
import type { Tally } from '../transcripts.ts';
import { fieldsIn, textOf } from '../values.ts';
import { addCopied, addTokens, type Copied, nothingCopied, replayedOf } from './copied.ts';
import { headOf, isSubagent } from './head.ts';
import { recordsIn } from './lines.ts';
import { type OwnPart, ownPartOf } from './own-part.ts';
import { plainPath, sessionOfName } from './places.ts';
import { takeRecord } from './reading.ts';
import { type RolloutRecord, tallyRecord } from './record.ts';
import { type State, startState } from './state.ts';
import { NO_TOTALS, tokensBetween, totalsBefore, totalsOf } from './totals.ts';

/**
 * The events of one session from its rollouts. What they repeat of the parent is summed up under `replayed`.
 *
 * @param lines gives their lines, shortened or as they are, with the same result
 */
export function* readRollouts(
  files: readonly string[],
  tally: Tally,
  lines: ReadLines = skimLines,
): Generator<SessionEvent> {
  let reading: Reading | null = null;
  for (const file of files) {
    let start = true;
    for (const record of recordsIn(file, tally, lines)) {
      reading ??= startReading(sessionOfName(file) ?? idOf(record) ?? basename(plainPath(file), '.jsonl'));
      tallyRecord(tally, record);
      const out: SessionEvent[] = [];
      takeTime(reading, record, out);
      if (record.type === 'session_meta') {
        takeHead(reading, record, start ? ownPartOf(file, record.payload, reading.state.session) : null, out);
        start = false;
      } else takeOther(reading, record, out);
      yield* out;
    }
  }
  if (reading !== null) yield* endOf(reading);
}

/** What was read of a session's rollouts. */
interface Reading {
  state: State;
  own: OwnPart;
  headed: boolean;
  suspect: boolean;
  latest: number | null;
  copied: Copied;
}

const startReading = (session: string): Reading => ({
  state: startState(session),
  own: { isOwn: () => true, suspect: false },
  headed: false,
  suspect: false,
  latest: null,
  copied: nothingCopied(),
});

function takeTime(reading: Reading, { at }: RolloutRecord, out: SessionEvent[]): void {
  if (at === null || (reading.latest !== null && at <= reading.latest)) return;
  if (reading.latest === null) out.push({ kind: 'session', session: reading.state.session, at });
  reading.latest = at;
}

/** @param own what is the session's own of the file, if this is its first head */
function takeHead(reading: Reading, record: RolloutRecord, own: OwnPart | null, out: SessionEvent[]): void {
  const { state, headed } = reading;
  const { at, payload } = record;
  if (own) reading.own = own;
  reading.suspect ||= reading.own.suspect;
  if (!headed) {
    state.spawned = isSubagent(payload);
    state.forked = state.spawned || textOf(payload.forked_from_id) !== null;
  }
  // Others are the copied parent's.
  if (own || idOf(record) === state.session) out.push(headOf(state.session, at, payload, headed));
  reading.headed = true;
}

function takeOther({ state, own, copied }: Reading, record: RolloutRecord, out: SessionEvent[]): void {
  const isOwn = own.isOwn(record);
  if (isOwn) inherit(state, record, copied);
  if (isOwn && copied.calls.size === 0) {
    takeRecord(state, record, out);
    return;
  }
  const events: SessionEvent[] = [];
  takeRecord(state, record, events);
  for (const event of events) {
    if (isOwn && !(event.kind === 'result' && copied.calls.has(event.id))) out.push(event);
    else addCopied(copied, event);
  }
}

function* endOf({ state, latest, copied, suspect }: Reading): Generator<SessionEvent> {
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
