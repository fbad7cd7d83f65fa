import type { SessionEvent, UsageTokens } from '../session-event.ts';
import { countOf, type Fields, fieldsIn, fieldsOf, listOf, textOf, timeOf } from '../values.ts';
import { callEvents } from './call-events.ts';

/**
 * Token classes of a reply: `input` holds the cached part, `output` does not hold the thoughts, and what tools put into the
 * prompt (`tool`) stands apart (total = input + output + thoughts + tool). Writing the cache is not noted.
 */
export function tokensOf(tokens: Fields): UsageTokens {
  const [input, output, cached, thoughts] = [tokens.input, tokens.output, tokens.cached, tokens.thoughts].map(countOf);
  return {
    input: input == null ? null : Math.max(0, input - (cached ?? 0)) + (countOf(tokens.tool) ?? 0),
    output: output == null ? null : output + (thoughts ?? 0),
    reasoning: thoughts ?? null,
    cache_read: cached ?? null,
    cache_write: null,
    cache_write_1h: null,
  };
}

/** The texts of a message: a string, or a list of parts. */
export const messageText = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : listOf(content)
        .map((part) => (typeof part === 'string' ? part : (textOf(fieldsIn(part).text) ?? '')))
        .filter(Boolean)
        .join('\n');

export const KNOWN = new Set(['user', 'gemini', 'info', 'warning', 'error']);

/** Text that the program puts before the conversation. */
const NOT_TYPED = /^\s*<(session_context|environment_context|system-reminder)>/;

/**
 * The events of one message. `user` messages that hold tools' output are no prompts.
 *
 * @param human false in a subagent, whose prompts are its parent's
 */
export function messageEvents(session: string, human: boolean, message: Fields, out: SessionEvent[]): void {
  const { id } = message;
  if (typeof id !== 'string' || id === '') return;
  const at = timeOf(message.timestamp);
  if (message.type === 'user') {
    const text = messageText(message.content);
    if (text !== '' && !NOT_TYPED.test(text)) out.push({ kind: 'prompt', session, at, id, human, text });
    else out.push({ kind: 'session', session, at });
  } else if (message.type === 'gemini') {
    out.push({ kind: 'reply', session, at, id });
    const tokens = fieldsOf(message.tokens);
    if (tokens !== null) {
      const model = textOf(message.model);
      out.push({ kind: 'usage', session, at, id, model, tokens: tokensOf(tokens), cost_usd: null });
    }
    for (const call of listOf(message.toolCalls)) callEvents(session, id, at, call, out);
  } else if (message.type === 'error') out.push({ kind: 'mark', session, at, id, what: 'api-error' });
  else if (message.type === 'info' && /^Request cancelled/.test(messageText(message.content))) {
    out.push({ kind: 'mark', session, at, id, what: 'interrupt' });
  }
}
