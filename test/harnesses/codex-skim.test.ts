import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { KEEP } from '../../src/harnesses/codex/lines.ts';
import { readRollouts } from '../../src/harnesses/codex/rollout.ts';
import codex from '../../src/harnesses/codex/transcripts.ts';
import { emptyTally, type Source, type Tally } from '../../src/harnesses/transcripts.ts';
import { linesOf } from '../../src/store/log/lines-of.ts';
import { type ReadLines, skimLines } from '../../src/store/transcripts/skim-lines.ts';
import { scratch } from '../repo.ts';
import { CORPUS, hasCorpus } from './corpus.ts';
import { brokenCopy, chance, oddCopy } from './mutate.ts';
import { namesRead } from './names-read.ts';
import { written } from './written.ts';

const asTheyAre: ReadLines = (path) => [linesOf(path)];

/** What a reading gives, with lines shortened and with each parsed as a whole. */
function both(...files: string[]): Array<{ events: unknown[]; tally: Tally }> {
  return [skimLines, asTheyAre].map((lines) => {
    const tally = emptyTally();
    return { events: [...readRollouts(files, tally, lines)], tally };
  });
}

const NAME = (id: string): string => `sessions/2026/11/21/rollout-2026-11-21T10-00-00-${id}.jsonl`;
const [S, PARENT] = ['019aa100-0000-7000-8000-00000000000b', '019aa000-0000-7000-8000-00000000000a'];
const [TURN, OLD_TURN] = ['019aa100-0001-7000-8000-000000000003', '019aa001-0000-7000-8000-000000000001'];
const long = 'a long text that nobody reads, é "quoted" \\ max_tokens and so on\n'.repeat(12);
const id = `x_${'0a'.repeat(10)}`;

let clock = 0;
const line = (type: string, payload: unknown, more: object = {}): object => ({
  timestamp: new Date(Date.UTC(2026, 10, 21, 10) + ++clock * 1000).toISOString(),
  type,
  payload,
  ...more,
});
const item = (type: string, more: object): object => line('response_item', { type, ...more });
const shown = (type: string, more: object): object => line('event_msg', { type, ...more });
const texts = (...parts: string[]): object[] => parts.map((text) => ({ type: 'input_text', text }));
const usage = (input: number): object => ({
  input_tokens: input,
  cached_input_tokens: 3,
  output_tokens: 9,
  reasoning_output_tokens: 1,
  total_tokens: input + 9,
});
const count = (input: number): object =>
  shown('token_count', {
    info: { total_token_usage: usage(input), last_token_usage: usage(20), model_context_window: 1000 },
    rate_limits: { plan: long },
  });
let calls = 0;
/** A call and the output that it got. */
const called = (output: unknown, tool = 'exec_command', more: object = {}): object[] => {
  const call_id = `c${++calls}`;
  return [
    item('function_call', {
      name: tool,
      call_id,
      arguments: JSON.stringify({ cmd: `npm test -- ${call_id}`, ...more }),
    }),
    item('function_call_output', { call_id, output }),
  ];
};
const HEAD = 'Chunk ID: 1\nWall time: 0.25 seconds\nProcess exited with code 2\n';
const patch = `*** Begin Patch\n${long}*** Update File: src/far.ts\n@@\n${long}*** End Patch`;
const turn = (turn_id: string): object[] => [
  shown('task_started', { turn_id }),
  line('turn_context', { turn_id, cwd: '/w/app', model: 'gpt-5', instructions: long }),
];

/** Each has a text that is too long to be kept, in a place where it is read or where it is not. */
const LINES: readonly object[] = [
  line('session_meta', {
    id: S,
    cwd: '/w/app',
    cli_version: '0.145.0',
    source: { subagent: { thread_spawn: { parent_thread_id: PARENT, agent_nickname: 'Ada', agent_role: 'scout' } } },
    git: { commit_hash: 'c0ffee', branch: 'main', repository_url: 'git@example.com:o/app.git' },
    base_instructions: { text: long },
  }),
  ...turn(OLD_TURN),
  ...called(`${HEAD}Output:\n${long}`),
  count(100),
  ...turn(TURN),
  item('message', { role: 'developer', content: texts(long) }),
  item('message', { role: 'user', content: texts(`# AGENTS.md instructions for /w\n${long}`) }),
  item('message', { role: 'user', content: texts('# AGENTS', `.md instructions for /w\n${long}`) }),
  item('message', { role: 'user', content: texts(`<skill>${' '.repeat(600)}<name>pdf</name>${long}`) }),
  item('message', { role: 'user', content: texts('<skill>\n<name>xls</name>', long) }),
  shown('user_message', { message: `fix the tests\n${long}`, images: [long] }),
  shown('item_completed', { item: { type: 'UserMessage', content: texts('and then', long) } }),
  item('reasoning', { encrypted_content: long, summary: texts(long) }),
  shown('agent_reasoning', { text: long }),
  item('message', { role: 'assistant', content: texts(long) }),
  shown('agent_message', { message: long }),
  ...called(`${HEAD}Output:\n${long}`),
  ...called(`Exit code: 3\nWall time: 1.5 seconds\nOutput:\n${long}`),
  ...called(`Command: ${long}${HEAD}Output:\n${long}`),
  ...called(`${long}Process exited with code 4\n`),
  ...called(long),
  ...called(`exec command rejected by user${long}`),
  ...called(`${HEAD}Output:\nrecorded ${long}${id} ${long}`),
  ...called(JSON.stringify({ output: long, metadata: { exit_code: 5, duration_seconds: 0.5 } })),
  ...called(JSON.stringify({ output: `Output:\n${long}`, metadata: { exit_code: 6 } })),
  ...called(texts('Script failed\nWall time 0.5 seconds\nOutput:\n', long)),
  ...called(texts('Script', ` failed\n${long}`)),
  ...called(texts(long, `${HEAD}Output:\n`)),
  ...called(`{${HEAD}Output:\n${long}}`),
  ...called({ content: long, success: false }),
  ...called({ content: texts('Process exited with code 7\nOutput:\n', long), metadata: { exit_code: 0, rest: long } }),
  ...called('ends in the sign of a cut\0'),
  ...called(`${HEAD}Out\0put:\n${long}`),
  ...called(long, 'spawn_agent', { agent_type: 'explorer', message: long }),
  ...called('done', 'apply_patch', { input: patch }),
  ...called('done', 'exec_command', { cmd: `cat skills/pdf/SKILL.md ${long}` }),
  item('custom_tool_call', { name: 'apply_patch', call_id: 'p1', input: patch }),
  item('custom_tool_call_output', { call_id: 'p1', output: `Exit code: 0\nOutput:\n${long}` }),
  item('custom_tool_call', { name: 'exec', call_id: 'p2', input: `run()\n${long}` }),
  item('custom_tool_call_output', { call_id: 'p2', output: texts('Script completed\nOutput:\n', long) }),
  item('local_shell_call', { call_id: 'l1', action: { type: 'exec', command: ['bash', '-lc', `ls ${long}`] } }),
  item('local_shell_call_output', { call_id: 'l1', output: long }),
  shown('exec_command_end', {
    call_id: 'c2',
    cwd: '/w/app',
    exit_code: 1,
    duration: { secs: 1, nanos: 5e8 },
    parsed_cmd: [{ type: 'read', path: 'src/a.ts', cmd: `sed -n '1,20p' src/a.ts # ${long}` }],
    ...{ stdout: long, aggregated_output: long, formatted_output: long },
  }),
  shown('patch_apply_end', { call_id: 'p1', success: true, stdout: long, changes: { '/w/b.ts': { content: long } } }),
  shown('mcp_tool_call_end', { call_id: 'c3', result: { Ok: { isError: true, content: texts(long) } } }),
  shown('mcp_tool_call_end', { call_id: 'c4', result: { Err: long } }),
  shown('collab_agent_spawn_end', { call_id: 'c5', new_thread_id: 't-9', prompt: long }),
  shown('item_completed', {
    item: { type: 'SubAgentActivity', kind: 'started', id: 'c6', agent_thread_id: 't-8', text: long },
  }),
  shown('sub_agent_activity', { kind: 'started', event_id: 'c7', agent_thread_id: 't-7', text: long }),
  shown('thread_settings_applied', { thread_settings: { model: 'gpt-6', instructions: long } }),
  line('token_usage_record', { response_id: 'r1', usage: usage(5), text: long }),
  line('compacted', { message: long, replacement_history: [long] }, { ordinal: 7 }),
  line('world_state', { text: long }, { ordinal: 'eight' }),
  shown('error', { message: long }),
  count(900),
  shown('turn_aborted', { turn_id: TURN, reason: long }),
  // Without an envelope, as the first versions wrote.
  { type: 'message', role: 'user', content: texts(`typed ${long}`), timestamp: '2026-11-21T12:00:00.000Z' },
  { record_type: 'state', text: long },
  line('event_msg', long),
  { ...line('event_msg', { type: 'task_started', turn_id: 't', text: long }), timestamp: 1795255200000 },
  { ...line('event_msg', { type: 'task_started', turn_id: 't', text: long }), timestamp: '1999-12-31T00:00:00.000Z' },
  { ...line('event_msg', { type: 'task_started', turn_id: 't', text: long }), timestamp: '2024-02-29T10:00:00Z' },
  { ...line('event_msg', { type: 'task_complete', turn_id: 't', text: long }), timestamp: '2101-01-01T00:00:00.000Z' },
];
const session = (): string => written({ [NAME(S)]: LINES })(NAME(S));

it('says the same of long texts as where every line is parsed as a whole', () => {
  const [short, whole] = both(session());
  expect(short).toStrictEqual(whole);
  const told = JSON.stringify(short);
  for (const text of ['src/far.ts', 'SKILL.md', id, '"pdf"', '"xls"', 'fix the tests', 'gpt-5']) {
    expect(told).toContain(text);
  }
});

it('reads a long output without parsing it: most of a rollout', () => {
  const parse = JSON.parse;
  let parsed = 0;
  JSON.parse = (text, ...more) => {
    parsed += String(text).length;
    return parse(text, ...more);
  };
  try {
    const output = `${HEAD}Output:\n${'0123456789'.repeat(10_000)}`;
    const file = written({ [NAME(S)]: [LINES[0], ...turn(TURN), ...called(output), ...called(output)] })(NAME(S));
    expect([...readRollouts([file], emptyTally())].filter(({ kind }) => kind === 'result')).toHaveLength(2);
  } finally {
    JSON.parse = parse;
  }
  expect(parsed).toBeLessThan(20_000);
});

it('announces the files whose lines it asks for', () => {
  const at = written({ [NAME(S)]: LINES, [NAME(PARENT)]: LINES, [`${NAME(TURN)}.zst`]: 'x' });
  const source: Source = { harness: 'codex', files: [at(NAME(S)), at(`${NAME(TURN)}.zst`), at(NAME(PARENT))] };
  const asked: unknown[] = [];
  const lines: ReadLines = (path, keep) => {
    asked.push({ path, keep });
    return skimLines(path, keep);
  };
  for (const _ of codex.read(source, emptyTally(), lines));
  expect(asked).toHaveLength(2);
  expect(codex.ahead!(source)).toEqual(asked);
});

it('says the same of 200 odd and broken files', () => {
  const pick = chance(5);
  const file = join(scratch(), basename(NAME(S)));
  for (let round = 0; round < 200; round++) {
    const odd = LINES.map((one) => `${JSON.stringify(round % 2 === 0 ? oddCopy(one, pick) : one)}\n`).join('');
    writeFileSync(file, round % 3 === 0 ? odd : brokenCopy(Buffer.from(odd), pick));
    const [short, whole] = both(file);
    expect(short).toStrictEqual(whole);
  }
});

it.skipIf(!hasCorpus)('says the same of every real session, whole and broken', () => {
  const pick = chance(6);
  for (const { files } of codex.discover(join(CORPUS, 'codex'))) {
    const [short, whole] = both(...files);
    expect(short).toStrictEqual(whole);
    for (const file of files) {
      const copy = join(scratch(), basename(file));
      const bytes = readFileSync(file);
      for (let round = 0; round < 30; round++) {
        const from = bytes.indexOf(10, Math.max(0, (bytes.length - 300_000) * (round / 30))) + 1;
        writeFileSync(copy, brokenCopy(bytes.subarray(round === 0 ? 0 : from, from + 300_000), pick));
        const [again, wholly] = both(copy);
        expect(again).toStrictEqual(wholly);
      }
    }
  }
});

it('keeps every member that is read of a line', () => {
  const files = [
    session(),
    ...(hasCorpus ? codex.discover(join(CORPUS, 'codex')).flatMap((source) => source.files) : []),
  ];
  const names = namesRead(() => {
    for (const file of files) for (const _ of readRollouts([file], emptyTally(), asTheyAre));
  }, new Set(KEEP.whole));
  expect(names.size).toBeGreaterThan(30);
  const kept = new Set([...KEEP.whole, ...KEEP.cut, ...KEEP.start!, ...KEEP.common, ...KEEP.apart]);
  // Stands in lines without a payload, which are taken whole; the others in texts that are JSON again.
  for (const name of ['record_type', 'cmd', 'command', 'agent_type']) kept.add(name);
  expect([...names].filter((name) => !kept.has(name))).toEqual([]);
});
