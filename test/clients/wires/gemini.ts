import type { Wire } from './wire.ts';

/** Google's Generative Language API. Cached tokens are inside `promptTokenCount`, thoughts beside `candidatesTokenCount`. */
export const gemini: Wire = {
  takes: (path) => /:(streamG|g)enerateContent$/.test(path),
  read: ({ tools, contents = [] }, path) => ({
    model: /models\/([^:]+):/.exec(path)?.[1] ?? null,
    tools: (tools ?? [])
      .flatMap((tool: any) => tool.functionDeclarations ?? [])
      .map((tool: any) => ({ name: tool.name, schema: tool.parametersJsonSchema ?? tool.parameters ?? {} })),
    said: contents.filter(({ role }: any) => role === 'user').map(({ parts }: any) => JSON.stringify(parts)),
    replies: contents.filter(({ role }: any) => role === 'model').length,
  }),
  *stream({ model, text, calls, tokens }) {
    const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite;
    yield {
      data: {
        candidates: [
          {
            index: 0,
            finishReason: 'STOP',
            content: {
              role: 'model',
              parts: [
                ...(text ? [{ text }] : []),
                ...calls.map(({ name, input }) => ({ functionCall: { name, args: input } })),
              ],
            },
          },
        ],
        usageMetadata: {
          promptTokenCount: prompt,
          candidatesTokenCount: tokens.output - tokens.reasoning,
          thoughtsTokenCount: tokens.reasoning,
          cachedContentTokenCount: tokens.cacheRead,
          totalTokenCount: prompt + tokens.output,
        },
        modelVersion: model,
      },
    };
  },
};
