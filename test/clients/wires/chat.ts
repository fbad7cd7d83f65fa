import { randomUUID } from 'node:crypto';
import type { Wire } from './wire.ts';

/** OpenAI's Chat Completions. Cached tokens are inside `prompt_tokens`, reasoning inside `completion_tokens`. */
export const chat: Wire = {
  takes: (path) => path.endsWith('/chat/completions'),
  read: ({ model, tools, messages = [] }) => ({
    model: model ?? null,
    tools: (tools ?? []).map((tool: any) => ({ name: tool.function.name, schema: tool.function.parameters ?? {} })),
    said: messages.filter(({ role }: any) => role === 'user').map(({ content }: any) => JSON.stringify(content)),
    replies: messages.filter(({ role }: any) => role === 'assistant').length,
  }),
  *stream({ model, text, calls, tokens }) {
    const head = {
      id: `chatcmpl-${randomUUID()}`,
      object: 'chat.completion.chunk',
      created: Math.floor(Date.now() / 1000),
      model,
    };
    const chunk = (delta: object, finish_reason: string | null = null) => ({
      data: { ...head, choices: [{ index: 0, delta, finish_reason }] },
    });
    yield chunk({ role: 'assistant', content: text });
    for (const [index, { name, input }] of calls.entries()) {
      const call = { index, id: `call_${randomUUID()}`, type: 'function' };
      yield chunk({ tool_calls: [{ ...call, function: { name, arguments: JSON.stringify(input) } }] });
    }
    yield chunk({}, calls.length > 0 ? 'tool_calls' : 'stop');
    const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite;
    yield {
      data: {
        ...head,
        choices: [],
        usage: {
          prompt_tokens: prompt,
          completion_tokens: tokens.output,
          total_tokens: prompt + tokens.output,
          prompt_tokens_details: { cached_tokens: tokens.cacheRead },
          completion_tokens_details: { reasoning_tokens: tokens.reasoning },
        },
      },
    };
    yield { data: '[DONE]' };
  },
};
