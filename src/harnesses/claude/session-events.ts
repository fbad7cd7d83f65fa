import type { SessionEvent } from '../session-event.ts';
import { factsOfCall } from './call-facts.ts';
import { chainOf, noteStart } from './chains.ts';
import { type FileReading, parentFact, sayFacts, text } from './file-reading.ts';
import { type Block, CARRIES, commandOf, kindOfUser, type Line, promptText } from './line.ts';
import type { LineObject } from './line-object.ts';
import { resultEvents } from './result-events.ts';
import starters from './starters.ts';
import { tokensOf } from './usage.ts';

/** Adds the events of one object. */
export function takeLine(reading: FileReading, object: LineObject, out: SessionEvent[]): void {
  const { head, at } = object;
  if (CARRIES.get(head.type as string) !== true) return;
  let { session } = reading;
  if (head.isSidechain === true && !reading.isAgent) {
    const chain = chainOf(reading.chains, session, object);
    if (!reading.said.has(chain.id)) out.push(parentFact(chain.id, reading.root, chain.agent));
    session = chain.id;
  }
  sayFacts(reading, session, head, at, out);
  if (head.type === 'assistant') takeAssistant(reading, session, object, out);
  else if (head.type === 'user') takeUser(reading, session, object, out);
  else if (head.type === 'system') takeSystem(reading, session, object, out);
  else if (head.type === 'attachment') takeAttachment(session, object, out);
}

const idOf = (reading: FileReading, object: LineObject): string => text(object.uuid()) ?? `line:${reading.line}`;

/** Reasons to stop that end a turn, or at which the model had more to say, or would not. */
const ENDS: Readonly<Record<string, 'stop' | 'limit' | undefined>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'limit',
  model_context_window_exceeded: 'limit',
  refusal: 'limit',
};

function takeAssistant(reading: FileReading, session: string, object: LineObject, out: SessionEvent[]): void {
  const { line, at } = object;
  if (line.isApiErrorMessage === true) {
    out.push({ kind: 'mark', session, at, id: idOf(reading, object), what: 'api-error' });
    return;
  }
  const message = line.message;
  // Claude Code's own words, not a model's.
  if (message?.model === '<synthetic>') return;
  const id = text(message?.id) ?? idOf(reading, object);
  const copied = typeof line.forkedFrom === 'object' && line.forkedFrom !== null;
  out.push(copied ? { kind: 'reply', session, at, id, copied } : { kind: 'reply', session, at, id });
  takeUsage(session, line, at, out);
  const reason = text(message?.stop_reason);
  const end = reason !== null && Object.hasOwn(ENDS, reason) ? ENDS[reason] : undefined;
  if (end !== undefined) out.push({ kind: 'mark', session, at, id: `${end}:${id}`, what: end });
  if (!Array.isArray(message?.content)) return;
  for (const block of message.content as Array<Block & { input?: { prompt?: unknown } }>) {
    if (block?.type !== 'tool_use' || typeof block.id !== 'string') continue;
    const tool = text(block.name) ?? '?';
    // All with the same fields: what takes millions of them in is the faster for it.
    const { files, command, skill, starts } = factsOfCall(tool, block.input);
    out.push({ kind: 'call', session, at, id: block.id, reply: id, tool, files, command, skill, starts });
    if (!reading.isAgent && starters.includes(tool)) noteStart(reading.chains, block.id, block.input?.prompt, starts);
  }
}

/** What a reply was charged. @param request it is no reply of the conversation, but a call that wrote its summary */
export function takeUsage(session: string, line: Line, at: number | null, out: SessionEvent[], request = false): void {
  const { id, model, usage, stop_reason } = line.message ?? {};
  if (text(id) === null || text(model) === null || model === '<synthetic>' || line.isApiErrorMessage === true) return;
  if (typeof usage !== 'object' || usage === null) return;
  out.push({
    kind: 'usage',
    session,
    at,
    id: id!,
    model: model!,
    tokens: tokensOf(usage),
    cost_usd: null,
    cut: !stop_reason,
    request: request || undefined,
  });
}

/** What the program itself says under `user`, as a prompt that the model answers. */
const NOT_HUMAN = /^\s*<(task-notification|teammate-message|agent-message|background-task)/;

function takeUser(reading: FileReading, session: string, object: LineObject, out: SessionEvent[]): void {
  const { line, at } = object;
  const kind = kindOfUser(line);
  if (kind === 'results') resultEvents(reading, session, line, at, () => object.raw(), out);
  else if (kind === 'interrupt') out.push({ kind: 'mark', session, at, id: idOf(reading, object), what: 'interrupt' });
  else if (kind === 'prompt') {
    const id = idOf(reading, object);
    const prompt = promptText(line);
    const own =
      session !== reading.root ||
      NOT_HUMAN.test(prompt) ||
      (line as { promptSource?: unknown }).promptSource === 'system';
    const skill = commandOf(prompt);
    out.push({ kind: 'prompt', session, at, id, human: !own, text: prompt, ...(skill === undefined ? {} : { skill }) });
  }
}

function takeSystem(reading: FileReading, session: string, object: LineObject, out: SessionEvent[]): void {
  const { line, at } = object;
  const id = idOf(reading, object);
  if (line.subtype === 'api_error') out.push({ kind: 'mark', session, at, id, what: 'retry' });
  else if (line.subtype === 'compact_boundary') {
    const { compactMetadata } = line as { compactMetadata?: { preTokens?: unknown } | null };
    const context = compactMetadata?.preTokens;
    const known = typeof context === 'number' && Number.isSafeInteger(context) && context > 0;
    out.push({ kind: 'mark', session, at, id, what: 'compaction', ...(known ? { context } : {}) });
  }
}

/** Rule files that were put into the context because a file beside them was read. */
function takeAttachment(session: string, { line, at }: LineObject, out: SessionEvent[]): void {
  const { attachment } = line as { attachment?: { type?: unknown; path?: unknown } | null };
  if (attachment?.type !== 'nested_memory') return;
  const name = text(attachment.path);
  if (name !== null) out.push({ kind: 'seen', session, at, what: 'rule', name });
}
