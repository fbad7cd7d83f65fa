import { join } from 'node:path';
import { expect, test } from 'vitest';
import goose from '../../src/harnesses/goose/transcripts.ts';
import { scratch } from '../repo.ts';
import { makeDatabase, withLog } from '../store/make-database.ts';
import { filesIn, jsonLines, quoted } from './files-in.ts';
import { GOOSE_LEDGER as LEDGER, GOOSE as SCHEMA } from './schemas.ts';
import { eventsBelow, readAll, totalsOf } from './totals-of.ts';

const T = 1_785_000_000;

const session = (id: string, more: Record<string, unknown> = {}): string => {
  const fields = { id, working_dir: '/srv', ...more };
  return `INSERT INTO sessions (${Object.keys(fields).join(', ')}) VALUES (${Object.values(fields)
    .map((value) => (typeof value === 'number' ? value : quoted(value)))
    .join(', ')})`;
};
const said = (of: string, role: string, content: unknown, at = 0, metadata: object = {}): string =>
  `INSERT INTO messages (message_id, session_id, role, content_json, created_timestamp, metadata_json) VALUES ('chatcmpl-1', '${of}', '${role}', ${quoted(content)}, ${T + at}, ${quoted(metadata)})`;
const charged = (of: string, values: string): string =>
  `INSERT INTO usage_ledger (session_id, created_timestamp, model, input_tokens, output_tokens, total_tokens, cache_read_tokens, cache_write_tokens, cost, is_compaction) VALUES ('${of}', ${T + 99}, ${values})`;
const text = (words: string) => [{ type: 'text', text: words }];
const call = (id: string, name: string, args: object = {}) => ({
  type: 'toolRequest',
  id,
  toolCall: { status: 'success', value: { name, arguments: args } },
});
const answer = (id: string, toolResult: object) => ({ type: 'toolResponse', id, toolResult });
const fine = { status: 'success', value: { content: text('done x_0123456789abcdef0123'), isError: false } };

async function read(statements: string[]) {
  const path = join(scratch(), 'sessions.db');
  await makeDatabase(path, [...SCHEMA, ...statements]);
  return readAll(goose, goose.discover(path)[0]!);
}

test('a session of the database, its charges from the ledger put to the replies that note the same counts', async () => {
  const { events } = await read([
    LEDGER,
    session('20260725_1'),
    said('20260725_1', 'user', text('fix it')),
    said('20260725_1', 'assistant', [call('a', 'developer__shell', { command: 'npm test' })], 5, {
      usage: { inputTokens: 100, outputTokens: 20 },
    }),
    said('20260725_1', 'user', [answer('a', fine)], 6),
    charged('20260725_1', `'gpt-5', 100, 20, 120, NULL, NULL, 0.5, 0`),
  ]);
  expect(events).toEqual([
    {
      kind: 'session',
      session: '20260725_1',
      at: Date.parse('2026-07-25T20:00:00Z'),
      parent: null,
      local_id: true,
      cwd: '/srv',
    },
    { kind: 'prompt', session: '20260725_1', at: T * 1000, id: 'm1', human: true, text: 'fix it' },
    { kind: 'reply', session: '20260725_1', at: (T + 5) * 1000, id: 'm2' },
    {
      kind: 'call',
      session: '20260725_1',
      at: null,
      id: 'a',
      reply: 'm2',
      tool: 'developer__shell',
      command: 'npm test',
    },
    {
      kind: 'result',
      session: '20260725_1',
      at: (T + 6) * 1000,
      id: 'a',
      error: false,
      printed: ['x_0123456789abcdef0123'],
    },
    {
      kind: 'usage',
      session: '20260725_1',
      at: (T + 5) * 1000,
      id: 'm2',
      model: 'gpt-5',
      // Cached tokens: not recorded, here.
      tokens: { input: 100, output: 20, reasoning: null, cache_read: null, cache_write: null, cache_write_1h: null },
      cost_usd: 0.5,
    },
  ]);
});

test('without a ledger the accumulated columns count, once, and never those of the last call', async () => {
  const { events } = await read([
    session('1', { accumulated_input_tokens: 70, accumulated_output_tokens: 8, accumulated_cost: 0.2 }),
    session('2'),
  ]);
  expect(totalsOf(events, '1')).toMatchObject({ tokens: { input: 70, output: 8 }, cost: 0.2, models: ['gpt-5'] });
  expect(totalsOf(events, '2').tokens).toEqual({ input: null, output: null, cache_read: null, cache_write: null });
});

test('a session from before the ledger is counted by its accumulated columns beside one that has rows', async () => {
  const { events } = await read([
    LEDGER,
    session('1', { accumulated_input_tokens: 70, accumulated_output_tokens: 8 }),
    session('2', { accumulated_input_tokens: 30, accumulated_output_tokens: 3 }),
    charged('2', `'gpt-5', 30, 3, 33, NULL, NULL, NULL, 0`),
  ]);
  expect(totalsOf(events, '1').tokens).toMatchObject({ input: 70, output: 8 });
  expect(totalsOf(events, '2').tokens).toMatchObject({ input: 30, output: 3 });
});

test('cached tokens inside the input are taken out of it where the total leaves no room for them', async () => {
  const { events } = await read([
    LEDGER,
    session('1'),
    charged('1', `'gpt-5', 100, 20, 120, 60, 10, NULL, 0`),
    session('2'),
    charged('2', `'claude', 100, 20, 190, 60, 10, NULL, 0`),
  ]);
  expect(totalsOf(events, '1').tokens).toEqual({ input: 30, output: 20, cache_read: 60, cache_write: 10 });
  expect(totalsOf(events, '2').tokens).toEqual({ input: 100, output: 20, cache_read: 60, cache_write: 10 });
});

test("a call's missing count of cached tokens is zero only where the session's own sum says so", async () => {
  const none = { accumulated_cache_read_tokens: 0, accumulated_cache_write_tokens: 0 };
  const { events } = await read([LEDGER, session('1', none), charged('1', `'m', 1, 2, 3, NULL, NULL, 0, 0`)]);
  expect(totalsOf(events, '1')).toMatchObject({ tokens: { cache_read: 0, cache_write: 0 }, cost: null });
});

test('a failure counts at either level: of the call, and of what the tool says', async () => {
  const { events } = await read([
    session('1'),
    said('1', 'assistant', [call('a', 'x'), call('b', 'x'), call('c', 'x'), call('d', 'x')]),
    said('1', 'user', [
      answer('a', { status: 'error', error: 'no such tool' }),
      answer('b', { status: 'success', value: { content: text('Error'), isError: true } }),
      answer('c', fine),
      answer('d', { status: 'success', value: { content: text('The user has declined to run this tool.') } }),
    ]),
  ]);
  expect(events.flatMap((event) => (event.kind === 'result' ? [[event.id, event.error, event.rejected]] : []))).toEqual(
    [
      ['a', true, undefined],
      ['b', true, undefined],
      ['c', false, undefined],
      ['d', false, true],
    ],
  );
});

test('one answer over several rows, split at its calls, is one reply; ids of providers that count small are not used', async () => {
  const usage = { usage: { inputTokens: 9, outputTokens: 1 } };
  const { events } = await read([
    session('1'),
    said('1', 'assistant', [call('a', 'x')], 1, usage),
    said('1', 'user', [answer('a', fine)], 1),
    said('1', 'assistant', [call('b', 'x')], 1),
    said('1', 'assistant', text('done'), 2, usage),
  ]);
  expect(totalsOf(events, '1').replies).toBe(2);
  expect(events.flatMap((event) => (event.kind === 'call' ? event.reply : []))).toEqual(['m1', 'm1']);
});

test('thinking that is stored one part for each token is one reply', async () => {
  const thinking = Array.from({ length: 1500 }, (_, n) => ({ type: 'thinking', thinking: `${n}`, signature: '' }));
  const { events, tally } = await read([session('1'), said('1', 'assistant', thinking)]);
  expect(totalsOf(events, '1').replies).toBe(1);
  expect(tally.types['part.thinking']).toBe(1500);
});

test('a subagent has a parent and is named so; what the program says is no word of a person', async () => {
  const { events } = await read([
    session('1'),
    said('1', 'user', text('[note]'), 0, { userVisible: false }),
    session('2', { parent_session_id: '1', session_type: 'sub_agent' }),
    said('2', 'user', text('look around')),
  ]);
  expect(events).toContainEqual(expect.objectContaining({ session: '2', parent: '1', agent: 'subagent' }));
  expect(events.flatMap((event) => (event.kind === 'prompt' ? event.human : []))).toEqual([false, false]);
});

test('compactions are marked from the ledger, and from the messages where there is none', async () => {
  const told = said('1', 'assistant', [{ type: 'conversationCompacted', msg: '' }]);
  const ledger = charged('1', `'m', 1, 2, 3, NULL, NULL, NULL, 1`);
  const { events } = await read([LEDGER, session('1'), told, ledger]);
  expect(totalsOf(events, '1').marks).toEqual(['compaction']);
  // It has its own context, beside the conversation's.
  expect(events).toContainEqual(expect.objectContaining({ kind: 'usage', request: true }));
  expect(totalsOf((await read([session('1'), told])).events, '1').marks).toEqual(['compaction']);
});

test('rows that stand only in an unfinished write-ahead log count', async () => {
  const path = join(scratch(), 'sessions.db');
  await withLog(path, [...SCHEMA, LEDGER], [session('1'), charged('1', `'m', 5, 6, 11, NULL, NULL, NULL, 0`)], 'open');
  expect(totalsOf(await eventsBelow(goose, path), '1').tokens).toMatchObject({ input: 5, output: 6 });
});

test('unknown parts are counted by name, content that is no JSON is counted', async () => {
  const { tally } = await read([
    session('1'),
    said('1', 'assistant', [{ type: 'hologram' }, 7, null]),
    said('1', 'user', '[{"type":'),
  ]);
  expect(tally).toMatchObject({ bad_lines: 1, unknown: { 'part.hologram': 1 } });
});

const OLDER = jsonLines([
  {
    working_dir: '/srv',
    description: 'd',
    message_count: 2,
    total_tokens: 9,
    accumulated_input_tokens: 70,
    accumulated_output_tokens: 8,
  },
  { role: 'user', created: T, content: text('fix it') },
  {
    role: 'assistant',
    created: T + 3,
    content: [call('a', 'developer__text_editor', { command: 'view', path: 'a.ts' })],
  },
  { role: 'user', created: T + 4, content: [answer('a', fine)] },
]);

test('an older file reads as the database does; its torn last line waits', async () => {
  const events = await eventsBelow(goose, filesIn({ '20250101_1.jsonl': `${OLDER}{"role":"assis` }));
  expect(totalsOf(events, '20250101_1')).toMatchObject({
    tokens: { input: 70, output: 8 },
    tool_calls: 1,
    tool_errors: 0,
    prompts: 1,
    replies: 1,
    first: new Date(T * 1000).toISOString(),
    last: new Date((T + 4) * 1000).toISOString(),
  });
  expect(events).toContainEqual(expect.objectContaining({ kind: 'call', files: [{ path: 'a.ts', as: 'read' }] }));
  expect(events[0]).toMatchObject({ cwd: '/srv', local_id: true });
});

test('an older file that the database took over is left to the database', async () => {
  const folder = filesIn({ '20250101_1.jsonl': OLDER, '20250101_2.jsonl': OLDER });
  await makeDatabase(join(folder, 'sessions.db'), [...SCHEMA, session('20250101_1')]);
  const events = await eventsBelow(goose, folder);
  expect(totalsOf(events, '20250101_1').prompts).toBe(0);
  expect(totalsOf(events, '20250101_2').prompts).toBe(1);
});

test('places: the environment first, then where each system keeps data', () => {
  const at = (env: Record<string, string>, platform: 'linux' | 'darwin' | 'win32' = 'linux') =>
    goose.places({ env, home: '/h', platform });
  expect(at({})).toEqual(['/h/.local/share/goose/sessions']);
  expect(at({ GOOSE_PATH_ROOT: '/g' })[0]).toBe('/g/data/sessions');
  expect(at({ APPDATA: '/a' }, 'win32')[0]).toBe('/a/Block/goose/data/sessions');
});
