import { randomUUID } from 'node:crypto';
import type { Answer, Wire } from './wire.ts';

/** Items of a request that the model wrote; one reply leaves one or several, side by side. */
const isModels = ({ type, role }: any): boolean =>
  role === 'assistant' || ['reasoning', 'function_call', 'custom_tool_call', 'local_shell_call'].includes(type);

/** OpenAI's Responses API. Cached tokens are inside `input_tokens`, reasoning inside `output_tokens`. */
export const responses: Wire = {
  takes: (path) => path.endsWith('/responses'),
  read: ({ model, tools, input }) => {
    const items: any[] = Array.isArray(input) ? input : [];
    return {
      model: model ?? null,
      tools: (tools ?? []).map((tool: any) => ({ name: tool.name ?? tool.type, schema: tool.parameters ?? {} })),
      said: items.filter(({ role }) => role === 'user').map(({ content }) => JSON.stringify(content)),
      replies: items.filter((item, at) => isModels(item) && !isModels(items[at - 1] ?? {})).length,
    };
  },
  *stream(answer) {
    const response = responseOf(answer);
    let sequence_number = 0;
    const tell = (type: string, fields: object) => ({
      event: type,
      data: { type, ...fields, sequence_number: sequence_number++ },
    });
    yield tell('response.created', { response: { ...response, status: 'in_progress', output: [], usage: null } });
    for (const [output_index, item] of response.output.entries()) {
      yield tell('response.output_item.added', {
        output_index,
        item: { ...item, ...('content' in item ? { content: [] } : {}), status: 'in_progress' },
      });
      if ('content' in item) {
        const delta = item.content[0]!.text;
        yield tell('response.output_text.delta', { item_id: item.id, output_index, content_index: 0, delta });
      }
      yield tell('response.output_item.done', { output_index, item });
    }
    yield tell('response.completed', { response });
  },
};

function responseOf({ model, text, calls, tokens }: Answer) {
  const id = (prefix: string): string => `${prefix}_${randomUUID()}`;
  const input = tokens.input + tokens.cacheRead + tokens.cacheWrite;
  const message = {
    type: 'message',
    id: id('msg'),
    role: 'assistant',
    status: 'completed',
    content: [{ type: 'output_text', text, annotations: [] }],
  };
  return {
    id: id('resp'),
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    status: 'completed',
    model,
    output: [
      ...(text ? [message] : []),
      ...calls.map((call) => ({
        type: 'function_call',
        id: id('fc'),
        call_id: id('call'),
        name: call.name,
        ...(call.namespace && { namespace: call.namespace }),
        arguments: JSON.stringify(call.input),
        status: 'completed',
      })),
    ],
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: tokens.cacheRead },
      output_tokens: tokens.output,
      output_tokens_details: { reasoning_tokens: tokens.reasoning },
      total_tokens: input + tokens.output,
    },
  };
}
