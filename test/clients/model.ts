import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anthropic } from './wires/anthropic.ts';
import { chat } from './wires/chat.ts';
import { gemini } from './wires/gemini.ts';
import { responses } from './wires/responses.ts';
import type { Asked, OfferedTool, ServedTokens, ToolCall, Wire } from './wires/wire.ts';

/** What one reply of the scripted model says, calls and costs. A turn without a call ends the run. */
export interface Turn extends Partial<ServedTokens> {
  text?: string;
  calls?: readonly ToolCall[];
  /** A line for whatever shell the client offers. */
  shell?: string;
  /** Milliseconds before the answer. */
  delay?: number;
}

/** A conversation: it is recognised by a text that it begins with, and its turns are served in order. */
export interface Conversation {
  when: string;
  turns: readonly Turn[];
}

/** One request that was answered with a turn of the script. */
export interface Served {
  conversation: string;
  turn: ServedTokens;
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

const WIRES: readonly Wire[] = [anthropic, chat, responses, gemini];
const NOTHING: ServedTokens = { input: 100, output: 20, reasoning: 0, cacheRead: 0, cacheWrite: 0 };

const json = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
};

/**
 * A model that replays a script, on loopback, in the APIs that coding tools speak. It keeps no state between requests: the
 * turn served is the number of replies already in the request. A conversation that no script knows is answered with a
 * plain "Done.", uncounted.
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
    const wire = WIRES.find((one) => one.takes(path));
    if (!wire) return json(response, 404, { type: 'error', error: { type: 'not_found_error', message: path } });
    const asked = wire.read(JSON.parse(raw), path);
    // Side requests of the client (a title, a quota probe) offer no tools and are not part of a run.
    const conversation = asked.tools.length > 0 ? conversationOf(asked, script) : undefined;
    const turn = conversation?.turns[Math.min(asked.replies, conversation.turns.length - 1)] ?? { text: 'Done.' };
    if (conversation) arrived.push(conversation.when);
    if (turn.delay) await new Promise((resolve) => setTimeout(resolve, turn.delay));
    const tokens = Object.fromEntries(
      Object.entries(NOTHING).map(([name, none]) => [name, turn[name as keyof ServedTokens] ?? none]),
    ) as unknown as ServedTokens;
    const model = asked.model ?? 'scripted';
    if (conversation) served.push({ conversation: conversation.when, turn: tokens, model, body: raw });
    const calls = [...(turn.calls ?? [])];
    if (turn.shell !== undefined) {
      const call = shellCall(asked.tools, turn.shell);
      if (!call)
        return json(response, 400, { error: { type: 'invalid_request_error', message: 'no shell is offered' } });
      calls.push(call);
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    for (const { event, data } of wire.stream({ model, text: turn.text ?? '', calls, tokens })) {
      if (event) response.write(`event: ${event}\n`);
      response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
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

/** The one that the earliest text of the user's names: later ones may hold another's results. */
function conversationOf({ said }: Asked, script: readonly Conversation[]): Conversation | undefined {
  for (const text of said) {
    const named = script.find(({ when }) => text.includes(when));
    if (named) return named;
  }
  return undefined;
}

const SHELLS = ['Bash', 'bash', 'shell', 'shell_command', 'exec_command', 'run_shell_command', 'exec'];

/** A call of the client's shell, with what its schema asks for besides. */
function shellCall(tools: readonly OfferedTool[], line: string): ToolCall | null {
  const tool = tools.find(({ name }) => SHELLS.includes(name));
  if (!tool) return null;
  const { properties = {}, required = [] } = tool.schema;
  const key = ['command', 'cmd'].find((name) => name in properties) ?? 'command';
  const command = properties[key]?.type === 'array' ? ['bash', '-lc', line] : line;
  const others = required.filter((name) => name !== key).map((name) => [name, 'run a scripted command']);
  return { name: tool.name, input: { ...Object.fromEntries(others), [key]: command } };
}
