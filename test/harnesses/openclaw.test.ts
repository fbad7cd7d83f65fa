import { join } from 'node:path';
import { expect, test } from 'vitest';
import openclaw from '../../src/harnesses/openclaw/transcripts.ts';
import { filesIn, jsonLines } from './files-in.ts';
import { eventsBelow, readAll, totalsOf } from './totals-of.ts';

const at = (second: number): string => `2026-11-21T02:44:${String(second).padStart(2, '0')}.000Z`;
const header = (id = 's1', more: object = {}) => ({
  type: 'session',
  version: 3,
  id,
  timestamp: at(0),
  cwd: '/srv',
  ...more,
});
const message = (id: string, parentId: string | null, second: number, body: object) => ({
  type: 'message',
  id,
  parentId,
  timestamp: at(second),
  message: body,
});
const usage = { input: 10, output: 20, cacheRead: 100, cacheWrite: 7, totalTokens: 137, cost: { total: 0.25 } };
const replied = (content: unknown[] = [], more: object = {}) => ({
  role: 'assistant',
  content,
  provider: 'anthropic',
  model: 'claude-sonnet-4',
  usage,
  stopReason: 'stop',
  ...more,
});
const call = (id: string, name: string, args: object) => ({ type: 'toolCall', id, name, arguments: args });
const result = (id: string, more: object = {}) => ({
  role: 'toolResult',
  toolCallId: id,
  content: [{ type: 'text', text: 'x_0123456789abcdef0123' }],
  isError: false,
  ...more,
});
const NAME = 'agents/main/sessions/s1.jsonl';

/** Events and tally of one session's file. */
async function read(records: unknown[], name = NAME, torn = '') {
  const folder = filesIn({ [name]: jsonLines(records) + torn });
  return readAll(openclaw, openclaw.discover(folder)[0]!);
}

test('a session: who, where, what it was asked, what it did, what that cost', async () => {
  const { events, tally } = await read([
    header(),
    { type: 'model_change', id: '0', parentId: null, timestamp: at(0), provider: 'anthropic', modelId: 'm' },
    message('a', null, 1, { role: 'user', content: [{ type: 'text', text: 'fix it' }] }),
    message(
      'b',
      'a',
      2,
      replied([call('c1', 'exec', { command: 'npm test' }), call('c2', 'edit', { path: '/srv/a' })], {
        stopReason: 'toolUse',
      }),
    ),
    message('c', 'b', 3, result('c1', { details: { exitCode: 1, durationMs: 373 } })),
    message('d', 'c', 4, result('c2', { isError: true })),
  ]);
  expect(events).toEqual([
    { kind: 'session', session: 's1', at: Date.parse(at(0)), parent: null, cwd: '/srv' },
    { kind: 'prompt', session: 's1', at: Date.parse(at(1)), id: 'a', human: true, text: 'fix it' },
    { kind: 'reply', session: 's1', at: Date.parse(at(2)), id: 'b' },
    {
      kind: 'usage',
      session: 's1',
      at: Date.parse(at(2)),
      id: 'b',
      model: 'claude-sonnet-4',
      tokens: { input: 10, output: 20, reasoning: null, cache_read: 100, cache_write: 7, cache_write_1h: null },
      cost_usd: 0.25,
    },
    { kind: 'call', session: 's1', at: Date.parse(at(2)), id: 'c1', reply: 'b', tool: 'exec', command: 'npm test' },
    {
      kind: 'call',
      session: 's1',
      at: Date.parse(at(2)),
      id: 'c2',
      reply: 'b',
      tool: 'edit',
      files: [{ path: '/srv/a', as: 'edit' }],
    },
    {
      kind: 'result',
      session: 's1',
      at: Date.parse(at(3)),
      id: 'c1',
      error: false,
      ms: 373,
      printed: ['x_0123456789abcdef0123'],
    },
    {
      kind: 'result',
      session: 's1',
      at: Date.parse(at(4)),
      id: 'c2',
      error: true,
      printed: ['x_0123456789abcdef0123'],
    },
  ]);
  expect(tally).toMatchObject({ lines: 6, bad_lines: 0, unknown: {} });
});

test('a branch that was left stays in the file and was paid for', async () => {
  const { events } = await read([
    header(),
    message('a', null, 1, { role: 'user', content: 'one' }),
    message('b', 'a', 2, replied()),
    message('c', 'a', 3, replied()),
  ]);
  expect(totalsOf(events, 's1')).toMatchObject({ replies: 2, cost: 0.5, tokens: { input: 20 } });
});

test('version 1, which has no ids, reads the same however often; equal lines are two', async () => {
  const line = { type: 'message', timestamp: at(1), message: replied() };
  const records = [{ type: 'session', id: 's1', timestamp: at(0), cwd: '/srv', provider: 'x' }, line, line];
  const [once, again] = [await read(records), await read([...records, line])];
  expect(totalsOf(once.events, 's1')).toMatchObject({ replies: 2, cost: 0.5 });
  expect(again.events.slice(0, once.events.length)).toEqual(once.events);
});

test('counts that are all zero are unknown, not free; a cost of zero is a price that is not known', async () => {
  const zero = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, totalTokens: 0, cost: { total: 0 } };
  const unpriced = await read([
    header(),
    message('a', null, 1, replied([], { usage: { ...usage, cost: { total: 0 } } })),
  ]);
  expect(totalsOf(unpriced.events, 's1')).toMatchObject({ cost: null, tokens: { input: 10 } });
  const { events } = await read([header(), message('a', null, 1, replied([], { usage: zero }))]);
  expect(events.some(({ kind }) => kind === 'usage')).toBe(false);
  expect(totalsOf(events, 's1').flags).toEqual(['partial']);
});

test("OpenClaw's own messages are no model calls", async () => {
  const { events } = await read([
    header(),
    message('a', null, 1, replied([], { provider: 'openclaw', model: 'delivery-mirror' })),
    message('b', null, 2, replied([], { provider: 'openclaw', model: 'gateway-injected' })),
  ]);
  expect(totalsOf(events, 's1')).toMatchObject({ replies: 0, models: [], cost: null });
});

test('ends, limits, errors, interrupts and compactions are marked', async () => {
  const { events } = await read([
    header(),
    message('a', null, 1, replied([], { stopReason: 'error', errorMessage: 'overloaded' })),
    message('b', null, 2, replied([], { stopReason: 'aborted' })),
    message('c', null, 2, replied([], { stopReason: 'stop' })),
    message('d', null, 2, replied([], { stopReason: 'length' })),
    { type: 'compaction', id: 'k', parentId: 'b', timestamp: at(3), summary: 's', tokensBefore: 90_000 },
  ]);
  expect(totalsOf(events, 's1').marks).toEqual(['api-error', 'compaction', 'interrupt', 'limit', 'stop']);
  expect(events).toContainEqual(expect.objectContaining({ what: 'compaction', context: 90_000 }));
});

test('what a fork repeats of another session is left out, and told', async () => {
  const records = [
    header('s2', { parentSession: '/home/x/s1.jsonl', timestamp: at(30) }),
    message('a', null, 1, { role: 'user', content: 'one' }),
    message('b', 'a', 2, replied([call('c1', 'exec', { command: 'a' })])),
    message('c', 'b', 3, result('c1', { isError: true })),
    message('d', 'c', 31, replied()),
  ];
  const { events } = await read(records, 'agents/main/sessions/s2.jsonl');
  expect(totalsOf(events, 's2')).toMatchObject({ replies: 1, cost: 0.25, tool_calls: 0, prompts: 0, first: at(30) });
  expect(events.at(-1)).toMatchObject({
    kind: 'session',
    replayed: { tokens: { input: 10, output: 20, cache_read: 100, cache_write: 7 }, tool_calls: 1, tool_errors: 1 },
  });
});

test('traces, the index and copies of a live session are no sessions; a copy that is all there is, is one', () => {
  const lines = jsonLines([header('s1')]);
  const folder = filesIn({
    [NAME]: lines,
    'agents/main/sessions/s1.trajectory.jsonl': lines,
    'agents/main/sessions/s1.jsonl.bak-1': lines,
    'agents/main/sessions/s1.jsonl.deleted.2026-01-01': lines,
    'agents/main/sessions/s2.jsonl.reset.2026-01-01': jsonLines([header('s2')]),
    'agents/main/sessions/s2.jsonl.reset.2026-02-01': jsonLines([header('s2')]),
    'agents/main/sessions/sessions.json': { 'agent:main:main': { sessionId: 's1' } },
    'agents/main/sessions/other.jsonl': jsonLines([{ type: 'user', message: {} }]),
    'credentials/oauth.json': '{}',
  });
  expect(openclaw.discover(folder).map(({ files }) => files.map((file) => file.slice(folder.length + 22)))).toEqual([
    ['s1.jsonl'],
    ['s2.jsonl.reset.2026-02-01'],
  ]);
});

test('an agent other than main is named, and tells its session apart where another has one of the same id', async () => {
  const lines = jsonLines([header('s1')]);
  const folder = filesIn({
    [NAME]: lines,
    'agents/ops/sessions/s1.jsonl': lines,
    'agents/ops/sessions/s3.jsonl': jsonLines([header('s3')]),
  });
  const facts = await eventsBelow(openclaw, folder);
  expect(facts.map((fact) => [fact.session, fact.kind === 'session' ? fact.agent : null])).toEqual([
    ['s1', undefined],
    ['ops.s1', 'ops'],
    ['s3', 'ops'],
  ]);
});

test('a bad line is counted, a half last line waits, unknown records are counted by name', async () => {
  const records = [header(), 'text', { type: 'hologram' }, message('a', null, 1, replied())];
  const { events, tally } = await read(records, NAME, '{"type":"mess');
  expect(tally).toMatchObject({ lines: 3, bad_lines: 1, unknown: { hologram: 1 } });
  expect(totalsOf(events, 's1').cost).toBe(0.25);
});

test('places: the environment first, then the names that the program had', () => {
  const env = { OPENCLAW_STATE_DIR: '/state' };
  expect(openclaw.places({ env, home: '/h', platform: 'linux' })).toEqual(
    ['/state', '/h/.openclaw', '/h/.clawdbot', '/h/.moltbot'].map((folder) => join(folder, 'agents')),
  );
});
