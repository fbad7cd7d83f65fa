import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import codex from '../../src/harnesses/codex/transcripts.ts';
import { emptyTally } from '../../src/harnesses/transcripts.ts';
import { isoTime } from '../../src/lib/time.ts';
import { CORPUS, factsBelow } from './corpus.ts';
import { fold, readOne, sumOf } from './fold.ts';
import { readsMutated } from './mutations.ts';
import { lines, written } from './written.ts';

describe.each(factsBelow('codex'))('%s', (path, facts) => {
  const file = join(CORPUS, path);
  const read = readOne(codex, file);
  const replayed = read.facts.replayed;
  const inClasses = (tokens: Record<string, number> | null | undefined) =>
    tokens && {
      input: tokens.input_uncached,
      output: tokens.output,
      reasoning: tokens.reasoning_within_output,
      cache_read: tokens.cache_read,
      cache_write: null,
      cache_write_1h: null,
    };

  test('has the tokens, calls and errors that were counted by another program', () => {
    expect(read.session).toBe(facts.session_id);
    expect(sumOf(read.tokens, replayed?.tokens ?? null)).toEqual(inClasses(facts.tokens));
    expect(read.calls.size + (replayed?.tool_calls ?? 0)).toBe(facts.tool_calls);
    expect(read.errors + (replayed?.tool_errors ?? 0)).toBe(facts.tool_errors);
    expect(replayed === undefined).toBe(facts.own_tokens === undefined);
    if (facts.own_tokens) expect(read.tokens).toEqual(inClasses(facts.own_tokens));
    if (facts.own_tokens) expect(read.calls.size).toBe(facts.own_tool_calls);
  });

  test('has its times, lines, compactions, aborted turns and changed files', () => {
    expect([isoTime(read.first!), isoTime(read.last!)]).toEqual([facts.first_timestamp, facts.last_timestamp]);
    expect([read.tally.lines, read.tally.bad_lines, read.tally.unknown]).toEqual([facts.lines, 0, {}]);
    expect(read.models).toEqual(facts.tokens === null ? [] : Object.keys(facts.models));
    expect(read.marks.filter((what) => what === 'compaction')).toHaveLength(facts.compactions as number);
    expect(read.marks.filter((what) => what === 'interrupt')).toHaveLength(facts.turns_aborted as number);
    const edits = new Set(read.files.filter((f) => f.startsWith('edit /')).map((f) => f.slice(5)));
    expect([...edits].sort()).toEqual(facts.files_changed);
  });

  test('is recognised by its head', () => {
    expect(codex.recognise('/x/copy.jsonl', readFileSync(file, 'latin1').slice(0, 4096))).toBe(true);
  });
});

const NAME = (id: string) => `sessions/2026/11/21/rollout-2026-11-21T10-00-00-${id}.jsonl`;
const PARENT = '019aa000-0000-7000-8000-00000000000a';
const CHILD = '019aa100-0000-7000-8000-00000000000b';
const [TURN_1, TURN_2] = ['019aa001-0000-7000-8000-000000000001', '019aa002-0000-7000-8000-000000000002'];
const CHILD_TURN = '019aa100-0001-7000-8000-000000000003';

let clock = 0;
const line = (type: string, payload: object, at = ++clock) => ({
  timestamp: isoTime(Date.UTC(2026, 10, 21, 10) + at * 1000),
  type,
  payload,
});
const meta = (id: string, more: object = {}) =>
  line('session_meta', {
    id,
    cwd: '/w/app',
    cli_version: '0.145.0',
    source: 'cli',
    git: { commit_hash: 'c0ffee', branch: 'main', repository_url: 'git@example.com:o/app.git' },
    ...more,
  });
const turn = (id: string, model = 'gpt-5') => [
  line('event_msg', { type: 'task_started', turn_id: id }),
  line('turn_context', { turn_id: id, cwd: '/w/app', model }),
];
const said = (text: string) => line('event_msg', { type: 'user_message', message: text });
const call = (id: string, name: string, args: object) =>
  line('response_item', { type: 'function_call', name, call_id: id, arguments: JSON.stringify(args) });
const output = (id: string, text: unknown) =>
  line('response_item', { type: 'function_call_output', call_id: id, output: text });
const usage = (input: number, cached: number, out: number, reasoning: number) => ({
  ...{ input_tokens: input, cached_input_tokens: cached, output_tokens: out, reasoning_output_tokens: reasoning },
  total_tokens: input + out,
});
const count = (total: object | null, last: object = {}) =>
  line('event_msg', {
    type: 'token_count',
    info: total && { total_token_usage: total, last_token_usage: last, model_context_window: 1000 },
  });
const done = (id: string) => line('event_msg', { type: 'task_complete', turn_id: id });
const ofCodex = (input: number, output: number, reasoning: number, cache_read: number) => ({
  ...{ input, output, reasoning, cache_read, cache_write: null, cache_write_1h: null },
});

const parentTurns = [
  ...turn(TURN_1),
  said('first'),
  call('c1', 'shell', { command: ['bash', '-lc', 'false'] }),
  output('c1', '{"output":"","metadata":{"exit_code":1,"duration_seconds":0.5}}'),
  count(usage(1000, 600, 100, 40)),
  done(TURN_1),
];
const ownTurn = [
  ...turn(CHILD_TURN, 'gpt-5-mini'),
  call('c2', 'exec_command', { cmd: 'ls' }),
  output('c2', 'Wall time: 0.25 seconds\nProcess exited with code 0\nOutput:\nProcess exited with code 9\n'),
  count(usage(1500, 900, 150, 50)),
  done(CHILD_TURN),
];
const spawn = {
  source: { subagent: { thread_spawn: { parent_thread_id: PARENT, agent_nickname: 'Ada', agent_role: 'scout' } } },
};
const reads = (id: string, records: readonly unknown[], others: Record<string, readonly unknown[]> = {}) =>
  readOne(codex, written({ ...others, [NAME(id)]: records })(NAME(id)));

describe('tokens', () => {
  test('cached stands inside input and reasoning inside output; an event written twice counts once', () => {
    const total = count(usage(1000, 600, 100, 40));
    const read = reads(PARENT, [
      meta(PARENT),
      ...turn(TURN_1),
      count(null),
      total,
      total,
      count(usage(3000, 2400, 150, 60)),
    ]);
    expect(read.tokens).toEqual(ofCodex(600, 150, 60, 2400));
  });

  test('each turn is charged to its own model', () => {
    const records = [
      meta(PARENT),
      ...turn(TURN_1, 'a'),
      count(usage(10, 0, 1, 0)),
      ...turn(TURN_2, 'b'),
      count(usage(30, 0, 2, 0)),
    ];
    const events = [
      ...codex.read({ harness: 'codex', files: [written({ [NAME(PARENT)]: records })(NAME(PARENT))] }, emptyTally()),
    ];
    expect(events.flatMap((e) => (e.kind === 'usage' ? [[e.model, e.tokens.input, e.window]] : []))).toEqual([
      ['a', 10, 1000],
      ['b', 20, 1000],
    ]);
  });

  test('without token counts nothing is known, not zero', () => {
    expect(reads(PARENT, [meta(PARENT), ...turn(TURN_1), call('c', 'shell', {}), output('c', 'ok')]).tokens).toBeNull();
  });

  test('charges that newer versions write by reply count where there are no totals, and only there', () => {
    const record = (id: string) => line('token_usage_record', { response_id: id, usage: usage(100, 40, 10, 5) });
    expect(reads(PARENT, [meta(PARENT), record('r1'), record('r2'), record('r2')]).tokens).toEqual(
      ofCodex(120, 20, 10, 80),
    );
    expect(reads(PARENT, [meta(PARENT), record('r1'), count(usage(100, 40, 10, 5))]).tokens).toEqual(
      ofCodex(60, 10, 5, 40),
    );
  });

  test('reading a file twice gives the same ids, so that nothing is doubled', () => {
    const records = [meta(PARENT), ...parentTurns];
    const file = written({ [NAME(PARENT)]: records })(NAME(PARENT));
    const events = () => codex.read({ harness: 'codex', files: [file] }, emptyTally());
    const twice = fold([...events(), ...events()]).get(PARENT)!;
    const once = fold(events()).get(PARENT)!;
    expect(twice.tokens).toEqual(ofCodex(400, 100, 40, 600));
    expect([twice.tokens, twice.calls.size, twice.replies, twice.marks]).toEqual([
      once.tokens,
      once.calls.size,
      once.replies,
      once.marks,
    ]);
  });
});

describe('a copy of the parent', () => {
  const child = [meta(CHILD, { forked_from_id: PARENT, ...spawn }), meta(PARENT), ...parentTurns, ...ownTurn];

  test('is left out up to the first turn that is younger than the session, and summed up as replayed', () => {
    const read = reads(CHILD, child);
    expect(read.tokens).toEqual(ofCodex(200, 50, 10, 300));
    expect(read.facts.replayed).toEqual({ tokens: ofCodex(400, 100, 40, 600), tool_calls: 1, tool_errors: 1 });
    expect([[...read.calls.keys()], read.prompts, read.models, read.errors]).toEqual([['c2'], [], ['gpt-5-mini'], 0]);
    expect(read.flags).toEqual([]);
  });

  test('tells parent and role of a subagent, and takes the copied head for no own', () => {
    const { facts } = reads(CHILD, child);
    expect(facts).toMatchObject({ parent: PARENT, agent: 'scout', cwd: '/w/app', commit: 'c0ffee', branch: 'main' });
    expect(facts).toMatchObject({
      repository: 'git@example.com:o/app.git',
      harness_version: '0.145.0',
      status: 'ended',
    });
  });

  test('of a fork by a person is left out too, and makes no child', () => {
    const read = reads(CHILD, [meta(CHILD, { forked_from_id: PARENT }), meta(PARENT), ...parentTurns, ...ownTurn]);
    expect([read.tokens, read.facts.parent]).toEqual([ofCodex(200, 50, 10, 300), null]);
  });

  const plain = (records: readonly unknown[]) =>
    JSON.parse(
      JSON.stringify(records)
        .replaceAll(TURN_1, 'turn-1')
        .replaceAll(CHILD_TURN, 'turn-2')
        .replaceAll(CHILD, 'child-id'),
    );
  const PLAIN = '0f0f0f0f-0000-4000-8000-00000000000b';

  test('with turn ids that hold no time ends where the parent’s rollout has no such turn', () => {
    const read = reads(PLAIN, plain(child), {
      [NAME(PARENT).replace('/21/', '/20/')]: plain([meta(PARENT), ...parentTurns]),
    });
    expect([read.tokens, read.facts.replayed?.tool_calls, read.flags]).toEqual([ofCodex(200, 50, 10, 300), 1, []]);
  });

  test('is kept and flagged where the parent’s file is missing and nothing else tells', () => {
    const read = reads(PLAIN, plain(child));
    expect([read.tokens, read.facts.replayed, read.flags]).toEqual([
      ofCodex(600, 150, 50, 900),
      undefined,
      ['replay_suspect'],
    ]);
  });

  test('ends at the ordinal that newer versions note', () => {
    const numbered = [meta(CHILD, { ...spawn, subagent_history_start_ordinal: 2 + parentTurns.length }), meta(PARENT)];
    const records = [...numbered, ...parentTurns, ...ownTurn].map((record, ordinal) => ({ ...record, ordinal }));
    const read = reads(PLAIN, plain(records));
    expect([read.tokens, read.facts.replayed?.tool_errors]).toEqual([ofCodex(200, 50, 10, 300), 1]);
  });

  test('that is only referred to leaves its totals to the parent', () => {
    const last = usage(500, 300, 50, 10);
    const read = reads(CHILD, [meta(CHILD, spawn), ...turn(CHILD_TURN), count(usage(1500, 900, 150, 50), last)]);
    expect([read.tokens, read.facts.replayed?.tokens]).toEqual([ofCodex(200, 50, 10, 300), ofCodex(400, 100, 40, 600)]);
  });

  test('is all there is before the first own turn', () => {
    const read = reads(CHILD, child.slice(0, -ownTurn.length));
    expect([read.tokens, read.calls.size, read.facts.replayed?.tool_calls]).toEqual([null, 0, 1]);
  });
});

describe('tool calls', () => {
  const errorOf = (kind: string, text: unknown, ...events: object[]) => {
    const item = {
      type: kind,
      name: 'apply_patch',
      call_id: 'c',
      arguments: '{}',
      input: '*** Begin Patch\n*** Update File: a.ts\n',
    };
    const records = [
      meta(PARENT),
      ...turn(TURN_1),
      line('response_item', item),
      ...events.map((e) => line('event_msg', e)),
    ];
    return reads(PARENT, [...records, line('response_item', { type: `${kind}_output`, call_id: 'c', output: text })]);
  };

  test.each([
    ['a non-zero exit in JSON', '{"output":"x","metadata":{"exit_code":2}}', true],
    ['a zero exit in JSON', '{"output":"x","metadata":{"exit_code":0}}', false],
    ['a non-zero exit in the head of a text', 'Exit code: 1\nWall time: 0 seconds\nOutput:\nx', true],
    ['an exit that only the command printed', 'Exit code: 0\nWall time: 0 seconds\nOutput:\nExit code: 1', false],
    ['a rejected patch', 'apply_patch verification failed: no such file', true],
    ['a tool that does not exist', 'unsupported call: spawn_agent', true],
    ['a script that failed', [{ type: 'input_text', text: 'Script failed\nWall time 1 seconds\nOutput:\n' }], true],
    ['a script that ran', [{ type: 'input_text', text: 'Script completed\nWall time 1 seconds\nOutput:\n' }], false],
    ['an object that says so', { content: 'no', success: false }, true],
    ['a plain text', 'Plan updated', false],
  ])('tell an error by %s', (_, text, error) => {
    expect(errorOf('custom_tool_call', text).errors).toBe(error ? 1 : 0);
  });

  test.each([
    ['exec_command_end', { exit_code: 3 }],
    ['patch_apply_end', { success: false, changes: { '/w/app/a.ts': {} } }],
    ['mcp_tool_call_end', { result: { Err: 'gone' } }],
    ['mcp_tool_call_end', { result: { Ok: { isError: true } } }],
  ])('tell an error by %s, whatever the output says after it', (type, payload) => {
    const read = errorOf('function_call', 'fine', { type, call_id: 'c', ...payload });
    expect([read.errors, read.files]).toEqual([1, []]);
  });

  test('a command refused by a person is told apart', () => {
    const [result] = errorOf('function_call', 'exec command rejected by user').results.get('c')!;
    expect([result!.error, result!.rejected]).toEqual([true, true]);
  });

  test('have the files of the patch, once', () => {
    expect(errorOf('custom_tool_call', 'Exit code: 0\nOutput:\nSuccess').files).toEqual(['edit a.ts']);
    const applied = {
      type: 'patch_apply_end',
      call_id: 'c',
      success: true,
      changes: { '/w/app/a.ts': { type: 'update' } },
    };
    expect(errorOf('custom_tool_call', 'Exit code: 0\nOutput:\nSuccess', applied).files).toEqual(['edit /w/app/a.ts']);
  });

  test('have command, duration, read files, skill, printed ids and started session', () => {
    const id = `x_${'0a'.repeat(10)}`;
    const read = reads(PARENT, [
      meta(PARENT),
      ...turn(TURN_1),
      call('c1', 'exec_command', { cmd: 'cat .codex/skills/tidy/SKILL.md' }),
      line('event_msg', {
        ...{
          type: 'exec_command_end',
          call_id: 'c1',
          exit_code: 0,
          cwd: '/w/app/sub',
          duration: { secs: 1, nanos: 5e8 },
        },
        parsed_cmd: [{ type: 'read', path: '../README.md' }, { type: 'unknown' }],
      }),
      output('c1', `Process exited with code 0\nOutput:\nrecorded ${id}`),
      call('c2', 'spawn_agent', { agent_type: 'scout' }),
      line('event_msg', { type: 'collab_agent_spawn_end', call_id: 'c2', new_thread_id: CHILD }),
    ]);
    expect(read.calls.get('c1')).toMatchObject({ command: 'cat .codex/skills/tidy/SKILL.md', skill: 'tidy' });
    expect(read.results.get('c1')).toMatchObject([{ ms: 1500 }, { printed: [id] }]);
    expect(read.files).toEqual(['read /w/app/README.md']);
    expect([read.calls.get('c2')!.starts, read.results.get('c2')![0]!.child]).toEqual(['scout', CHILD]);
  });

  test('of one answer are siblings; the answer after an output is another, with or without token counts', () => {
    const [a, b] = [call('a', 'shell', {}), call('b', 'shell', {})];
    const [oa, ob, c] = [output('a', ''), output('b', ''), call('c', 'shell', {})];
    const repliesOf = (records: unknown[]) => {
      const read = reads(PARENT, [meta(PARENT), ...turn(TURN_1), ...records]);
      const [ra, rb, rc] = ['a', 'b', 'c'].map((id) => read.calls.get(id)!.reply);
      return [ra === rb, rb === rc, read.replies];
    };
    expect(repliesOf([a, b, oa, ob, c])).toEqual([true, false, 2]);
    expect(repliesOf([a, b, count(usage(9, 0, 9, 0)), oa, ob, c, count(usage(20, 0, 20, 0))])).toEqual([
      true,
      false,
      2,
    ]);
    const shown = line('event_msg', { type: 'agent_reasoning', text: 'hm' });
    const old = [shown, count(usage(9, 0, 9, 0)), a, b, oa, ob, shown, count(usage(20, 0, 20, 0)), c];
    expect(repliesOf(old)).toEqual([true, false, 2]);
  });

  test('a call that was cut off has no result', () => {
    const read = reads(PARENT, [
      meta(PARENT),
      ...turn(TURN_1),
      call('c', 'shell', {}),
      line('event_msg', { type: 'turn_aborted', turn_id: TURN_1 }),
    ]);
    expect([read.results.size, read.marks, read.facts.status]).toEqual([0, ['interrupt'], 'aborted']);
  });
});

describe('the conversation', () => {
  test('a compaction counts once, though two records tell it; its copy of the history is no conversation', () => {
    const old = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'again' }] };
    const compacted = [
      line('compacted', { replacement_history: [old] }),
      line('event_msg', { type: 'context_compacted' }),
    ];
    const total = usage(100, 0, 10, 0);
    const read = reads(PARENT, [meta(PARENT), ...turn(TURN_1), said('go'), count(total, total), ...compacted]);
    expect([read.marks, read.prompts]).toEqual([['compaction'], ['go']]);
  });

  test('injected messages are no prompts; a subagent’s prompts are not a person’s; an item repeats its event', () => {
    const wrapped = {
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: '# AGENTS.md instructions for /w' }],
    };
    const item = { type: 'item_completed', item: { type: 'UserMessage', content: [{ type: 'text', text: 'go' }] } };
    const records = [...turn(TURN_1), line('response_item', wrapped), said('go'), line('event_msg', item)];
    expect(reads(PARENT, [meta(PARENT), ...records]).prompts).toEqual(['go']);
    expect(reads(CHILD, [meta(CHILD, spawn), ...turn(CHILD_TURN), said('go')]).prompts).toEqual([]);
  });

  test('a resumed session keeps its start and tells its newest version', () => {
    const again = meta(PARENT, { cli_version: '0.150.0', git: { commit_hash: 'beef', branch: 'later' } });
    expect(reads(PARENT, [meta(PARENT), again]).facts).toMatchObject({
      commit: 'c0ffee',
      branch: 'main',
      harness_version: '0.150.0',
    });
  });

  test('the first versions wrote bare lines', () => {
    const read = reads(PARENT, [
      { id: PARENT, timestamp: '2025-05-01T10:00:00.000Z', instructions: null, git: { branch: 'old' } },
      { record_type: 'state' },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: '<environment_context>' }] },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] },
      { type: 'function_call', name: 'shell', call_id: 'c', arguments: '{"command":["ls","-l"]}' },
      { type: 'function_call_output', call_id: 'c', output: '{"output":"","metadata":{"exit_code":1}}' },
    ]);
    expect([read.prompts, read.calls.get('c')!.command, read.errors, read.tokens]).toEqual([
      ['hello'],
      'ls -l',
      1,
      null,
    ]);
    expect([read.facts.branch, read.tally.unknown]).toEqual(['old', {}]);
  });
});

describe('tolerance', () => {
  test('a bad line is counted, an unknown type named, a torn tail waits', () => {
    const text = [
      lines([meta(PARENT), '{"timestamp":1,}', line('event_msg', { type: 'brand_new' }), ...parentTurns]),
      '{"times',
    ].join('');
    const read = readOne(codex, written({ [NAME(PARENT)]: text })(NAME(PARENT)));
    expect([read.tally.bad_lines, read.tally.unknown]).toEqual([1, { 'event_msg/brand_new': 1 }]);
    expect(read.tokens).toEqual(ofCodex(400, 100, 40, 600));
  });

  test('names that every object has are no known ones', () => {
    const read = reads(PARENT, [meta(PARENT), line('event_msg', { type: 'constructor' }), line('toString', {})]);
    expect([read.marks, read.tally.unknown]).toEqual([[], { 'event_msg/constructor': 1, toString: 1 }]);
  });

  test('mutated rollouts never throw and end', () => {
    const child = [meta(CHILD, { forked_from_id: PARENT, ...spawn }), meta(PARENT), ...parentTurns, ...ownTurn];
    const extra = [call('x', 'apply_patch', { input: '*** Add File: a' }), line('compacted', {}), done('x')];
    readsMutated(codex, [
      { name: NAME(CHILD), text: lines([...child, ...extra]) },
      { name: NAME(PARENT), text: lines([meta(PARENT), ...parentTurns, ...extra]) },
    ]);
  });
});

describe('places', () => {
  const at = { env: {}, home: '/home/u', platform: 'linux' as const };

  test('lie below CODEX_HOME, else the home', () => {
    expect(codex.places(at)).toEqual(['/home/u/.codex/sessions', '/home/u/.codex/archived_sessions']);
    expect(codex.places({ ...at, env: { CODEX_HOME: '/c' }, home: null })).toEqual([
      '/c/sessions',
      '/c/archived_sessions',
    ]);
    expect(codex.places({ ...at, home: null })).toEqual([]);
  });

  test('a compressed rollout is a source of its own, but for one beside the plain file', () => {
    const path = written({
      [`${NAME(PARENT)}.zst`]: '(\xb5/\xfd',
      [NAME(CHILD)]: [meta(CHILD)],
      [`${NAME(CHILD)}.zst`]: '(\xb5/\xfd',
    });
    const sources = codex.discover(path('.'));
    expect(sources.map(({ files }) => files)).toEqual([[path(`${NAME(PARENT)}.zst`)], [path(NAME(CHILD))]]);
  });

  test('rollouts are found by name, copies by their head; what goes on in a second file is one session', () => {
    const path = written({
      [NAME(PARENT)]: [meta(PARENT)],
      [NAME(PARENT).replace('.jsonl', '_1.jsonl')]: [meta(PARENT)],
      'copies/full.jsonl': [meta(CHILD)],
      'copies/other.jsonl': [{ type: 'user', message: { content: '"type":"session_meta"' } }],
      'auth.json': '{"OPENAI_API_KEY":"k"}',
    });
    expect(codex.discover(path('.')).map(({ files }) => files)).toEqual([
      [path('copies/full.jsonl')],
      [path(NAME(PARENT)), path(NAME(PARENT).replace('.jsonl', '_1.jsonl'))],
    ]);
    expect(codex.discover(path('copies/full.jsonl'))).toHaveLength(1);
    expect(readOne(codex, path('copies/full.jsonl')).session).toBe(CHILD);
  });
});
