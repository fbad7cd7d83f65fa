import { printedIds } from '../printed-ids.ts';
import { replayedIn } from '../replayed.ts';
import type { SessionEvent } from '../session-event.ts';
import { type Tally, tallyType } from '../transcripts.ts';
import { type Fields, fieldsOf, listOf, msOf, nameOf, textOf } from '../values.ts';
import { toolFacts } from './tools.ts';
import { usageOf } from './usage.ts';

/** A session as OpenCode's three shapes (database, JSON tree, export) all hold it. Messages by time, then id. */
export interface Conversation {
  info: Fields;
  messages: Iterable<Message>;
}
export interface Message {
  info: Fields;
  parts: readonly Fields[];
}

const PARTS = new Set(
  'text reasoning tool step-start step-finish patch file snapshot agent subtask compaction retry'.split(' '),
);
/** Reasons to stop that end a turn, or at which the model had more to say, or would not. */
const ENDS: Readonly<Record<string, 'stop' | 'limit' | undefined>> = {
  stop: 'stop',
  length: 'limit',
  'content-filter': 'limit',
};
/** The built-in agents of a session that names none. */
const UNNAMED = new Set(['build', 'plan']);

/** The events of one session. */
export function* conversationEvents({ info, messages }: Conversation, tally: Tally): Generator<SessionEvent> {
  const session = nameOf(info.id);
  if (session === null) {
    tally.bad_lines++;
    return;
  }
  tally.lines++;
  tallyType(tally, 'session', true);
  const parent = nameOf(info.parentID);
  const [cwd, version] = [textOf(info.directory), nameOf(info.version)];
  yield {
    kind: 'session',
    session,
    at: null,
    parent,
    ...(cwd ? { cwd } : {}),
    ...(version ? { harness_version: version } : {}),
  };
  const state: State = {
    session,
    isChild: parent !== null,
    agent: nameOf(info.agent),
    calls: new Set(),
    compacted: new Set(),
  };
  const copied: SessionEvent[] = [];
  let named = false;
  for (const message of messages) {
    tally.lines += 1 + message.parts.length;
    for (const part of message.parts) {
      const type = nameOf(part.type) ?? '?';
      tallyType(tally, `part.${type}`, PARTS.has(type));
    }
    const { role } = message.info;
    tallyType(tally, role, role === 'user' || role === 'assistant');
    state.agent ??= nameOf(message.info.agent) ?? nameOf(message.info.mode);
    if (!named && state.agent !== null) {
      named = true;
      if (state.isChild || !UNNAMED.has(state.agent)) yield { kind: 'session', session, at: null, agent: state.agent };
    }
    const events =
      role === 'user' ? promptEvents(message, state) : role === 'assistant' ? replyEvents(message, state) : [];
    if (isCopy(message.info, info)) copied.push(...events);
    else yield* events;
  }
  const replayed = replayedIn(copied);
  if (replayed) yield { kind: 'session', session, at: null, replayed };
}

/** A fork gets copies of the messages before it, with new ids and their old times: older than the session. */
function isCopy(message: Fields, session: Fields): boolean {
  const [made, began] = [msOf(fieldsOf(message.time)?.created), msOf(fieldsOf(session.time)?.created)];
  return made !== null && began !== null && made < began - 1000;
}

interface State {
  session: string;
  isChild: boolean;
  agent: string | null;
  calls: Set<string>;
  /** User messages that ask for a compaction. */
  compacted: Set<string>;
}

function* promptEvents({ info, parts }: Message, { session, isChild, compacted }: State): Generator<SessionEvent> {
  const id = nameOf(info.id);
  if (id === null) return;
  const at = msOf(fieldsOf(info.time)?.created);
  if (parts.some(({ type }) => type === 'compaction')) {
    compacted.add(id);
    yield { kind: 'mark', session, at, id, what: 'compaction' };
    return;
  }
  const texts = parts.filter(({ type }) => type === 'text');
  const said = texts.filter(({ synthetic, ignored }) => synthetic !== true && ignored !== true);
  const human = !isChild && (said.length > 0 || texts.length === 0);
  const text = (said.length > 0 ? said : texts).map((part) => textOf(part.text) ?? '').join('\n');
  yield { kind: 'prompt', session, at, id, human, text };
}

function* replyEvents(message: Message, state: State): Generator<SessionEvent> {
  const { info, parts } = message;
  const { session } = state;
  const id = nameOf(info.id);
  if (id === null) return;
  const time = fieldsOf(info.time);
  const created = msOf(time?.created);
  const at = msOf(time?.completed) ?? created;
  yield { kind: 'reply', session, at, id };
  const usage = usageOf(info);
  if (usage) yield { kind: 'usage', session, at, id, ...usage };
  const error = fieldsOf(info.error);
  const stopped = error?.name === 'MessageAbortedError';
  // A reply that was cut off or that its provider did not count; one that was refused cost nothing.
  if (!usage && (!error || stopped)) yield { kind: 'session', session, at: null, flags: ['partial'] };
  if (error) yield { kind: 'mark', session, at, id, what: stopped ? 'interrupt' : 'api-error' };
  const end = ENDS[nameOf(info.finish) ?? ''];
  if (end && !error) yield { kind: 'mark', session, at, id: `${id}.end`, what: end };
  // Newer versions mark the request for a summary, older ones only the summary itself.
  if (info.summary === true && !state.compacted.has(nameOf(info.parentID) ?? '')) {
    yield { kind: 'mark', session, at, id: `${id}.summary`, what: 'compaction' };
  }
  for (const [index, part] of parts.entries()) {
    if (part.type === 'tool') yield* callEvents(part, { id, index, created }, state);
    else if (part.type === 'retry') {
      const retried = msOf(fieldsOf(part.time)?.created) ?? created;
      yield { kind: 'mark', session, at: retried, id: nameOf(part.id) ?? `${id}.${index}`, what: 'retry' };
    }
  }
}

function* callEvents(
  part: Fields,
  reply: { id: string; index: number; created: number | null },
  { session, calls }: State,
): Generator<SessionEvent> {
  const state = fieldsOf(part.state);
  const time = fieldsOf(state?.time);
  const [start, end] = [msOf(time?.start) ?? reply.created, msOf(time?.end)];
  // A part's id is its own; a call's id comes from the provider, and some count from zero in each reply.
  const own = nameOf(part.id);
  const id = own !== null && !calls.has(own) ? own : `${reply.id}.${reply.index}`;
  calls.add(id);
  const tool = nameOf(part.tool) ?? '?';
  const facts = toolFacts(tool, fieldsOf(state?.input) ?? {}, listOf(fieldsOf(state?.metadata)?.files));
  yield { kind: 'call', session, at: start, id, reply: reply.id, tool, ...facts };
  const failed = state?.status === 'error';
  if (!failed && state?.status !== 'completed') return;
  const child = nameOf(fieldsOf(state.metadata)?.sessionId);
  const printed = printedIds(textOf(state.output) ?? '');
  yield {
    kind: 'result',
    session,
    at: end ?? start,
    id,
    // `invalid` answers a call of a tool that does not exist, or with arguments that do not fit.
    error: failed || tool === 'invalid',
    ...(failed && /^(Error: )?The user rejected permission/.test(textOf(state.error) ?? '') ? { rejected: true } : {}),
    ...(start !== null && end !== null && end >= start && time?.start !== undefined ? { ms: end - start } : {}),
    ...(child ? { child } : {}),
    ...(printed.length > 0 ? { printed } : {}),
  };
}
