import { readFields } from '../read-json.ts';
import type { Tally } from '../transcripts.ts';
import { type Fields, fieldsOf, listOf, msOf, nameOf } from '../values.ts';
import type { Conversation, Message } from './conversation.ts';
import { ownerOf } from './tree.ts';

/** The session of an `opencode export` document: `{info, messages: [{info, parts}]}`. */
export function exportConversation(path: string, tally: Tally): Conversation | null {
  const document = readFields(path);
  const info = fieldsOf(document?.info);
  if (!info) {
    tally.bad_lines++;
    return null;
  }
  const messages = listOf(document?.messages).flatMap((entry): Message[] => {
    const message = fieldsOf(fieldsOf(entry)?.info);
    if (!message) tally.bad_lines++;
    return message ? [{ info: message, parts: partsOf(fieldsOf(entry)?.parts) }] : [];
  });
  return { info, messages: inOrder(messages) };
}

const partsOf = (parts: unknown): Fields[] =>
  listOf(parts)
    .map(fieldsOf)
    .filter((part) => part !== null);

/**
 * The session of the JSON tree (up to 1.1).
 *
 * @param files the session's own, then those of its messages and their parts
 */
export function treeConversation(files: readonly string[], tally: Tally): Conversation | null {
  const [first, ...others] = files;
  const info = first === undefined ? null : readFields(first);
  if (!info) {
    tally.bad_lines++;
    return null;
  }
  const messages: Message[] = [];
  const parts = new Map<string, Fields[]>();
  for (const path of others) {
    const fields = readFields(path);
    const owner = ownerOf(path);
    if (!fields || !owner) tally.bad_lines++;
    else if (owner.kind === 'message') messages.push({ info: fields, parts: [] });
    else parts.set(owner.id, [...(parts.get(owner.id) ?? []), fields]);
  }
  const whole = messages.map(({ info }) => ({ info, parts: parts.get(nameOf(info.id) ?? '') ?? [] }));
  return { info, messages: inOrder(whole) };
}

const inOrder = (messages: Message[]): Message[] => {
  const keyed = messages.map((message) => ({
    message,
    at: msOf(fieldsOf(message.info.time)?.created) ?? 0,
    id: nameOf(message.info.id) ?? '',
  }));
  return keyed.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).map(({ message }) => message);
};
