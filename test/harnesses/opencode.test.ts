import { join } from 'node:path';
import { expect, test } from 'vitest';
import opencode from '../../src/harnesses/opencode/transcripts.ts';
import { scratch } from '../repo.ts';
import { databaseAfter, makeDatabase, withLog } from '../store/make-database.ts';
import { filesIn, quoted } from './files-in.ts';
import { OPENCODE as SCHEMA } from './schemas.ts';
import { eventsBelow, readAll, totalsOf } from './totals-of.ts';

const T = 1_785_000_000_000;

const session = (id: string, parent: string | null = null, agent = 'build'): string =>
  `INSERT INTO session (id, parent_id, directory, version, agent, time_created) VALUES ('${id}', ${parent ? `'${parent}'` : 'NULL'}, '/srv', '1.18.13', '${agent}', ${T})`;
const message = (id: string, of: string, data: Record<string, unknown>): string =>
  `INSERT INTO message VALUES ('${id}', '${of}', ${(data.time as { created: number }).created}, 0, ${quoted(data)})`;
const part = (id: string, of: string, data: unknown): string =>
  `INSERT INTO part VALUES ('${id}', '${of}', '', 0, ${quoted(data)})`;

const asked = (at = 0, more: object = {}) => ({ role: 'user', time: { created: T + at }, agent: 'build', ...more });
const replied = (at = 1000, more: object = {}) => ({
  role: 'assistant',
  parentID: 'msg_1',
  modelID: 'claude-sonnet-4',
  providerID: 'anthropic',
  cost: 0.25,
  tokens: { input: 10, output: 20, reasoning: 5, cache: { read: 100, write: 7 } },
  time: { created: T + at, completed: T + at + 500 },
  ...more,
});
const tool = (state: object, more: object = {}) => ({
  type: 'tool',
  callID: 'call_0',
  tool: 'bash',
  state: {
    status: 'completed',
    input: { command: 'npm test' },
    output: 'ok',
    time: { start: T, end: T + 42 },
    ...state,
  },
  ...more,
});

const simple = [
  session('ses_1'),
  message('msg_1', 'ses_1', asked()),
  part('prt_1', 'msg_1', { type: 'text', text: 'fix it' }),
  message('msg_2', 'ses_1', replied()),
  part('prt_2', 'msg_2', tool({})),
  part('prt_3', 'msg_2', { type: 'step-finish', tokens: { input: 10, output: 20 }, cost: 0.25 }),
];

/** Events and tally of a database after these statements. */
async function read(statements: string[]) {
  const path = join(scratch(), 'opencode.db');
  await makeDatabase(path, [...SCHEMA, ...statements]);
  return readAll(opencode, opencode.discover(path)[0]!);
}

test('a session of the database: who, where, what it was asked, what it did, what that cost', async () => {
  const { events, tally } = await read(simple);
  expect(events).toEqual([
    { kind: 'session', session: 'ses_1', at: null, parent: null, cwd: '/srv', harness_version: '1.18.13' },
    { kind: 'prompt', session: 'ses_1', at: T, id: 'msg_1', human: true, text: 'fix it' },
    { kind: 'reply', session: 'ses_1', at: T + 1500, id: 'msg_2' },
    {
      kind: 'usage',
      session: 'ses_1',
      at: T + 1500,
      id: 'msg_2',
      model: 'claude-sonnet-4',
      tokens: { input: 10, output: 20, reasoning: 5, cache_read: 100, cache_write: 7, cache_write_1h: null },
      cost_usd: 0.25,
    },
    { kind: 'call', session: 'ses_1', at: T, id: 'prt_2', reply: 'msg_2', tool: 'bash', command: 'npm test' },
    { kind: 'result', session: 'ses_1', at: T + 42, id: 'prt_2', error: false, ms: 42 },
  ]);
  expect(tally).toMatchObject({ lines: 6, bad_lines: 0, unknown: {} });
});

test('usage is counted once: of the message, not of its steps, nor of the sums on the session', async () => {
  const { events } = await read(simple);
  expect(totalsOf(events, 'ses_1').tokens).toEqual({ input: 10, output: 20, cache_read: 100, cache_write: 7 });
});

test('rows that stand only in an unfinished write-ahead log count, and the log belongs to the source', async () => {
  const path = join(scratch(), 'opencode-dev.db');
  await withLog(path, [...SCHEMA, ...simple.slice(0, 3)], simple.slice(3), 'open');
  const [source] = opencode.discover(path);
  expect(source?.files).toEqual([path, `${path}-wal`]);
  const { events } = await readAll(opencode, source!);
  expect(totalsOf(events, 'ses_1')).toMatchObject({ replies: 1, tool_calls: 1, cost: 0.25 });
});

test('a cost of zero beside tokens is a price that OpenCode does not know', async () => {
  const { events } = await read([session('ses_1'), message('msg_2', 'ses_1', replied(0, { cost: 0 }))]);
  expect(totalsOf(events, 'ses_1').cost).toBe(null);
});

test('a reply without counts is unknown, not free: no usage, and the session is partial', async () => {
  const none = { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } };
  const { events } = await read([session('ses_1'), message('msg_2', 'ses_1', replied(0, { cost: 0, tokens: none }))]);
  expect(events.some(({ kind }) => kind === 'usage')).toBe(false);
  expect(totalsOf(events, 'ses_1').flags).toEqual(['partial']);
});

test('a reply that its provider refused cost nothing and is an error; one that was stopped is an interrupt', async () => {
  const none = { input: 0, output: 0, reasoning: 0, cache: { read: 0, write: 0 } };
  const failed = (name: string) => replied(0, { cost: 0, tokens: none, error: { name, data: {} } });
  const { events } = await read([
    session('ses_1'),
    message('msg_2', 'ses_1', failed('APIError')),
    session('ses_2'),
    message('msg_3', 'ses_2', failed('MessageAbortedError')),
  ]);
  expect(totalsOf(events, 'ses_1')).toMatchObject({ marks: ['api-error'], flags: [] });
  expect(totalsOf(events, 'ses_2')).toMatchObject({ marks: ['interrupt'], flags: ['partial'] });
});

test('reasoning beside the output is added to it, as the total tells; reasoning within it is not', async () => {
  const beside = { total: 135, input: 10, output: 20, reasoning: 5, cache: { read: 100, write: 0 } };
  const within = { ...beside, total: 130 };
  const { events } = await read([
    session('ses_1'),
    message('msg_2', 'ses_1', replied(0, { tokens: beside })),
    session('ses_2'),
    message('msg_3', 'ses_2', replied(0, { tokens: within })),
  ]);
  expect(totalsOf(events, 'ses_1').tokens.output).toBe(25);
  expect(totalsOf(events, 'ses_2').tokens.output).toBe(20);
});

test('a subagent is a session of its own with a parent, linked from the call that started it', async () => {
  const { events } = await read([
    session('ses_1'),
    message('msg_2', 'ses_1', replied()),
    part(
      'prt_2',
      'msg_2',
      tool({ input: { subagent_type: 'explore' }, metadata: { sessionId: 'ses_2' } }, { tool: 'task' }),
    ),
    session('ses_2', 'ses_1', 'explore'),
    message('msg_3', 'ses_2', asked()),
    part('prt_3', 'msg_3', { type: 'text', text: 'look around' }),
  ]);
  expect(events).toContainEqual(expect.objectContaining({ kind: 'call', id: 'prt_2', starts: 'explore' }));
  expect(events).toContainEqual(expect.objectContaining({ kind: 'result', id: 'prt_2', child: 'ses_2' }));
  expect(events).toContainEqual(expect.objectContaining({ kind: 'session', session: 'ses_2', parent: 'ses_1' }));
  expect(events).toContainEqual({ kind: 'session', session: 'ses_2', at: null, agent: 'explore' });
  expect(events).toContainEqual(expect.objectContaining({ kind: 'prompt', session: 'ses_2', human: false }));
});

test('what a fork repeats of another session is left out, and told', async () => {
  const { events } = await read([
    session('ses_1'),
    message('msg_1', 'ses_1', asked(-60_000)),
    message('msg_2', 'ses_1', replied(-50_000)),
    part('prt_2', 'msg_2', tool({})),
    message('msg_3', 'ses_1', replied(1000)),
  ]);
  expect(totalsOf(events, 'ses_1')).toMatchObject({ prompts: 0, replies: 1, cost: 0.25, tool_calls: 0 });
  expect(events.at(-1)).toMatchObject({
    kind: 'session',
    replayed: { tokens: { input: 10, output: 20, cache_read: 100, cache_write: 7 }, tool_calls: 1, tool_errors: 0 },
  });
});

test('calls of one reply are siblings, also where their provider gives them one id', async () => {
  const { events } = await read([
    session('ses_1'),
    message('msg_2', 'ses_1', replied()),
    part('prt_2', 'msg_2', tool({})),
    part('prt_3', 'msg_2', tool({ status: 'error', error: 'Error: no such file', time: { start: T, end: T + 1 } })),
    part('prt_4', 'msg_2', tool({ status: 'running' })),
  ]);
  expect(totalsOf(events, 'ses_1')).toMatchObject({ tool_calls: 3, tool_errors: 1 });
  expect(events.flatMap((event) => (event.kind === 'call' ? event.reply : []))).toEqual(['msg_2', 'msg_2', 'msg_2']);
  expect(events.filter(({ kind }) => kind === 'result')).toHaveLength(2);
});

test('a command that ends with another code than 0 is no failure of the tool; a call of no tool is', async () => {
  const { events } = await read([
    session('ses_1'),
    message('msg_2', 'ses_1', replied()),
    part('prt_2', 'msg_2', tool({ metadata: { exit: 1 } })),
    part('prt_3', 'msg_2', tool({ input: { tool: 'nope' } }, { tool: 'invalid' })),
    part(
      'prt_4',
      'msg_2',
      tool({ status: 'error', error: 'The user rejected permission to use this specific tool call.' }),
    ),
  ]);
  expect(events.flatMap((event) => (event.kind === 'result' ? [[event.error, event.rejected]] : []))).toEqual([
    [false, undefined],
    [true, undefined],
    [true, true],
  ]);
});

test('files, skills and ids that ka printed are seen', async () => {
  const on = (id: string, name: string, input: object, output = '') =>
    part(id, 'msg_2', tool({ input, output }, { tool: name }));
  const { events } = await read([
    session('ses_1'),
    message('msg_2', 'ses_1', replied()),
    on('prt_2', 'read', { filePath: '/srv/a.ts' }, 'recorded x_0123456789abcdef0123'),
    on('prt_3', 'edit', { filePath: '/srv/b.ts' }),
    on('prt_4', 'apply_patch', { patchText: '*** Begin Patch\n*** Update File: c.ts\n*** Add File: d.ts\n' }),
    on('prt_5', 'skill', { name: 'release' }),
  ]);
  expect(events.flatMap((event) => (event.kind === 'call' ? [event.files ?? event.skill] : []))).toEqual([
    [{ path: '/srv/a.ts', as: 'read' }],
    [{ path: '/srv/b.ts', as: 'edit' }],
    [
      { path: 'c.ts', as: 'edit' },
      { path: 'd.ts', as: 'edit' },
    ],
    'release',
  ]);
  expect(events).toContainEqual(expect.objectContaining({ id: 'prt_2', printed: ['x_0123456789abcdef0123'] }));
});

test('a compaction is marked once, whether its request says so or only its summary; retries are marked', async () => {
  const { events } = await read([
    session('ses_1'),
    message('msg_1', 'ses_1', asked(0)),
    part('prt_1', 'msg_1', { type: 'compaction', auto: true }),
    message('msg_2', 'ses_1', replied(1000, { summary: true })),
    message('msg_3', 'ses_1', replied(2000, { summary: true, parentID: 'msg_0' })),
    part('prt_3', 'msg_3', { type: 'retry', attempt: 1, time: { created: T } }),
  ]);
  expect(totalsOf(events, 'ses_1').marks).toEqual(['compaction', 'compaction', 'retry']);
});

test('what ended a reply is marked: the turn, or a limit', async () => {
  const { events } = await read([
    session('ses_1'),
    message('msg_1', 'ses_1', replied(0, { finish: 'tool-calls' })),
    message('msg_2', 'ses_1', replied(1, { finish: 'length' })),
    message('msg_3', 'ses_1', replied(2, { finish: 'stop' })),
  ]);
  expect(totalsOf(events, 'ses_1').marks).toEqual(['limit', 'stop']);
});

test('a text that the program put into a prompt is no word of a person', async () => {
  const { events } = await read([
    session('ses_1'),
    message('msg_1', 'ses_1', asked()),
    part('prt_1', 'msg_1', { type: 'text', text: 'Continue.', synthetic: true }),
  ]);
  expect(events).toContainEqual(expect.objectContaining({ kind: 'prompt', human: false, text: 'Continue.' }));
});

test('unknown parts are counted by name, rows that are no JSON are counted and do not stop the reading', async () => {
  const { events, tally } = await read([
    ...simple,
    part('prt_8', 'msg_2', { type: 'hologram' }),
    `INSERT INTO part VALUES ('prt_9', 'msg_2', '', 0, '{"type":"to')`,
    session('ses_9'),
  ]);
  expect(tally).toMatchObject({ bad_lines: 1, unknown: { 'part.hologram': 1 } });
  expect(totalsOf(events, 'ses_1').cost).toBe(0.25);
  expect(events.some(({ session: id }) => id === 'ses_9')).toBe(true);
});

const TREE = {
  'storage/session/abc/ses_1.json': { id: 'ses_1', projectID: 'abc', directory: '/srv', version: '1.1.34' },
  'storage/message/ses_1/msg_1.json': { id: 'msg_1', sessionID: 'ses_1', ...asked() },
  'storage/message/ses_1/msg_2.json': { id: 'msg_2', sessionID: 'ses_1', ...replied() },
  'storage/part/msg_1/prt_1.json': { id: 'prt_1', type: 'text', text: 'fix it' },
  'storage/part/msg_2/prt_2.json': { id: 'prt_2', ...tool({}) },
  'auth.json': '{"info":{"id":"ses_secret"}}',
};

test('a session of the older JSON tree reads as in the database, and its parts belong to the source', async () => {
  const folder = filesIn(TREE);
  const [source] = opencode.discover(folder);
  expect(source?.files.map((path) => path.slice(folder.length + 1))).toEqual(
    Object.keys(TREE).filter((path) => path.startsWith('storage')),
  );
  const tree = await eventsBelow(opencode, folder);
  const { events } = await read(simple);
  expect(tree.slice(1)).toEqual(events.slice(1));
});

test('a session of the JSON tree that the database has is left to the database', async () => {
  const folder = filesIn({ ...TREE, 'storage/session/abc/ses_7.json': { id: 'ses_7', projectID: 'abc' } });
  await makeDatabase(join(folder, 'opencode.db'), [...SCHEMA, ...simple]);
  const events = await eventsBelow(opencode, folder);
  expect(events.filter(({ kind }) => kind === 'reply')).toHaveLength(1);
  expect([...new Set(events.map(({ session: id }) => id))].sort()).toEqual(['ses_1', 'ses_7']);
});

test('an exported session reads as in the database', async () => {
  const folder = filesIn({
    'any name.json': {
      info: { id: 'ses_1', directory: '/srv', version: '1.18.13' },
      messages: [
        { info: { id: 'msg_1', ...asked() }, parts: [{ id: 'prt_1', type: 'text', text: 'fix it' }] },
        { info: { id: 'msg_2', ...replied() }, parts: [{ id: 'prt_2', ...tool({}) }] },
      ],
    },
    'other.json': { info: { id: 'x' } },
  });
  expect(await eventsBelow(opencode, folder)).toEqual((await read(simple)).events);
});

test('files with credentials are never sources', () => {
  const folder = filesIn({
    'auth.json': '{"info":{"id":"ses_1"}}',
    'mcp-auth.json': '{"info":{"id":"ses_2"}}',
    'account.json': '{"info":{"id":"ses_3"}}',
  });
  expect(opencode.discover(folder)).toEqual([]);
});

test('a database that cannot be read is named as unread', async () => {
  const path = join(filesIn({ 'opencode.db': `SQLite format 3\0${'x'.repeat(5000)}` }), 'opencode.db');
  const { events, tally } = await readAll(opencode, { harness: 'opencode', files: [path] });
  expect([events, typeof tally.unread]).toEqual([[], 'string']);
});

test('places: the environment first, then where each system keeps data', () => {
  const at = (env: Record<string, string>, platform: 'linux' | 'win32' = 'linux') =>
    opencode.places({ env, home: '/home/u', platform });
  expect(at({})).toEqual(['/home/u/.local/share/opencode']);
  expect(at({ XDG_DATA_HOME: '/data', OPENCODE_DB: '/x/my.db' })).toEqual(['/x/my.db', '/data/opencode']);
  expect(opencode.places({ env: {}, home: null, platform: 'linux' })).toEqual([]);
});

test('only its own files are recognised', async () => {
  const head = (await databaseAfter(SCHEMA)).toString('latin1', 0, 4096);
  expect(opencode.recognise('/a/opencode.db', head)).toBe(true);
  expect(opencode.recognise('/a/opencode-dev.db', head)).toBe(true);
  expect(opencode.recognise('/a/sessions.db', head)).toBe(false);
  expect(opencode.recognise('/a/opencode.db', 'text')).toBe(false);
  expect(opencode.recognise('/a/x.json', '{"info":{"id":"ses_1","slug":"a"}')).toBe(true);
  expect(opencode.recognise('/a/x.json', '{"info":{"title":"An API"}}')).toBe(false);
});
