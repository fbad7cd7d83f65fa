import type { Received, Reply } from '../../export/backend.ts';

/** What an OpenAI-compatible server answers; its embedding of a text is the count of each small letter. */
export function answers({ line, body }: Received): Reply {
  const asked = body === '' ? {} : JSON.parse(body);
  if (line.startsWith('GET /v1/models ')) return ok({ object: 'list', data: [{ id: 'small' }, { id: 'letters' }] });
  if (line.startsWith('POST /v1/chat/completions ')) return ok(chatOf(`You said: ${asked.messages[0].content}`));
  if (line.startsWith('POST /v1/embeddings '))
    // Backwards: the order is that of `index`.
    return ok({
      data: asked.input.map((text: string, index: number) => ({ index, embedding: letters(text) })).reverse(),
    });
  return { status: 404, body: '{"error":{"message":"no such path"}}' };
}

export const ok = (value: unknown): Reply => ({ status: 200, body: JSON.stringify(value) });

export const chatOf = (content: string) => ({
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 },
});

/** 26 counts. */
export const letters = (text: string): number[] =>
  Array.from({ length: 26 }, (_, at) => text.toLowerCase().split(String.fromCharCode(97 + at)).length - 1);
