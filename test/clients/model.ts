import { randomUUID } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What one reply of the scripted model says, calls and costs. A turn without a call ends the run. */
export interface Turn {
  text?: string;
  calls?: ReadonlyArray<{ name: string; input: Record<string, unknown> }>;
  input?: number;
  output?: number;
  cacheRead?: number;
  cacheWrite?: number;
  /** Milliseconds before the answer. */
  delay?: number;
}

/** A conversation: it is recognised by a text in its first user message, and its turns are served in order. */
export interface Conversation {
  when: string;
  turns: readonly Turn[];
}

/** One request that was answered with a turn of the script. */
export interface Served {
  conversation: string;
  turn: Required<Pick<Turn, 'input' | 'output' | 'cacheRead' | 'cacheWrite'>>;
  model: string;
  /** System prompt and messages as sent, one text. */
  body: string;
}

export interface Model {
  url: string;
  served: Served[];
  /** Conversations by the order of their requests, answered or not. */
  arrived: string[];
  close: () => Promise<void>;
}

interface Request {
  model?: string;
  stream?: boolean;
  messages?: Array<{ role: string; content: unknown }>;
  tools?: unknown[];
}

/** The answer as Anthropic's Messages API streams it: one event per step, output tokens growing until `message_delta`. */
function* events(turn: Turn, usage: Record<string, number>, model: string): Generator<Record<string, unknown>> {
  const content = [
    ...(turn.text ? [{ type: 'text', text: turn.text }] : []),
    ...(turn.calls ?? []).map((call) => ({
      type: 'tool_use',
      id: `toolu_${randomUUID().replaceAll('-', '')}`,
      ...call,
    })),
  ];
  const message = { id: `msg_${randomUUID().replaceAll('-', '')}`, type: 'message', role: 'assistant', model };
  yield {
    type: 'message_start',
    message: { ...message, content: [], stop_reason: null, stop_sequence: null, usage: { ...usage, output_tokens: 1 } },
  };
  for (const [index, block] of content.entries()) {
    const isText = block.type === 'text';
    yield {
      type: 'content_block_start',
      index,
      content_block: isText ? { type: 'text', text: '' } : { ...block, input: {} },
    };
    const delta = isText
      ? { type: 'text_delta', text: (block as { text: string }).text }
      : { type: 'input_json_delta', partial_json: JSON.stringify((block as { input: unknown }).input) };
    yield { type: 'content_block_delta', index, delta };
    yield { type: 'content_block_stop', index };
  }
  const stop_reason = turn.calls?.length ? 'tool_use' : 'end_turn';
  yield {
    type: 'message_delta',
    delta: { stop_reason, stop_sequence: null },
    usage: { output_tokens: usage.output_tokens },
  };
  yield { type: 'message_stop' };
}

const json = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
};

/**
 * A model that replays a script, on loopback. It keeps no state between requests: the turn served is the number of
 * replies already in the request. A conversation that no script knows is answered with a plain "Done.", uncounted.
 */
export async function startModel(script: readonly Conversation[]): Promise<Model> {
  const served: Served[] = [];
  const arrived: string[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const raw = Buffer.concat(parts).toString('utf8');
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path.endsWith('/count_tokens')) return json(response, 200, { input_tokens: raw.length >> 2 });
    if (!path.endsWith('/messages'))
      return json(response, 404, { type: 'error', error: { type: 'not_found_error', message: path } });
    const body = JSON.parse(raw) as Request;
    const messages = body.messages ?? [];
    const first = JSON.stringify(messages.find(({ role }) => role === 'user')?.content ?? '');
    // Side requests of the client (a title, a quota probe) offer no tools and are not part of a run.
    const conversation = body.tools?.length ? script.find(({ when }) => first.includes(when)) : undefined;
    const at = messages.filter(({ role }) => role === 'assistant').length;
    const turn = conversation?.turns[Math.min(at, conversation.turns.length - 1)] ?? { text: 'Done.' };
    if (conversation) arrived.push(conversation.when);
    const { input = 100, output = 20, cacheRead = 0, cacheWrite = 0 } = turn;
    if (turn.delay) await new Promise((resolve) => setTimeout(resolve, turn.delay));
    const model = body.model ?? 'scripted';
    if (conversation) {
      served.push({
        conversation: conversation.when,
        turn: { input, output, cacheRead, cacheWrite },
        model,
        body: raw,
      });
    }
    const usage = {
      input_tokens: input,
      output_tokens: output,
      cache_read_input_tokens: cacheRead,
      cache_creation_input_tokens: cacheWrite,
    };
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    for (const event of events(turn, usage, model)) {
      response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    served,
    arrived,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
