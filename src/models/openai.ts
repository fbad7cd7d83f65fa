import type { Request } from '../store/http.ts';
import { ask, jsonOf, malformed, type Patience } from './ask.ts';
import type { Endpoint } from './settings.ts';

// OpenAI-compatible endpoints: Ollama, llama.cpp, vLLM, LM Studio and hosted ones. Source: OpenAI, "API Reference".

/** An answer to a prompt; counts are null where the backend gives none. */
export interface Chat {
  text: string;
  prompt_tokens: number | null;
  completion_tokens: number | null;
  latency_ms: number;
}

const BATCH = 128;

export const whoIs = ({ lane, base }: Endpoint): string => `The ${lane} model at ${new URL(base).host}`;

function requestTo({ base, key }: Endpoint, path: string, body?: object): Request {
  return {
    method: body ? 'POST' : 'GET',
    url: `${base}${path}`,
    headers: {
      accept: 'application/json',
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  };
}

async function call(endpoint: Endpoint, path: string, patience: Patience, body?: object) {
  const who = whoIs(endpoint);
  return jsonOf(who, await ask(who, requestTo(endpoint, path, body), patience, endpoint.key));
}

const count = (value: unknown): number | null =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;

const listIn = (value: unknown): Record<string, unknown>[] | null =>
  Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null) ? value : null;

/** Asks one prompt. @throws KaError as `ask`, `backend-malformed` for an answer without exactly one text */
export async function chat(endpoint: Endpoint, prompt: string, patience: Patience): Promise<Chat> {
  const start = patience.now();
  const body = { model: endpoint.model, messages: [{ role: 'user', content: prompt }], stream: false };
  const { choices, usage } = await call(endpoint, '/chat/completions', patience, body);
  const list = listIn(choices) ?? [];
  const text = (list[0]?.message as { content?: unknown } | null | undefined)?.content;
  if (list.length !== 1 || typeof text !== 'string')
    throw malformed(whoIs(endpoint), list.length > 1 ? `${list.length} texts` : 'no text');
  const tokens = (usage ?? {}) as Record<string, unknown>;
  return {
    text,
    prompt_tokens: count(tokens.prompt_tokens),
    completion_tokens: count(tokens.completion_tokens),
    latency_ms: Math.max(0, Math.round(patience.now() - start)),
  };
}

/**
 * Vectors of texts, in their order, 128 texts a request.
 *
 * @throws KaError as `ask`, `backend-malformed` for a wrong count, or for what is no vector of the length of the others
 */
export async function embed(endpoint: Endpoint, texts: readonly string[], patience: Patience): Promise<number[][]> {
  const vectors: number[][] = [];
  for (let at = 0; at < texts.length; at += BATCH) {
    const input = texts.slice(at, at + BATCH);
    const { data } = await call(endpoint, '/embeddings', patience, { model: endpoint.model, input });
    vectors.push(...inOrder(endpoint, data, input.length, vectors[0]?.length));
  }
  return vectors;
}

function inOrder(endpoint: Endpoint, data: unknown, wanted: number, length: number | undefined): number[][] {
  const who = whoIs(endpoint);
  const list = listIn(data);
  if (list?.length !== wanted) throw malformed(who, `${list?.length ?? 'no'} vectors for ${wanted} texts`);
  const placed = new Map(list.map((one, at) => [one.index ?? at, one.embedding]));
  return list.map((_, at) => {
    const vector = placed.get(at);
    if (!Array.isArray(vector) || vector.length === 0 || !vector.every(Number.isFinite))
      throw malformed(who, `no vector for text ${at + 1}`);
    length ??= vector.length;
    if (vector.length !== length) throw malformed(who, `vectors of ${length} and of ${vector.length} numbers`);
    return vector as number[];
  });
}

/** Names of the models there. @throws KaError as `ask` */
export async function listModels(endpoint: Endpoint, patience: Patience): Promise<string[]> {
  const { data } = await call(endpoint, '/models', patience);
  return (listIn(data) ?? []).flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
}
