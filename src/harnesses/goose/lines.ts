import { basename } from 'node:path';
import { linesOf } from '../../store/log/lines-of.ts';
import type { SessionEvent } from '../session-event.ts';
import { type Tally, tallyType } from '../transcripts.ts';
import { type Fields, fieldsOf, listOf, nameOf, parseJson, textOf } from '../values.ts';
import { secondsOf } from './database.ts';
import { type Message, messageEvents } from './messages.ts';
import { accumulatedCharge } from './usage.ts';

/** First line of an older file. */
const HEADER = /^\{[^\n]*"working_dir"\s*:/;
export const isHeader = (head: string): boolean =>
  HEADER.test(head) && !/^\{[^\n]*"role"\s*:/.test(head.split('\n', 1)[0]!);

/** The events of a session's own file (up to 1.9): a line about the session, then one for each message. */
export function* fileEvents(path: string, tally: Tally): Generator<SessionEvent> {
  const session = basename(path, '.jsonl');
  const messages: Message[] = [];
  let header: Fields | null = null;
  let torn = false;
  for (const line of linesOf(path)) {
    // A line that does not parse is bad once another one follows it; at the end it may still be growing.
    if (torn) tally.bad_lines++;
    torn = false;
    if (line === '') continue;
    const fields = fieldsOf(parseJson(line));
    if (line === null) tally.bad_lines++;
    else if (!fields) torn = true;
    else if (fields.role === undefined) header ??= fields;
    else messages.push(messageOf(fields, messages.length));
  }
  const cwd = textOf(header?.working_dir);
  tally.lines++;
  tallyType(tally, 'session', true);
  yield { kind: 'session', session, at: null, parent: null, local_id: true, ...(cwd ? { cwd } : {}) };
  yield* messageEvents(messages, { session, isChild: false, tally, compactions: true });
  const charged = accumulatedCharge(header ?? {}, null);
  if (charged) yield { kind: 'usage', session, at: null, id: 'accumulated', ...charged };
}

const messageOf = (fields: Fields, place: number): Message => ({
  id: nameOf(fields.id) ?? `m${place}`,
  role: fields.role,
  at: secondsOf(fields.created),
  content: listOf(fields.content),
  isReply: true,
  visible: fieldsOf(fields.metadata)?.userVisible !== false,
});
