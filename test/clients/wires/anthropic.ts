import { randomUUID } from 'node:crypto';
import type { Answer, StreamEvent, Wire } from './wire.ts';

const id = (prefix: string): string => `${prefix}_${randomUUID().replaceAll('-', '')}`;

/** Anthropic's Messages API: one event per step, output tokens growing until `message_delta`. */
export const anthropic: Wire = {
  takes: (path) => path.endsWith('/messages'),
  read: ({ model, tools, messages = [] }) => ({
    model: model ?? null,
    tools: (tools ?? []).map((tool: any) => ({ name: tool.name, schema: tool.input_schema ?? {} })),
    said: messages.filter(({ role }: any) => role === 'user').map(({ content }: any) => JSON.stringify(content)),
    replies: messages.filter(({ role }: any) => role === 'assistant').length,
  }),
  *stream({ model, text, calls, tokens }: Answer): Generator<StreamEvent> {
    const usage = {
      input_tokens: tokens.input,
      output_tokens: tokens.output,
      cache_read_input_tokens: tokens.cacheRead,
      cache_creation_input_tokens: tokens.cacheWrite,
    };
    const content = [
      ...(text ? [{ type: 'text', text }] : []),
      ...calls.map((call) => ({ type: 'tool_use', id: id('toolu'), ...call })),
    ];
    const message = { id: id('msg'), type: 'message', role: 'assistant', model };
    const tell = (type: string, fields: object = {}): StreamEvent => ({ event: type, data: { type, ...fields } });
    yield tell('message_start', {
      message: {
        ...message,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...usage, output_tokens: 1 },
      },
    });
    for (const [index, block] of content.entries()) {
      const isText = block.type === 'text';
      yield tell('content_block_start', {
        index,
        content_block: isText ? { type: 'text', text: '' } : { ...block, input: {} },
      });
      const delta = isText
        ? { type: 'text_delta', text: (block as { text: string }).text }
        : { type: 'input_json_delta', partial_json: JSON.stringify((block as { input: unknown }).input) };
      yield tell('content_block_delta', { index, delta });
      yield tell('content_block_stop', { index });
    }
    yield tell('message_delta', {
      delta: { stop_reason: calls.length > 0 ? 'tool_use' : 'end_turn', stop_sequence: null },
      usage: { output_tokens: usage.output_tokens },
    });
    yield tell('message_stop');
  },
};
