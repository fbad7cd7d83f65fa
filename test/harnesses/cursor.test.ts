import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import cursor from '../../src/harnesses/cursor/transcripts.ts';
import { makeDatabase, withLog } from '../store/make-database.ts';
import { filesIn, jsonLines, quoted } from './files-in.ts';
import { eventsBelow, readAll, totalsOf } from './totals-of.ts';

const T = 1_785_000_000_000;
const said = (text: string) => ({ role: 'user', message: { content: [{ type: 'text', text }] } });
const did = (...blocks: object[]) => ({
  role: 'assistant',
  message: { content: [{ type: 'text', text: '[REDACTED]' }, ...blocks] },
});
const use = (name: string, input: unknown) => ({ type: 'tool_use', name, input });
const session = jsonLines([
  said('<user_query>\nfix it\n</user_query>'),
  did(use('Read', { path: '/Users/ann/my.app/src/a.ts' }), use('Shell', { command: 'npm test' })),
]);
const AT = 'projects/Users-ann-my-app/agent-transcripts';

test('a transcript: what was asked and done; no tokens, results or errors are made up', async () => {
  const folder = filesIn({ [`${AT}/s1/s1.jsonl`]: session });
  const events = await eventsBelow(cursor, folder);
  expect(totalsOf(events, 's1')).toMatchObject({
    tokens: { input: null, output: null, cache_read: null, cache_write: null },
    cost: null,
    tool_calls: 2,
    tool_errors: null,
    prompts: 1,
    replies: 1,
    models: [],
  });
  expect(events.filter(({ kind }) => kind === 'usage' || kind === 'result')).toEqual([]);
  expect(events).toContainEqual(expect.objectContaining({ kind: 'prompt', text: 'fix it', human: true }));
  expect(events).toContainEqual(expect.objectContaining({ kind: 'call', command: 'npm test' }));
});

test("the only times are the file's own, and flagged as inexact", async () => {
  const folder = filesIn({ [`${AT}/s1/s1.jsonl`]: session });
  utimesSync(join(folder, AT, 's1', 's1.jsonl'), T / 1000, T / 1000);
  const totals = totalsOf(await eventsBelow(cursor, folder), 's1');
  // The copy was made after it was written last: when it was made says nothing then.
  expect(totals).toMatchObject({ flags: ['inexact_times'], first: new Date(T).toISOString(), last: totals.first });
});

test("the working folder is that part of a path in a call whose name is the project's", async () => {
  const events = await eventsBelow(cursor, filesIn({ [`${AT}/s1.jsonl`]: session }));
  expect(events).toContainEqual({ kind: 'session', session: 's1', at: null, cwd: '/Users/ann/my.app' });
  const other = await eventsBelow(cursor, filesIn({ 'projects/elsewhere/agent-transcripts/s1.jsonl': session }));
  expect(other.some((event) => event.kind === 'session' && event.cwd !== undefined)).toBe(false);
});

test('subagents are sessions of their own with a parent, and belong to its source', async () => {
  const folder = filesIn({ [`${AT}/s1/s1.jsonl`]: session, [`${AT}/s1/subagents/k.jsonl`]: session });
  expect(cursor.discover(folder).map(({ files }) => files.length)).toEqual([2]);
  const events = await eventsBelow(cursor, folder);
  expect(events).toContainEqual(expect.objectContaining({ session: 's1/k', parent: 's1', agent: 'subagent' }));
  expect(totalsOf(events, 's1/k').tool_calls).toBe(2);
  expect(events).toContainEqual(expect.objectContaining({ kind: 'prompt', session: 's1/k', human: false }));
});

test('of one id the lines are read, not the text; a text alone is read', async () => {
  const text =
    'user:\n<user_query>\nfix it\n</user_query>\n\nassistant:\n[Thinking] hm\n[Tool call] Read\n  path: a.ts\n\n[Tool result] Read\n\nDone.\nuser:\nthanks\n';
  const folder = filesIn({ [`${AT}/s1.jsonl`]: session, [`${AT}/s1.txt`]: text, [`${AT}/s2.txt`]: text });
  const events = await eventsBelow(cursor, folder);
  expect(totalsOf(events, 's1')).toMatchObject({ tool_calls: 2, prompts: 1 });
  expect(totalsOf(events, 's2')).toMatchObject({ tool_calls: 1, tool_errors: null, prompts: 2, replies: 1 });
  expect(events).toContainEqual(expect.objectContaining({ kind: 'prompt', session: 's2', text: 'fix it' }));
});

test('ids come from the content: reading again, or a file that grew, gives the same events', async () => {
  const grown = session + session;
  const [before, after] = [
    await eventsBelow(cursor, filesIn({ [`${AT}/s1.jsonl`]: session })),
    await eventsBelow(cursor, filesIn({ [`${AT}/s1.jsonl`]: grown })),
  ];
  const ids = (events: typeof before) => events.flatMap((event) => ('id' in event ? event.id : []));
  expect(ids(after).slice(0, ids(before).length)).toEqual(ids(before));
  expect(new Set(ids(after).filter((id) => !ids(before).includes(id))).size).toBeGreaterThan(0);
  expect(totalsOf(after, 's1')).toMatchObject({ prompts: 2, replies: 2, tool_calls: 4 });
});

test('the end of a turn tells how the session stands; a patch, which is one text, tells its files', async () => {
  const lines = [
    did(use('ApplyPatch', '*** Begin Patch\n*** Update File: a.ts\n')),
    { type: 'turn_ended', status: 'error' },
  ];
  const events = await eventsBelow(cursor, filesIn({ [`${AT}/s1.jsonl`]: session + jsonLines(lines) }));
  expect(events).toContainEqual(expect.objectContaining({ kind: 'session', status: 'failed' }));
  expect(events).toContainEqual(expect.objectContaining({ kind: 'call', files: [{ path: 'a.ts', as: 'edit' }] }));
});

test('a bad line is counted, a half last line waits, unknown records are counted by name', async () => {
  const folder = filesIn({ [`${AT}/s1.jsonl`]: `${session}not JSON\n{"role":"oracle"}\n{"role":"assis` });
  const { tally } = await readAll(cursor, cursor.discover(folder)[0]!);
  expect(tally).toMatchObject({ lines: 3, bad_lines: 1, unknown: { oracle: 1 } });
});

const KV = 'CREATE TABLE cursorDiskKV (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)';
const ITEMS = 'CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)';
const put = (table: string, key: string, value: unknown): string =>
  `INSERT INTO ${table} VALUES ('${key}', ${quoted(value)})`;
const composer = (id: string, bubbles: string[], more: object = {}): string =>
  put('cursorDiskKV', `composerData:${id}`, {
    composerId: id,
    createdAt: T,
    lastUpdatedAt: T + 9000,
    fullConversationHeadersOnly: bubbles.map((bubbleId) => ({ bubbleId, type: 1 })),
    modelConfig: { modelName: 'claude-4-sonnet' },
    ...more,
  });
const bubble = (of: string, id: string, value: object): string =>
  put('cursorDiskKV', `bubbleId:${of}:${id}`, { bubbleId: id, ...value });
const called = (status: string, more: object = {}) => ({
  type: 2,
  createdAt: new Date(T + 2000).toISOString(),
  toolFormerData: {
    name: 'read_file_v2',
    toolCallId: 't',
    status,
    rawArgs: '{"target_file":"a.ts"}',
    result: '{}',
    ...more,
  },
});
const EDITOR = [
  KV,
  ITEMS,
  put('ItemTable', 'cursorAuth/accessToken', 'not to be read'),
  composer('c1', ['b1', 'b2', 'b3', 'b4'], { workspaceIdentifier: { uri: { fsPath: '/srv' } } }),
  bubble('c1', 'b1', { type: 1, text: 'fix it', createdAt: new Date(T + 1000).toISOString() }),
  bubble('c1', 'b2', { type: 2, text: 'ok', createdAt: T + 1500, tokenCount: { inputTokens: 50, outputTokens: 5 } }),
  bubble('c1', 'b3', called('completed')),
  bubble('c1', 'b4', { ...called('error'), tokenCount: { inputTokens: 0, outputTokens: 0 } }),
  bubble('c1', 'taken back', { type: 2, text: 'x', tokenCount: { inputTokens: 7, outputTokens: 7 } }),
];

test("the editor's database: times, results, models; tokens only where they were counted", async () => {
  const folder = filesIn({ 'User/globalStorage/x': '' });
  const path = join(folder, 'User/globalStorage/state.vscdb');
  await makeDatabase(path, [...EDITOR, composer('empty', [])]);
  const { events } = await readAll(cursor, cursor.discover(folder)[0]!);
  expect(new Set(events.map(({ session: id }) => id))).toEqual(new Set(['c1']));
  expect(totalsOf(events, 'c1')).toMatchObject({
    tokens: { input: 50, output: 5, cache_read: null, cache_write: null },
    models: ['claude-4-sonnet'],
    cost: null,
    tool_calls: 2,
    tool_errors: 1,
    prompts: 1,
    flags: [],
    first: new Date(T).toISOString(),
    last: new Date(T + 2000).toISOString(),
  });
  expect(events[0]).toMatchObject({ kind: 'session', cwd: '/srv', parent: null });
  expect(events).toContainEqual(
    expect.objectContaining({ kind: 'call', id: 'b3', reply: 'b2', files: [{ path: 'a.ts', as: 'read' }] }),
  );
  expect(JSON.stringify(events)).not.toContain('not to be read');
});

test("a session's folder is found through the storage of its window, where it does not name it", async () => {
  const folder = filesIn({
    'User/globalStorage/x': '',
    'User/workspaceStorage/abc/workspace.json': { folder: 'file:///home/ann/app' },
  });
  await makeDatabase(join(folder, 'User/globalStorage/state.vscdb'), [
    KV,
    composer('c1', ['b1']),
    bubble('c1', 'b1', { type: 1 }),
  ]);
  const composers = { allComposers: [{ composerId: 'c1' }] };
  await makeDatabase(join(folder, 'User/workspaceStorage/abc/state.vscdb'), [
    ITEMS,
    put('ItemTable', 'composer.composerData', composers),
  ]);
  const sources = cursor.discover(folder);
  expect(sources).toHaveLength(1);
  const { events } = await readAll(cursor, sources[0]!);
  expect(events[0]).toMatchObject({ cwd: '/home/ann/app' });
  // Its messages have no times: the session's own are used, and flagged.
  expect(totalsOf(events, 'c1')).toMatchObject({ flags: ['inexact_times'], last: new Date(T + 9000).toISOString() });
});

test("rows that stand only in the editor's unfinished write-ahead log count", async () => {
  const folder = filesIn({ 'User/globalStorage/x': '' });
  await withLog(join(folder, 'User/globalStorage/state.vscdb'), EDITOR.slice(0, 6), EDITOR.slice(6), 'open');
  expect(totalsOf(await eventsBelow(cursor, folder), 'c1')).toMatchObject({ tool_calls: 2, tool_errors: 1 });
});

test('places of each system', () => {
  const at = (platform: 'linux' | 'darwin' | 'win32', env = {}) => cursor.places({ env, home: '/h', platform })[1];
  expect(at('linux')).toBe('/h/.config/Cursor/User/globalStorage');
  expect(at('darwin')).toBe('/h/Library/Application Support/Cursor/User/globalStorage');
  expect(at('win32', { APPDATA: '/a' })).toBe('/a/Cursor/User/globalStorage');
});
