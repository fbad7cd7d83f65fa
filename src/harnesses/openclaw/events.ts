import { parseTime } from '../../lib/time.ts';
import { linesOf } from '../../store/log/lines-of.ts';
import { lineIds } from '../line-ids.ts';
import { printedIds } from '../printed-ids.ts';
import { replayedIn } from '../replayed.ts';
import type { SessionEvent } from '../session-event.ts';
import { type Tally, tallyType } from '../transcripts.ts';
import { countOf, type Fields, fieldsOf, listOf, msOf, nameOf, parseJson, textOf } from '../values.ts';
import { toolFacts } from './tools.ts';
import { usageOf } from './usage.ts';

const RECORDS = new Set(
  (
    'session message model_change thinking_level_change custom custom_message compaction branch_summary label ' +
    'session_info leaf'
  ).split(' '),
);
const ROLES = new Set('user assistant toolResult bashExecution custom branchSummary compactionSummary'.split(' '));

/** Who a file's session is. */
export interface Owner {
  session: string;
  /** Null for OpenClaw's own `main`. */
  agent: string | null;
}

/**
 * The events of a file in pi's session format, which OpenClaw writes too: version 3, a tree by `parentId`, and version 1
 * of 2025, without ids. Branches that were left stay in the file and were paid for, so that every line counts.
 */
export function* fileEvents(path: string, { session, agent }: Owner, tally: Tally): Generator<SessionEvent> {
  const idOf = lineIds();
  const copied: SessionEvent[] = [];
  let [known, torn] = [false, false];
  let forked: number | null = null;
  for (const line of linesOf(path)) {
    // A line that does not parse is bad once another one follows it; at the end it may still be growing.
    if (torn) tally.bad_lines++;
    torn = false;
    if (line === '') continue;
    if (line === null) {
      tally.lines++;
      tally.bad_lines++;
      continue;
    }
    const record = fieldsOf(parseJson(line));
    torn = record === null;
    if (!record) continue;
    tally.lines++;
    tallyType(tally, record.type, RECORDS.has(nameOf(record.type) ?? ''));
    const of = { session, at: parseTime(textOf(record.timestamp) ?? ''), id: nameOf(record.id) ?? idOf(line) };
    if (record.type === 'session' && !known) {
      known = true;
      const cwd = textOf(record.cwd);
      if (textOf(record.parentSession)) forked = of.at;
      const named = agent === null ? {} : { agent };
      yield { kind: 'session', session, at: of.at, parent: null, ...named, ...(cwd ? { cwd } : {}) };
      continue;
    }
    const events = recordEvents(record, of, tally);
    // A fork repeats the history of the file that it names, older than itself.
    if (forked !== null && of.at !== null && of.at < forked) copied.push(...events);
    else yield* events;
  }
  const replayed = replayedIn(copied);
  if (replayed) yield { kind: 'session', session, at: null, replayed };
}

function* recordEvents(record: Fields, of: Of, tally: Tally): Generator<SessionEvent> {
  if (record.type === 'compaction') {
    const context = countOf(record.tokensBefore);
    yield { kind: 'mark', ...of, what: 'compaction', ...(context === null ? {} : { context }) };
  } else if (record.type === 'message') {
    const message = fieldsOf(record.message);
    if (message) yield* messageEvents(message, { ...of, at: of.at ?? msOf(message.timestamp) }, tally);
    else tally.bad_lines++;
  }
}

interface Of {
  session: string;
  at: number | null;
  id: string;
}

function* messageEvents(message: Fields, of: Of, tally: Tally): Generator<SessionEvent> {
  const role = nameOf(message.role) ?? '?';
  tallyType(tally, `message.${role}`, ROLES.has(role));
  if (role === 'user') yield { kind: 'prompt', ...of, human: true, text: textIn(message.content) };
  else if (role === 'toolResult') yield resultEvent(message, of);
  else if (role === 'assistant') yield* replyEvents(message, of);
}

function* replyEvents(message: Fields, of: Of): Generator<SessionEvent> {
  // `delivery-mirror` and `gateway-injected`: what OpenClaw itself says, no model was called.
  if (message.provider === 'openclaw') return;
  yield { kind: 'reply', ...of };
  const failed = message.stopReason === 'error';
  const usage = usageOf(message);
  if (usage) yield { kind: 'usage', ...of, ...usage };
  else if (!failed) yield { kind: 'session', session: of.session, at: null, flags: ['partial'] };
  if (failed) yield { kind: 'mark', ...of, what: 'api-error' };
  else if (message.stopReason === 'aborted') yield { kind: 'mark', ...of, what: 'interrupt' };
  else if (message.stopReason === 'stop') yield { kind: 'mark', ...of, what: 'stop' };
  else if (message.stopReason === 'length') yield { kind: 'mark', ...of, what: 'limit' };
  for (const [index, block] of listOf(message.content).entries()) {
    const fields = fieldsOf(block);
    if (fields?.type !== 'toolCall') continue;
    const [id, tool] = [nameOf(fields.id) ?? `${of.id}.${index}`, nameOf(fields.name) ?? '?'];
    yield { kind: 'call', ...of, id, reply: of.id, tool, ...toolFacts(tool, fieldsOf(fields.arguments) ?? {}) };
  }
}

function resultEvent(message: Fields, of: Of): SessionEvent {
  const details = fieldsOf(message.details);
  const ms = countOf(details?.durationMs);
  const printed = printedIds(textIn(message.content));
  return {
    kind: 'result',
    ...of,
    id: nameOf(message.toolCallId) ?? of.id,
    // A command that ends with another code than 0 is no failure of the tool.
    error: typeof message.isError === 'boolean' ? message.isError : null,
    ...(ms === null ? {} : { ms }),
    ...(printed.length > 0 ? { printed } : {}),
  };
}

const textIn = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : listOf(content)
        .map((block) => textOf(fieldsOf(block)?.text) ?? '')
        .join('\n');
