import { endsInLine } from '../../store/log/lines-of.ts';
import type { ReadLines, SkimmedLine } from '../../store/transcripts/skim-lines.ts';
import type { Keep } from '../../store/transcripts/skimmer.ts';
import { ZstdLines } from '../../store/transcripts/zstd-lines.ts';
import { readEach } from '../json-lines.ts';
import type { Tally } from '../transcripts.ts';
import { type Fields, fieldsOf, msOf, parseJson, timeOf } from '../values.ts';
import { lacksText } from './lacks-text.ts';
import { isCompressed } from './places.ts';
import { type RolloutRecord, recordOf } from './record.ts';

const words = (text: string): string[] => text.split(' ');

/** All that is read of a record with a payload, and no more: a name that is missing here reads as absent. */
export const KEEP: Keep = {
  whole: [
    ...words('ordinal turn_id call_id id role name model arguments action metadata kind'),
    // A session's head.
    ...words('cwd cli_version source git parent_thread_id thread_source agent_role agent_nickname forked_from_id'),
    ...words('subagent_history_start_ordinal'),
    ...words('info usage response_id'),
    ...words('exit_code success parsed_cmd duration changes isError'),
    ...words('new_thread_id event_id agent_thread_id'),
  ],
  cut: words('payload item thread_settings result Ok Err'),
  start: words('output input message content text'),
  common: ['type'],
  apart: ['timestamp'],
};

/**
 * The records of a rollout. Long texts that nobody reads are left out. Those of a compressed one are the same.
 *
 * @param lines gives its lines, shortened or as they are, with the same result
 */
export const recordsIn = (path: string, tally: Tally, lines: ReadLines): Generator<RolloutRecord> =>
  isCompressed(path)
    ? compressedRecords(path, tally)
    : readEach(
        tally,
        lines(path, KEEP),
        (line) => (typeof line === 'string' ? wholeRecord(line) : shortRecord(line)),
        () => endsInLine(path),
      );

function* compressedRecords(path: string, tally: Tally): Generator<RolloutRecord> {
  const lines = new ZstdLines(path);
  yield* readEach(tally, [lines], wholeRecord, () => lines.endsInLine);
  if (lines.unread !== null) tally.unread = lines.unread;
}

function wholeRecord(text: string): RolloutRecord | null {
  const line = fieldsOf(parseJson(text));
  return line && recordOf(line, timeOf(line.timestamp));
}

function shortRecord(skimmed: SkimmedLine): RolloutRecord | null {
  const line = skimmed.cells.valueOf(skimmed.at) as Fields;
  const payload = fieldsOf(line.payload);
  if (payload === null || lacksText(payload, skimmed)) return wholeRecord(skimmed.whole());
  const time = skimmed.time();
  const at = Number.isNaN(time) ? timeOf(skimmed.apart(0) ?? line.timestamp) : msOf(time);
  return recordOf({ type: skimmed.common.type, ordinal: line.ordinal, payload }, at);
}
