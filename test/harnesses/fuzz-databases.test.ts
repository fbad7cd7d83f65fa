import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TRANSCRIPTS } from '../../src/harnesses/index.ts';
import type { SessionEvent } from '../../src/harnesses/session-event.ts';
import type { HarnessName, Tally } from '../../src/harnesses/transcripts.ts';
import { scratch } from '../repo.ts';
import { databaseAfter } from '../store/make-database.ts';
import { jsonLines, quoted } from './files-in.ts';
import { brokenCopy, chance, oddCopy } from './mutate.ts';
import { GOOSE, GOOSE_LEDGER, OPENCODE } from './schemas.ts';
import { readAll } from './totals-of.ts';

const RUNS = 300 * Number(process.env.KA_SOAK ?? 1);
const T = 1_785_000_000_000;

const json = (value: unknown): string => quoted(JSON.stringify(value));

type Odd = (value: unknown) => unknown;
/** A file of a harness, its records passed through `odd`. */
type Fixture = { name: string; bytes: (odd: Odd) => Promise<Buffer> };

const lines = (name: string, records: unknown[]): Fixture => ({
  name,
  bytes: async (odd) => Buffer.from(jsonLines(records.map(odd))),
});

const message = {
  role: 'assistant',
  modelID: 'm',
  parentID: 'msg_0',
  cost: 0.1,
  summary: true,
  error: { name: 'APIError' },
};
const counts = { total: 9, input: 1, output: 2, reasoning: 3, cache: { read: 1, write: 1 } };
const info = { id: 'msg_1', ...message, tokens: counts, time: { created: T, completed: T + 9 } };
const state = {
  status: 'error',
  input: { filePath: 'a', command: 'b' },
  error: 'e',
  metadata: { sessionId: 's' },
  time: { start: T, end: T },
};
const parts = [
  { id: 'prt_1', type: 'tool', tool: 'bash', callID: 'c', state },
  { id: 'prt_2', type: 'text', text: 'a' },
  { id: 'prt_3', type: 'retry', time: { created: T } },
  { id: 'prt_4', type: 'tool', tool: 'apply_patch', state: { ...state, input: { patchText: '*** Add File: a' } } },
];
const user = { id: 'msg_0', role: 'user', time: { created: T }, agent: 'explore' };

const content = [
  { type: 'text', text: 'a' },
  {
    type: 'toolRequest',
    id: 'a',
    toolCall: { status: 'success', value: { name: 'shell', arguments: { command: 'a' } } },
  },
  {
    type: 'toolResponse',
    id: 'a',
    toolResult: { status: 'success', value: { content: [{ text: 'a' }], isError: false } },
  },
  { type: 'conversationCompacted' },
];
const reply = {
  role: 'assistant',
  provider: 'p',
  model: 'm',
  stopReason: 'stop',
  usage: { input: 1, output: 2, reasoningTokens: 9, cacheRead: 3, cacheWrite: 4, totalTokens: 10, cost: { total: 1 } },
  content: [{ type: 'toolCall', id: 'c', name: 'apply_patch', arguments: { input: '*** Add File: a', path: 'p' } }],
};
const bubble = {
  bubbleId: 'b1',
  type: 2,
  text: 'a',
  createdAt: new Date(T).toISOString(),
  tokenCount: { inputTokens: 1, outputTokens: 2 },
  modelInfo: { modelName: 'm' },
  toolFormerData: { name: 'task_v2', status: 'error', rawArgs: '{"path":"a"}', result: '{"agentId":"x"}' },
};
const composer = {
  createdAt: T,
  lastUpdatedAt: T,
  fullConversationHeadersOnly: [{ bubbleId: 'b1' }, { bubbleId: 'b2' }],
  workspaceIdentifier: { uri: { fsPath: '/srv' } },
  subagentInfo: { parentComposerId: 'c0' },
};

const FIXTURES: Partial<Record<HarnessName, Fixture[]>> = {
  opencode: [
    {
      name: 'opencode.db',
      bytes: (odd) =>
        databaseAfter([
          ...OPENCODE,
          `INSERT INTO session VALUES ('ses_1', 'ses_0', '/srv', '1', 'build', ${T}, 1)`,
          `INSERT INTO message VALUES ('msg_0', 'ses_1', ${T}, 0, ${json(odd(user))})`,
          `INSERT INTO message VALUES ('msg_1', 'ses_1', ${T}, 0, ${json(odd(info))})`,
          ...parts.map((part) => `INSERT INTO part VALUES ('${part.id}', 'msg_1', '', 0, ${json(odd(part))})`),
        ]),
    },
    {
      name: 'export.json',
      bytes: async (odd) =>
        Buffer.from(
          JSON.stringify(
            odd({
              info: { id: 'ses_1', parentID: 'p' },
              messages: [
                { info: user, parts },
                { info, parts },
              ],
            }),
          ),
        ),
    },
  ],
  goose: [
    {
      name: 'sessions.db',
      bytes: (odd) =>
        databaseAfter([
          ...GOOSE,
          GOOSE_LEDGER,
          `INSERT INTO sessions (id, working_dir, model_config_json) VALUES ('1', '/srv', ${json(odd({ model_name: 'm' }))})`,
          `INSERT INTO messages VALUES (1, 'm', '1', 'assistant', ${json(odd(content))}, ${T / 1000}, ${json(odd({ usage: { inputTokens: 1, outputTokens: 2 } }))})`,
          `INSERT INTO messages VALUES (2, 'm', '1', 'user', ${json(odd(content))}, ${T / 1000}, ${json(odd({ userVisible: true }))})`,
          `INSERT INTO usage_ledger VALUES (1, '1', ${T / 1000}, 'm', ${json(odd(1))}, 2, 3, ${json(odd(1))}, NULL, 0.5, '', 1)`,
        ]),
    },
    lines('old.jsonl', [
      { working_dir: '/srv', accumulated_input_tokens: 1, accumulated_output_tokens: 2 },
      { role: 'user', created: T / 1000, content },
      { role: 'assistant', created: T / 1000, content, metadata: { userVisible: true } },
    ]),
  ],
  openclaw: [
    lines('s1.jsonl', [
      { type: 'session', version: 3, id: 's1', timestamp: new Date(T).toISOString(), cwd: '/srv', parentSession: 'x' },
      { type: 'message', id: 'a', timestamp: new Date(T).toISOString(), message: reply },
      {
        type: 'message',
        message: {
          role: 'toolResult',
          toolCallId: 'c',
          isError: true,
          content: [{ text: 'a' }],
          details: { durationMs: 1 },
        },
      },
      { type: 'message', message: { role: 'user', content: [{ type: 'text', text: 'a' }], timestamp: T } },
      { type: 'compaction', tokensBefore: 1 },
    ]),
  ],
  cursor: [
    {
      name: 'state.vscdb',
      bytes: (odd) =>
        databaseAfter([
          'CREATE TABLE cursorDiskKV (key TEXT UNIQUE, value BLOB)',
          `INSERT INTO cursorDiskKV VALUES ('composerData:c1', ${json(odd(composer))})`,
          `INSERT INTO cursorDiskKV VALUES ('bubbleId:c1:b1', ${json(odd(bubble))})`,
          `INSERT INTO cursorDiskKV VALUES ('bubbleId:c1:b2', ${json(odd({ type: 1, text: 'a' }))})`,
        ]),
    },
    lines('s1.jsonl', [
      { role: 'user', message: { content: [{ type: 'text', text: '<user_query>a</user_query>' }] } },
      { role: 'assistant', message: { content: [{ type: 'tool_use', name: 'Read', input: { path: '/a/b' } }] } },
      { type: 'turn_ended', status: 'success' },
    ]),
    {
      name: 's1.txt',
      bytes: async (odd) =>
        Buffer.from(
          `user:\n${JSON.stringify(odd('a'))}\nassistant:\n[Tool call] ${JSON.stringify(odd('Read'))}\n[Tool result] x\n`,
        ),
    },
  ],
};

const isCount = (value: unknown): boolean => value === null || (Number.isSafeInteger(value) && (value as number) >= 0);

/** What must hold of an event whatever the file holds. */
function check(event: SessionEvent): void {
  const { at, session } = event;
  if (at !== null) expect(at >= Date.UTC(2000) && at < Date.UTC(2101)).toBe(true);
  expect(typeof session === 'string' && session !== '').toBe(true);
  if ('id' in event) expect(typeof event.id === 'string' && event.id !== '').toBe(true);
  if (event.kind === 'call') expect(typeof event.tool).toBe('string');
  if (event.kind === 'prompt') expect(typeof event.text).toBe('string');
  if (event.kind !== 'usage') return;
  expect(Object.values(event.tokens).every(isCount)).toBe(true);
  expect(event.cost_usd === null || event.cost_usd > 0).toBe(true);
}

const checkTally = (tally: Tally): void => {
  for (const names of [tally.types, tally.unknown]) expect(Object.keys(names).length).toBeLessThanOrEqual(50);
};

test.each(Object.entries(FIXTURES))(
  '%s: nothing that a file holds makes the reader throw or hang',
  async (name, fixtures) => {
    const reader = (await TRANSCRIPTS[name as HarnessName]()).default;
    const folder = scratch();
    let events = 0;
    for (let run = 0; run < RUNS; run++) {
      const pick = chance(run);
      const fixture = fixtures[run % fixtures.length]!;
      const odd = run % 4 < 2;
      const bytes = await fixture.bytes(odd ? (value) => oddCopy(value, pick) : (value) => value);
      const path = join(folder, fixture.name);
      writeFileSync(path, odd ? bytes : brokenCopy(bytes, pick));
      const { events: read, tally } = await readAll(reader, { harness: reader.name, files: [path] });
      for (const event of read) check(event);
      checkTally(tally);
      reader.discover(folder);
      events += read.length;
    }
    expect(events).toBeGreaterThan(RUNS);
  },
  900_000,
);
