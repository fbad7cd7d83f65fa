import { printedIds } from '../printed-ids.ts';
import type { SessionEvent } from '../session-event.ts';
import { type Tally, tallyType } from '../transcripts.ts';
import { type Fields, fieldsOf, listOf, nameOf, textOf } from '../values.ts';
import { toolFacts } from './tools.ts';

/** A message of a Goose session, from a row of its database or a line of an older file. */
export interface Message {
  /** Of the row or line: those that Goose writes down are the provider's, and some providers count from small numbers. */
  id: string;
  role: unknown;
  at: number | null;
  content: readonly unknown[];
  /** The model's answer begins here; false: another row of the same answer, which Goose splits at its calls. */
  isReply: boolean;
  /** Shown to the user: else said by the program. */
  visible: boolean;
}

export interface Told {
  session: string;
  /** The session was started by another one. */
  isChild: boolean;
  tally: Tally;
  /** Whether compactions stand in the messages (else in the ledger). */
  compactions: boolean;
}

const PARTS = new Set(
  (
    'text image thinking redactedThinking toolRequest toolResponse frontendToolRequest toolConfirmationRequest ' +
    'actionRequired systemNotification contextLengthExceeded summarizationRequested conversationCompacted reasoning'
  ).split(' '),
);

/** The events of a session's messages, in their order. */
export function* messageEvents(messages: Iterable<Message>, told: Told): Generator<SessionEvent> {
  const { session, tally } = told;
  let reply: string | null = null;
  for (const { id, role, at, content, isReply, visible } of messages) {
    tally.lines++;
    tallyType(tally, role, role === 'user' || role === 'assistant');
    const parts = content.map(fieldsOf).filter((part) => part !== null);
    for (const part of parts) {
      const type = nameOf(part.type) ?? '?';
      tallyType(tally, `part.${type}`, PARTS.has(type));
    }
    if (role === 'assistant' && (isReply || reply === null)) {
      reply = id;
      yield { kind: 'reply', session, at, id };
    }
    const answers = parts.some(({ type }) => type === 'toolResponse');
    const says = parts.filter(({ type }) => type === 'text' || type === 'image');
    if (role === 'user' && !answers && says.length > 0) {
      const text = says.map((part) => textOf(part.text) ?? '').join('\n');
      yield { kind: 'prompt', session, at, id, human: visible && !told.isChild, text };
    }
    for (const [index, part] of parts.entries()) {
      if (part.type === 'toolRequest' || part.type === 'frontendToolRequest') {
        yield callEvent(part, `${id}.${index}`, { session, reply });
      } else if (part.type === 'toolResponse') yield resultEvent(part, `${id}.${index}`, { session, at });
      else if (part.type === 'conversationCompacted' && told.compactions) {
        yield { kind: 'mark', session, at, id: `${id}.${index}`, what: 'compaction' };
      }
    }
  }
}

function callEvent(part: Fields, fallback: string, of: { session: string; reply: string | null }): SessionEvent {
  const call = settled(part.toolCall).value;
  // A call that could not be parsed has an error in the place of its name.
  const tool = nameOf(call?.name) ?? 'invalid';
  return {
    kind: 'call',
    ...of,
    // Whole seconds, and of the row, which is written when the answer is there: no duration can be made of them.
    at: null,
    id: nameOf(part.id) ?? fallback,
    tool,
    ...toolFacts(tool, fieldsOf(call?.arguments) ?? {}),
  };
}

/** Failures stand at two levels: the call's own, and the tool's word on its result. */
function resultEvent(part: Fields, fallback: string, of: { session: string; at: number | null }): SessionEvent {
  const { failed, value } = settled(part.toolResult);
  const texts = [...listOf(value?.content), ...listOf(fieldsOf(part.toolResult)?.value)];
  const text = texts.map((content) => textOf(fieldsOf(content)?.text) ?? '').join('\n');
  const printed = printedIds(text);
  return {
    kind: 'result',
    ...of,
    id: nameOf(part.id) ?? fallback,
    error: failed === null ? null : failed || value?.isError === true,
    ...(text.startsWith('The user has declined to run this tool') ? { rejected: true } : {}),
    ...(printed.length > 0 ? { printed } : {}),
  };
}

/** `{status, value | error}`; in older files `{Ok}` or `{Err}`. */
function settled(outcome: unknown): { failed: boolean | null; value: Fields | null } {
  const fields = fieldsOf(outcome);
  const failed =
    fields?.status === 'error' || fields?.Err !== undefined
      ? true
      : fields?.status === 'success' || fields?.Ok !== undefined
        ? false
        : null;
  return { failed, value: fieldsOf(fields?.value ?? fields?.Ok) };
}
