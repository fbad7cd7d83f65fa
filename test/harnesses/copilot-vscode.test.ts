import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import vscode from '../../src/harnesses/copilot-vscode/transcripts.ts';
import { isoTime } from '../../src/lib/time.ts';
import { CORPUS, factsBelow } from './corpus.ts';
import { readAll, readOne } from './fold.ts';
import { readsMutated } from './mutations.ts';
import { lines, written } from './written.ts';

describe.each(factsBelow('copilot-vscode'))('%s', (path, facts) => {
  const file = join(CORPUS, path);
  const read = readOne(vscode, file);

  test('has the calls and times that were counted by another program, and no tokens or errors, which it does not tell', () => {
    expect([read.session, read.tokens, read.calls.size]).toEqual([facts.session_id, facts.tokens, facts.tool_calls]);
    const tools = [...read.calls.values()].map(({ tool }) => tool);
    expect(Object.fromEntries(tools.map((tool) => [tool, 1]))).toEqual(facts.tool_names);
    expect([...read.results.values()].flat().map(({ error }) => error)).toEqual([null, null]);
    expect([isoTime(read.first!), isoTime(read.last!)]).toEqual([facts.first_timestamp, facts.last_timestamp]);
    expect([read.prompts.length, read.facts.status]).toEqual([facts.requests, 'ended']);
    expect([read.tally.bad_lines, read.tally.unknown]).toEqual([0, {}]);
    expect(read.files).toEqual(['edit /Users/svarlamov/projects/testing-git/index.ts']);
  });

  test('is found and recognised', () => {
    expect(vscode.recognise('/x/copy.json', readFileSync(file, 'latin1').slice(0, 4096))).toBe(true);
    expect(vscode.discover(join(CORPUS, 'copilot-vscode')).map(({ files }) => files)).toContainEqual([file]);
  });
});

const ID = '0f0f0f0f-0000-4000-8000-00000000000a';
const AT = Date.UTC(2026, 10, 21, 10);
const FOLDER = 'workspaceStorage/abc/chatSessions';
const uri = (path: string) => ({ $mid: 1, fsPath: path, external: pathToFileURL(path).href, path, scheme: 'file' });
const tool = (toolCallId: string, toolId: string, more: object = {}) => ({
  ...{ kind: 'toolInvocationSerialized', toolCallId, toolId, isComplete: true, isConfirmed: { type: 1 } },
  ...more,
});
const request = (n: number, more: object = {}) => ({
  ...{ requestId: `request_${n}`, responseId: `response_${n}`, timestamp: AT + n * 60_000, modelId: 'copilot/gpt-5' },
  message: { text: `do ${n}`, parts: [] },
  response: [{ value: 'ok' }],
  result: { timings: { firstProgress: 1, totalElapsed: 5000 } },
  agent: { id: 'github.copilot.editsAgent', extensionVersion: '0.31.5' },
  ...more,
});
const chat = (...requests: object[]) => ({
  ...{ version: 3, responderUsername: 'GitHub Copilot', sessionId: ID, creationDate: AT - 1000 },
  requests,
});
const documentOf = (whole: object) => JSON.stringify(whole, null, 2);
const reads = (whole: object, others: Record<string, string> = {}) =>
  readOne(vscode, written({ ...others, [`${FOLDER}/${ID}.json`]: documentOf(whole) })(`${FOLDER}/${ID}.json`));
const readsLog = (...entries: unknown[]) =>
  readOne(vscode, written({ [`${FOLDER}/${ID}.jsonl`]: entries })(`${FOLDER}/${ID}.jsonl`));
const bothOf = (input: number | null, output: number | null) => ({
  ...{ input, output, reasoning: null, cache_read: null, cache_write: null, cache_write_1h: null },
});

describe('the mutation log', () => {
  test('is replayed: set, append, cut off at i, delete', () => {
    const read = readsLog(
      { kind: 0, v: chat(request(1)) },
      { kind: 2, k: ['requests'], v: [request(2, { response: [], result: undefined }), request(9)] },
      { kind: 2, k: ['requests'], i: 2 },
      { kind: 2, k: ['requests', 1, 'response'], v: [tool('a', 'copilot_x'), tool('b', 'copilot_x')] },
      { kind: 2, k: ['requests', 1, 'response'], v: [tool('c', 'copilot_x')], i: 1 },
      { kind: 1, k: ['requests', 1, 'result'], v: { timings: { totalElapsed: 7000 } } },
      { kind: 1, k: ['requests', 0, 'modelState'], v: { value: 2 } },
      { kind: 3, k: ['requests', 0, 'modelState'] },
    );
    expect([read.prompts, [...read.calls.keys()]]).toEqual([
      ['do 1', 'do 2'],
      ['a', 'c'],
    ]);
    expect([isoTime(read.last!), read.marks]).toEqual([isoTime(AT + 127_000), ['stop', 'stop']]);
    expect(read.tally.types).toMatchObject({ 'kind 0': 1, 'kind 1': 2, 'kind 2': 4, 'kind 3': 1 });
  });

  test('that was rewritten as a whole counts once', () => {
    const whole = chat(request(1, { response: [tool('a', 'copilot_x')] }));
    const read = readsLog({ kind: 0, v: whole }, { kind: 0, v: whole });
    expect([read.prompts, read.calls.size]).toEqual([['do 1'], 1]);
  });

  test('entries that fit nowhere change nothing', () => {
    const read = readsLog(
      { kind: 1, k: ['requests'], v: [] },
      { kind: 0, v: chat(request(1)) },
      { kind: 1, k: ['requests', 1e9], v: request(2) },
      { kind: 2, k: ['__proto__', 'x'], v: [1] },
      { kind: 1, k: ['__proto__'], v: { requests: [] } },
      { kind: 2, k: ['nowhere', 0, 'x'], v: [1] },
      { kind: 7, k: ['requests'], v: [] },
    );
    expect([read.prompts, read.tally.unknown]).toEqual([['do 1'], { 'kind 7': 1 }]);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test('a torn tail waits; a bad line is counted', () => {
    const text = `${lines([{ kind: 0, v: chat(request(1)) }, '{"kind":1,}'])}{"kind":2,"k":["req`;
    const read = readOne(vscode, written({ [`${FOLDER}/${ID}.jsonl`]: text })(`${FOLDER}/${ID}.jsonl`));
    expect([read.prompts, read.tally.bad_lines, read.tally.lines]).toEqual([['do 1'], 1, 2]);
  });
});

describe('tokens', () => {
  const usage = { promptTokens: 900, completionTokens: 40 };

  test('are known in newer files only', () => {
    expect(reads(chat(request(1))).tokens).toBeNull();
    const read = reads(chat(request(1, { result: { usage, metadata: { resolvedModel: 'gpt-5-mini' } } })));
    expect([read.tokens, read.models, read.flags]).toEqual([bothOf(900, 40), ['gpt-5-mini'], []]);
    const older = reads(chat(request(1, { result: { metadata: { promptTokens: 7, outputTokens: 2 } } })));
    expect([older.tokens, older.models]).toEqual([bothOf(7, 2), ['copilot/gpt-5']]);
  });

  test('of an answer with tools are its last call’s: a lower bound, flagged', () => {
    const response = [tool('a', 'copilot_x')];
    expect(reads(chat(request(1, { response, result: { usage } }))).flags).toEqual(['partial']);
    expect(reads(chat(request(1, { result: { usage } }), request(2))).flags).toEqual(['partial']);
  });

  test('zero on both sides is a provider that tells none', () => {
    expect(reads(chat(request(1, { result: { usage: { promptTokens: 0, completionTokens: 0 } } }))).tokens).toBeNull();
  });
});

describe('tool calls', () => {
  test('come from the answer, not from the rounds that repeat them under other ids', () => {
    const toolCallRounds = [{ toolCalls: [{ name: 'x', id: 'toolu_1' }] }, { toolCalls: [] }];
    const read = reads(
      chat(request(1, { response: [tool('a', 'copilot_x')], result: { metadata: { toolCallRounds } } })),
    );
    expect([...read.calls.keys()]).toEqual(['a']);
    expect(read.calls.get('a')!.reply).toBe('response_1');
  });

  test('have edits that follow, files they read, commands with exit and duration', () => {
    const id = `x_${'0c'.repeat(10)}`;
    const uris = { [`${pathToFileURL('/w/app/my file.ts').href}#1-9`]: {} };
    const terminal = {
      ...{ kind: 'terminal', commandLine: { original: 'npm t', userEdited: 'npm test' } },
      ...{ terminalCommandState: { exitCode: 1, duration: 1234 }, terminalCommandOutput: { text: `recorded ${id}` } },
    };
    const read = reads(
      chat(
        request(1, {
          response: [
            { kind: 'textEditGroup', uri: uri('/w/app/lost.ts') },
            tool('r', 'copilot_readFile', { pastTenseMessage: { value: 'Read [](x)', uris } }),
            tool('e', 'copilot_replaceString'),
            { kind: 'textEditGroup', uri: uri('/w/app/a.ts'), edits: [] },
            { kind: 'textEditGroup', uri: { scheme: 'untitled', path: 'u' } },
            tool('t', 'run_in_terminal', { toolSpecificData: terminal }),
          ],
        }),
      ),
    );
    expect(read.files).toEqual(['read /w/app/my file.ts', 'edit /w/app/a.ts']);
    expect(read.calls.get('t')!.command).toBe('npm test');
    expect(read.results.get('t')).toMatchObject([{ error: true, ms: 1234, printed: [id] }]);
    expect(read.results.get('e')).toHaveLength(1);
  });

  test('tell errors only where the file does', () => {
    const response = [
      tool('plain', 'x'),
      tool('mcp', 'x', { resultDetails: { input: '', output: [], isError: true } }),
      tool('fine', 'x', { resultDetails: { input: '', output: [], isError: false } }),
      tool('refused', 'x', { isConfirmed: { type: 0 }, isComplete: false }),
      tool('old', 'x', { isConfirmed: false }),
      tool('open', 'x', { isComplete: false }),
    ];
    const read = reads(chat(request(1, { response })));
    const told = [...read.results].map(([id, [result]]) => [id, result!.error, result!.rejected ?? false]);
    expect(told).toEqual([
      ['plain', null, false],
      ['mcp', true, false],
      ['fine', false, false],
      ['refused', true, true],
      ['old', true, true],
    ]);
  });

  test('of a subagent are a session of its own below its parent', () => {
    const response = [
      tool('s', 'runSubagent', { toolSpecificData: { kind: 'subagent', agentName: 'explore' } }),
      tool('c', 'copilot_x', { subAgentInvocationId: 's' }),
      tool('m', 'copilot_x'),
    ];
    const file = written({ [`${FOLDER}/${ID}.json`]: documentOf(chat(request(1, { response }))) })(
      `${FOLDER}/${ID}.json`,
    );
    const { sessions } = readAll(vscode, { harness: 'copilot-vscode', files: [file] });
    expect([...sessions].map(([id, { calls }]) => [id, [...calls.keys()]])).toEqual([
      [ID, ['s', 'm']],
      [`${ID}/s`, ['c']],
    ]);
    expect(sessions.get(`${ID}/s`)!.facts).toEqual({ parent: ID, agent: 'explore' });
    expect(sessions.get(`${ID}/s`)!.first).toBe(AT + 60_000);
    expect(sessions.get(ID)!.results.get('s')![0]!.child).toBe(`${ID}/s`);
  });
});

describe('the session', () => {
  test('has the folder of its window and the version of the extension', () => {
    const workspace = JSON.stringify({ folder: pathToFileURL('/w/my app').href });
    expect(reads(chat(request(1)), { 'workspaceStorage/abc/workspace.json': workspace }).facts).toEqual({
      ...{ parent: null, cwd: '/w/my app', harness_version: '0.31.5', status: 'ended' },
    });
  });

  test.each([
    '{"folder":"vscode-remote://ssh-remote%2Bhost/w/app"}',
    '{"workspace":"file:///w/a.code-workspace"}',
    '{',
    '3',
  ])('has no folder for a window elsewhere or of several folders: %s', (workspace) => {
    expect(reads(chat(request(1)), { 'workspaceStorage/abc/workspace.json': workspace }).facts.cwd).toBeUndefined();
  });

  test('ends as its last answer did', () => {
    const endOf = (more: object) => {
      const read = reads(chat(request(1), request(2, more)));
      return [read.facts.status, read.marks.at(-1)];
    };
    expect(endOf({})).toEqual(['ended', 'stop']);
    expect(endOf({ isCanceled: true })).toEqual(['aborted', 'interrupt']);
    expect(endOf({ modelState: { value: 2, completedAt: AT } })).toEqual(['aborted', 'interrupt']);
    expect(endOf({ result: { errorDetails: { message: 'x' } } })).toEqual(['failed', 'api-error']);
    expect(endOf({ modelState: { value: 0 }, result: undefined })).toEqual(['open', 'stop']);
  });

  test('that was never used is none', () => {
    const file = written({ [`${FOLDER}/${ID}.json`]: documentOf(chat()) })(`${FOLDER}/${ID}.json`);
    expect(readAll(vscode, { harness: 'copilot-vscode', files: [file] }).sessions.size).toBe(0);
  });

  test('in a document that cannot be read is counted as bad', () => {
    const file = written({ [`${FOLDER}/${ID}.json`]: documentOf(chat(request(1))).slice(0, -9) })(
      `${FOLDER}/${ID}.json`,
    );
    const { sessions, tally } = readAll(vscode, { harness: 'copilot-vscode', files: [file] });
    expect([sessions.size, tally.lines, tally.bad_lines]).toEqual([0, 1, 1]);
  });

  test('names parts that are new', () => {
    expect(reads(chat(request(1, { response: [{ kind: 'brandNew' }] }))).tally.unknown).toEqual({ brandNew: 1 });
  });
});

test('mutated chats never throw and end', () => {
  const response = [
    ...[{ value: 'x' }, tool('a', 'copilot_readFile', { pastTenseMessage: { uris: { 'file:///w/a': {} } } })],
    ...[
      { kind: 'textEditGroup', uri: uri('/w/a.ts') },
      tool('s', 'x', { toolSpecificData: { kind: 'subagent', agentName: 'n' } }),
    ],
    tool('c', 'x', {
      subAgentInvocationId: 's',
      toolSpecificData: { kind: 'terminal', commandLine: { original: 'ls' } },
    }),
  ];
  const whole = chat(request(1, { response, result: { usage: { promptTokens: 1, completionTokens: 2 } } }), request(2));
  const log = [
    { kind: 0, v: whole },
    { kind: 2, k: ['requests', 1, 'response'], v: [tool('z', 'x')], i: 0 },
    { kind: 1, k: ['requests', 0, 'modelState'], v: { value: 1 } },
  ];
  readsMutated(vscode, [
    { name: `${FOLDER}/${ID}.json`, text: documentOf(whole) },
    { name: `${FOLDER}/${ID}.jsonl`, text: lines(log) },
  ]);
});

describe('places', () => {
  const at = { env: {}, home: '/home/u', platform: 'linux' as const };

  test('are those of each product, system and server', () => {
    expect(vscode.places(at)).toEqual([
      '/home/u/.config/Code/User/workspaceStorage',
      '/home/u/.config/Code - Insiders/User/workspaceStorage',
      '/home/u/.config/VSCodium/User/workspaceStorage',
      '/home/u/.vscode-server/data/User/workspaceStorage',
      '/home/u/.vscode-server-insiders/data/User/workspaceStorage',
    ]);
    expect(vscode.places({ ...at, platform: 'darwin' })[0]).toBe(
      '/home/u/Library/Application Support/Code/User/workspaceStorage',
    );
    expect(vscode.places({ ...at, platform: 'win32', env: { APPDATA: '/r' } })[0]).toBe(
      '/r/Code/User/workspaceStorage',
    );
    const portable = { VSCODE_PORTABLE: '/p', XDG_CONFIG_HOME: '/x' };
    expect(vscode.places({ ...at, env: portable }).slice(0, 2)).toEqual([
      '/p/user-data/User/workspaceStorage',
      '/x/Code/User/workspaceStorage',
    ]);
    expect(vscode.places({ ...at, home: null })).toEqual([]);
  });

  test('a log replaces the document of the same name; other files of the window are left alone', () => {
    const path = written({
      [`${FOLDER}/a.json`]: documentOf(chat(request(1))),
      [`${FOLDER}/b.json`]: documentOf(chat(request(1))),
      [`${FOLDER}/b.jsonl`]: [{ kind: 0, v: chat(request(1)) }],
      'workspaceStorage/abc/workspace.json': '{}',
      'workspaceStorage/abc/chatEditingSessions/x/state.json': documentOf(chat(request(1))),
      'copies/c.json': documentOf(chat(request(1))),
      'copies/other.json': '{"version":3,"responderUsername2":1}',
    });
    expect(vscode.discover(path('.')).map(({ files }) => files)).toEqual([
      [path('copies/c.json')],
      [path(`${FOLDER}/a.json`)],
      [path(`${FOLDER}/b.jsonl`)],
    ]);
    expect(vscode.discover(path(`${FOLDER}/a.json`))).toHaveLength(1);
  });
});
