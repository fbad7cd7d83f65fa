import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import copilot from '../../src/harnesses/copilot/transcripts.ts';
import { isoTime } from '../../src/lib/time.ts';
import { CORPUS, factsBelow } from './corpus.ts';
import { readAll, readOne } from './fold.ts';
import { readsMutated } from './mutations.ts';
import { lines, written } from './written.ts';

describe.each(factsBelow('copilot-cli'))('%s', (path, facts) => {
  const file = join(CORPUS, path);
  const read = readOne(copilot, file);

  test('has the tokens, calls and errors that were counted by another program', () => {
    expect(read.session).toBe(facts.session_id);
    const { tokens } = facts;
    const known = { cache_write_1h: null };
    expect(read.tokens).toEqual(
      tokens
        ? {
            ...{ input: tokens.input_uncached, output: tokens.output, reasoning: tokens.reasoning_within_output },
            ...{ cache_read: tokens.cache_read, cache_write: tokens.cache_write, ...known },
          }
        : { ...onlyOutput(facts.output_tokens_sum_of_messages as number) },
    );
    expect(read.flags).toEqual(tokens ? [] : ['partial']);
    expect([read.calls.size, read.errors, read.results.size]).toEqual([
      facts.tool_calls,
      facts.tool_errors,
      facts.tool_results,
    ]);
  });

  test('has its times, lines, models, messages and end', () => {
    expect([isoTime(read.first!), isoTime(read.last!)]).toEqual([facts.first_timestamp, facts.last_timestamp]);
    expect([read.tally.lines, read.tally.bad_lines, read.tally.unknown]).toEqual([facts.lines, 0, {}]);
    expect([read.models, read.replies, read.prompts.length]).toEqual([
      Object.keys(facts.models),
      facts.assistant_messages,
      facts.user_messages,
    ]);
    expect(read.facts).toMatchObject({ cwd: facts.cwd, harness_version: facts.version });
    expect(read.facts.status).toBe(facts.ended ? 'ended' : 'open');
  });

  test('is found and recognised', () => {
    expect(copilot.recognise('/x/copy.jsonl', readFileSync(file, 'latin1').slice(0, 4096))).toBe(true);
    expect(copilot.discover(join(CORPUS, 'copilot-cli')).map(({ files }) => files[0])).toContain(file);
  });
});

const onlyOutput = (output: number) => ({
  ...{ input: null, output, reasoning: null, cache_read: null, cache_write: null, cache_write_1h: null },
});

const ID = '0d0d0d0d-0000-4000-8000-00000000000a';
const FILE = `session-state/${ID}/events.jsonl`;
let clock = 0;
const line = (type: string, data: object, more: object = {}) => ({
  type,
  data,
  id: `e${++clock}`,
  timestamp: isoTime(Date.UTC(2026, 10, 21, 10) + clock * 1000),
  parentId: null,
  ...more,
});
const start = () =>
  line('session.start', {
    ...{ sessionId: ID, copilotVersion: '1.0.78', selectedModel: 'gpt-5' },
    context: {
      ...{ cwd: '/w/app', branch: 'main', headCommit: 'c0ffee', repository: 'o/app', repositoryHost: 'github.com' },
    },
  });
const message = (messageId: string, outputTokens: number, calls: string[] = [], more: object = {}) =>
  line('assistant.message', {
    ...{ messageId, outputTokens, model: 'gpt-5', ...more },
    toolRequests: calls.map((toolCallId) => ({ toolCallId, name: 'bash' })),
  });
const began = (toolCallId: string, toolName: string, args: unknown, more: object = {}) =>
  line('tool.execution_start', { toolCallId, toolName, arguments: args, ...more });
const ended = (toolCallId: string, more: object = { success: true }) =>
  line('tool.execution_complete', { toolCallId, ...more });
const shutdown = (models: Record<string, object>, shutdownType = 'routine') =>
  line('session.shutdown', {
    shutdownType,
    modelMetrics: Object.fromEntries(
      Object.entries(models).map(([model, usage]) => [model, { requests: { count: 1, cost: 33 }, usage }]),
    ),
  });
const used = (inputTokens: number, cacheReadTokens: number, cacheWriteTokens: number, outputTokens: number) => ({
  ...{ inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens, reasoningTokens: 1 },
});
const reads = (...records: readonly unknown[]) => readOne(copilot, written({ [FILE]: records })(FILE));

describe('tokens', () => {
  test('come from the shutdown alone, input without what the cache gave and took', () => {
    const read = reads(
      start(),
      message('m1', 10),
      shutdown({ 'gpt-5': used(1000, 600, 100, 10), other: used(5, 0, 0, 2) }),
    );
    expect(read.tokens).toEqual({
      ...{ input: 305, output: 12, reasoning: 2, cache_read: 600, cache_write: 100, cache_write_1h: null },
    });
    expect([read.models, read.flags, read.facts.status]).toEqual([['gpt-5', 'other'], [], 'ended']);
  });

  test('of several runs add up', () => {
    const resumed = [
      line('session.resume', { eventCount: 3 }),
      message('m2', 7),
      shutdown({ 'gpt-5': used(50, 0, 0, 7) }),
    ];
    const read = reads(start(), message('m1', 10), shutdown({ 'gpt-5': used(100, 0, 0, 10) }), ...resumed);
    expect([read.tokens?.input, read.tokens?.output, read.flags]).toEqual([150, 17, []]);
  });

  test('without a shutdown are the output of the replies, the rest unknown, and the session is flagged', () => {
    const read = reads(start(), message('m1', 10), message('m2', 5));
    expect([read.tokens, read.flags, read.facts.status]).toEqual([onlyOutput(15), ['partial'], 'open']);
  });

  test('of a run that broke off before a resume are not lost', () => {
    const resumed = [line('session.resume', {}), message('m2', 7), shutdown({ 'gpt-5': used(50, 0, 0, 7) })];
    const read = reads(start(), message('m1', 10), ...resumed);
    expect([read.tokens?.input, read.tokens?.output, read.flags]).toEqual([50, 17, ['partial']]);
  });

  const metered = (requests: number, usage: object) =>
    line('session.shutdown', {
      shutdownType: 'routine',
      modelMetrics: { 'gpt-5': { requests: { count: requests }, usage } },
    });

  test('of a resumed run are its own where its shutdown goes on from the one before', () => {
    const first = [start(), message('m1', 10), message('m2', 20), metered(2, used(100, 60, 0, 30))];
    const second = [line('session.resume', {}), message('m3', 7), message('m4', 1)];
    const third = [line('session.resume', {}), message('m5', 400)];
    const goesOn = [metered(4, used(150, 90, 0, 38)), metered(5, used(151, 91, 0, 438))];
    const read = reads(...first, ...second, goesOn[0], ...third, goesOn[1]);
    expect([read.tokens?.input, read.tokens?.cache_read, read.tokens?.output]).toEqual([60, 91, 438]);
    const anew = [metered(2, used(150, 90, 0, 8)), metered(2, used(151, 91, 0, 400))];
    const apart = reads(...first, ...second, anew[0], ...third, anew[1]);
    expect([apart.tokens?.input, apart.tokens?.cache_read, apart.tokens?.output]).toEqual([160, 241, 438]);
  });

  test('recorded call by call are their replies’, need no shutdown and are not counted again by one', () => {
    const record = (apiCallId: string, usage: object, more: object = {}) =>
      line('session.usage_record', { usage: { model: 'gpt-5', apiCallId, maxPromptTokens: 1000, ...usage } }, more);
    const of = (apiCallId: string) => ({ apiCallId, outputTokens: undefined });
    const told = [
      start(),
      ...[record('c1', used(100, 60, 0, 10)), message('m1', 0, ['t1'], of('c1'))],
      began('t1', 'task', { agent_type: 'explore' }),
      line('subagent.started', { toolCallId: 't1', agentName: 'explore' }, { agentId: 'g' }),
      line('session.model_change', { newModel: 'small' }, { agentId: 'g' }),
      record('c2', { ...used(30, 10, 0, 4), model: 'small' }, { agentId: 'g' }),
      line('assistant.message', { messageId: 's1', apiCallId: 'c2' }, { agentId: 'g' }),
      // A call that led to no reply: it wrote a summary.
      record('c3', used(500, 0, 0, 50)),
    ];
    const totals = shutdown({ 'gpt-5': used(600, 60, 0, 60), small: used(30, 10, 0, 4) });
    const again = [
      ...[line('session.resume', {}), record('c4', used(7, 0, 0, 1)), message('m2', 0, [], of('c4'))],
      shutdown({ 'gpt-5': used(607, 60, 0, 61), small: used(30, 10, 0, 4) }),
    ];
    const tokensIn = (records: readonly unknown[]) => {
      const { sessions } = readAll(copilot, { harness: 'copilot', files: [written({ [FILE]: records })(FILE)] });
      return [ID, `${ID}/g`].map((id) => [
        sessions.get(id)!.tokens?.input,
        sessions.get(id)!.tokens?.output,
        sessions.get(id)!.models,
        sessions.get(id)!.flags,
      ]);
    };
    const sub = [20, 4, ['small'], []];
    expect(tokensIn(told)).toEqual([[540, 60, ['gpt-5'], []], sub]);
    expect(tokensIn([...told, totals])).toEqual([[540, 60, ['gpt-5'], []], sub]);
    expect(tokensIn([...told, totals, ...again])).toEqual([[547, 61, ['gpt-5'], []], sub]);
  });

  test('a session without any number has none', () => {
    expect(reads(start(), line('user.message', { content: 'hi' })).tokens).toBeNull();
  });

  test('premium requests are no dollars', () => {
    const file = written({ [FILE]: [start(), shutdown({ 'gpt-5': used(9, 0, 0, 1) })] })(FILE);
    const tally = { lines: 0, bad_lines: 0, types: {}, unknown: {} };
    const costs = [...copilot.read({ harness: 'copilot', files: [file] }, tally)].flatMap((e) =>
      e.kind === 'usage' ? [e.cost_usd] : [],
    );
    expect(costs).toEqual([null]);
  });
});

describe('tool calls', () => {
  test('are matched by id; calls of one reply are siblings', () => {
    const id = `x_${'0b'.repeat(10)}`;
    const read = reads(
      start(),
      message('m1', 1, ['a', 'b']),
      began('a', 'bash', { command: 'ka metrics record' }),
      began('b', 'view', { path: '/w/app/a.ts' }),
      ended('b', { success: false, error: { message: 'no', code: 'failure' } }),
      ended('a', { success: true, result: { content: `${id}\nexit code 1` } }),
    );
    expect([...read.calls.values()].map(({ reply, tool, command }) => [reply, tool, command])).toEqual([
      ['m1', 'bash', 'ka metrics record'],
      ['m1', 'view', undefined],
    ]);
    expect([read.errors, read.files, read.results.get('a')![0]!.printed]).toEqual([1, ['read /w/app/a.ts'], [id]]);
  });

  test('name the files they edit', () => {
    const patch = '*** Begin Patch\n*** Add File: b.ts\n+x\n*** End Patch';
    const read = reads(
      start(),
      began('a', 'edit', { path: '/w/app/a.ts' }),
      began('b', 'apply_patch', patch),
      began('c', 'str_replace_editor', { command: 'view', path: '/w/app/c.ts' }),
    );
    expect(read.files).toEqual(['edit /w/app/a.ts', 'edit b.ts', 'read /w/app/c.ts']);
  });

  test('that a person refused are told apart', () => {
    const denied = { toolCallId: 'a', result: { kind: 'denied-interactively-by-user' } };
    const read = reads(
      start(),
      began('a', 'bash', {}),
      line('permission.completed', denied),
      ended('a', { success: false }),
    );
    expect(read.results.get('a')![0]).toMatchObject({ error: true, rejected: true });
  });

  test('without a result, or one that tells nothing, are no errors', () => {
    const read = reads(start(), began('a', 'bash', {}), began('b', 'bash', {}), ended('b', {}));
    expect([read.errors, read.results.get('b')![0]!.error]).toEqual([0, null]);
  });
});

describe('subagents', () => {
  const told = (mark: object, data: object) => [
    start(),
    message('m1', 3, ['t1']),
    began('t1', 'task', { agent_type: 'explore' }),
    line('subagent.started', { toolCallId: 't1', agentName: 'explore' }, mark),
    line('user.message', { content: 'look', ...data }, mark),
    line('assistant.message', { messageId: 's1', outputTokens: 40, toolRequests: [], ...data }, mark),
    line('tool.execution_start', { toolCallId: 'c1', toolName: 'grep', arguments: {}, ...data }, mark),
    line('tool.execution_complete', { toolCallId: 'c1', success: false, ...data }, mark),
    line('subagent.completed', { toolCallId: 't1', agentName: 'explore', totalTokens: 9999 }, mark),
    ended('t1'),
  ];

  test.each([
    ['by its id', { agentId: 'ag1' }, {}, `${ID}/ag1`],
    ['by the call that started it', {}, { parentToolCallId: 't1' }, `${ID}/t1`],
  ])('told apart %s are sessions of their own below their parent', (_, mark, data, child) => {
    const file = written({ [FILE]: told(mark, data) })(FILE);
    const { sessions } = readAll(copilot, { harness: 'copilot', files: [file] });
    const [main, sub] = [sessions.get(ID)!, sessions.get(child)!];
    expect([...sessions.keys()]).toEqual([ID, child]);
    expect(sub.facts).toMatchObject({ parent: ID, agent: 'explore', status: 'ended', cwd: '/w/app' });
    expect([[...sub.calls.keys()], sub.errors, sub.tokens, sub.prompts]).toEqual([['c1'], 1, onlyOutput(40), []]);
    expect([[...main.calls.keys()], main.errors, main.tokens]).toEqual([['t1'], 0, onlyOutput(3)]);
    expect([main.calls.get('t1')!.starts, main.results.get('t1')![0]!.child]).toEqual(['explore', child]);
  });

  test('have no tokens of their own where the shutdown counts them in', () => {
    const records = [...told({ agentId: 'ag1' }, {}), shutdown({ 'gpt-5': used(100, 0, 0, 43) })];
    const { sessions } = readAll(copilot, { harness: 'copilot', files: [written({ [FILE]: records })(FILE)] });
    expect(sessions.get(ID)!.tokens?.output).toBe(43);
    expect([sessions.get(`${ID}/ag1`)!.tokens, sessions.get(`${ID}/ag1`)!.flags]).toEqual([null, ['partial']]);
  });

  test('whose start was not seen have a parent all the same', () => {
    const file = written({ [FILE]: [start(), line('abort', { reason: 'x' }, { agentId: 'ag9' })] })(FILE);
    const { sessions } = readAll(copilot, { harness: 'copilot', files: [file] });
    expect(sessions.get(`${ID}/ag9`)!.facts.parent).toBe(ID);
  });
});

describe('the conversation', () => {
  test('marks compactions, errors and aborts; texts put in by the program are no person’s', () => {
    const read = reads(
      start(),
      line('user.message', { content: 'do' }),
      line('user.message', { content: 'skill text', source: 'skill-pdf' }),
      line('session.compaction_complete', { success: true, preCompactionTokens: 900 }),
      line('session.compaction_complete', { success: false }),
      line('session.error', { errorType: 'quota' }),
      line('abort', { reason: 'user initiated' }),
      line('subagent.selected', { agentName: 'reviewer' }),
    );
    expect([read.marks, read.prompts]).toEqual([['compaction', 'api-error', 'interrupt'], ['do']]);
    expect(read.facts).toMatchObject({
      ...{ parent: null, agent: 'reviewer', cwd: '/w/app', branch: 'main', commit: 'c0ffee' },
      ...{ repository: 'https://github.com/o/app', harness_version: '1.0.78' },
    });
  });

  test('hooks repeat prompts and outputs and are only counted, with their time', () => {
    const before = [start(), line('user.message', { content: 'do' })];
    const hook = line('hook.start', { hookType: 'userPromptSubmitted', input: { prompt: 'do' } });
    const read = reads(...before, hook);
    expect([read.prompts, isoTime(read.last!)]).toEqual([['do'], hook.timestamp]);
    expect(read.tally.types['hook.start']).toBe(1);
  });
});

describe('tolerance', () => {
  test('a bad line is counted, an unknown type named, a torn tail waits', () => {
    const text = `${lines([start(), 'nonsense', line('session.brand_new', {}), message('m', 4)])}{"type":"session.sh`;
    const read = readOne(copilot, written({ [FILE]: text })(FILE));
    expect([read.tally.bad_lines, read.tally.unknown, read.tokens]).toEqual([
      1,
      { 'session.brand_new': 1 },
      onlyOutput(4),
    ]);
  });

  test('mutated logs never throw and end', () => {
    const text = lines([
      ...[
        start(),
        line('user.message', { content: 'do' }),
        message('m1', 1, ['a', 'b']),
        began('a', 'bash', { command: 'x' }),
      ],
      ...[
        began('b', 'apply_patch', '*** Add File: a'),
        ended('a'),
        ended('b', { success: false, error: { code: 'rejected' } }),
      ],
      line('subagent.started', { toolCallId: 'a', agentName: 'x' }, { agentId: 'g' }),
      line('assistant.message', { messageId: 's', outputTokens: 3 }, { agentId: 'g' }),
      line('skill.invoked', { name: 'tidy' }),
      line('permission.completed', { toolCallId: 'a', result: { kind: 'approved' } }),
      shutdown({ 'gpt-5': used(10, 5, 1, 2) }),
    ]);
    readsMutated(copilot, [{ name: FILE, text }]);
  });
});

describe('places', () => {
  const at = { env: {}, home: '/home/u', platform: 'linux' as const };

  test('lie below COPILOT_HOME, else the home', () => {
    expect(copilot.places(at)).toEqual(['/home/u/.copilot/session-state', '/home/u/.copilot/history-session-state']);
    expect(copilot.places({ ...at, env: { COPILOT_HOME: '/c' } })).toEqual([
      '/c/session-state',
      '/c/history-session-state',
    ]);
    expect(copilot.places({ ...at, home: null })).toEqual([]);
  });

  test('sessions lie in a folder each, or flat', () => {
    const flat = ID.replace('0d0d', '0e0e');
    const path = written({
      [FILE]: [start()],
      [`history-session-state/${flat}.jsonl`]: [line('session.start', { copilotVersion: '0.0.3' })],
      [`session-state/${ID}/workspace.yaml`]: 'cwd: /w',
      [`session-state/${ID}/files/data.jsonl`]: [{ a: 1 }],
      'config.json': '{"token":"t"}',
    });
    expect(copilot.discover(path('.')).map(({ files }) => files)).toEqual([
      [path(`history-session-state/${flat}.jsonl`)],
      [path(FILE)],
    ]);
    expect(readOne(copilot, path(`history-session-state/${flat}.jsonl`)).session).toBe(flat);
  });
});
