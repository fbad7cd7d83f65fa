import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { KEEP } from '../../src/harnesses/claude/objects-of.ts';
import claude from '../../src/harnesses/claude/transcripts.ts';
import { emptyTally, type Source, type Tally } from '../../src/harnesses/transcripts.ts';
import { linesOf } from '../../src/store/log/lines-of.ts';
import { type ReadLines, skimLines } from '../../src/store/transcripts/skim-lines.ts';
import { scratch } from '../repo.ts';
import { CORPUS, hasCorpus } from './corpus.ts';
import { brokenCopy, chance, oddCopy } from './mutate.ts';

const asTheyAre: ReadLines = (path) => [linesOf(path)];

/** What a reading gives, with lines shortened and with each parsed as a whole. */
function both(source: Source): Array<{ events: unknown[]; tally: Tally }> {
  return [skimLines, asTheyAre].map((lines) => {
    const tally = emptyTally();
    return { events: [...claude.read(source, tally, lines)], tally };
  });
}

const S = '5e55105e-0000-4000-8000-000000000009';
const long = 'a long text that nobody reads, é "quoted" \\ and so on\n'.repeat(20);
const line = (more: object): object => ({
  parentUuid: 'u-0',
  isSidechain: false,
  cwd: '/srv/shop',
  version: '2.1.328',
  gitBranch: 'main',
  uuid: `u-${JSON.stringify(more).length}`,
  timestamp: '2026-11-21T10:00:00.000Z',
  ...more,
});
const user = (content: unknown, more: object = {}): object => line({ type: 'user', message: { content }, ...more });
const usage = {
  input_tokens: 3,
  output_tokens: 9,
  cache_creation: { ephemeral_1h_input_tokens: 1 },
  iterations: [{ input_tokens: 3 }],
};
const reply = (content: unknown[], more: object = {}): object =>
  line({
    type: 'assistant',
    message: { id: `msg_${JSON.stringify(content).length}`, model: 'm', usage, stop_reason: 'end_turn', content },
    ...more,
  });
const call = (name: string, input: object): object => ({ type: 'tool_use', id: `t-${name}`, name, input });
const result = (id: string, more: object): object => ({ type: 'tool_result', tool_use_id: id, ...more });

/** Each has a text that is too long to be kept, in a place where it is read or where it is not. */
const LINES: readonly object[] = [
  user(long),
  user([
    { type: 'text', text: long },
    { type: 'image', source: { data: long } },
  ]),
  user(`<command-name>/review</command-name>${long}`),
  user(long, { isMeta: true }),
  reply([
    { type: 'thinking', thinking: long },
    { type: 'text', text: long },
  ]),
  reply([call('Write', { file_path: `/srv/shop/${'deep/'.repeat(30)}a.ts`, content: long })]),
  reply([call('Bash', { command: `npm test -- ${long}`, description: long })]),
  reply([call('Task', { prompt: long, subagent_type: 'reviewer' })]),
  user(long, { isSidechain: true, uuid: 'u-1' }),
  reply([call('Read', { file_path: '/x/skills/pdf/SKILL.md' })], { isSidechain: true, parentUuid: 'u-1', uuid: 'u-2' }),
  user([result('t-Read', { content: long })], { isSidechain: true, parentUuid: 'u-2', uuid: 'u-3' }),
  user([result('t-Write', { content: [{ type: 'text', text: long }] })], {
    toolUseResult: { content: long, filePath: 'x' },
  }),
  user([result('t-Bash', { content: `recorded x_${'0a'.repeat(10)} ${long}` })], { toolUseResult: { stdout: long } }),
  user([result('t-Bash', { is_error: true, content: `User rejected tool use ${long}` })], { toolUseResult: long }),
  user([result('t-Edit', { is_error: true, content: 'no' })], { toolUseResult: `User rejected tool use ${long}` }),
  user([result('t-Task', { content: long })], { toolUseResult: { agentId: 'a1', totalDurationMs: 12, prompt: long } }),
  line({ type: 'progress', data: { message: long }, timestamp: '2026-11-21T10:00:01.000Z' }),
  line({ type: 'progress', data: { message: long }, timestamp: '2026-11-21T10:00:02.000Z' }),
  line({ type: 'progress', data: { message: long }, timestamp: 7 }),
  line({ type: 'progress', data: { message: long }, timestamp: undefined }),
  line({ type: 'progress', data: { message: long }, parentUuid: null, timestamp: '2026-11-21T10:00:04.000Z' }),
  line({ type: 'attachment', attachment: { type: 'nested_memory', path: '/srv/shop/CLAUDE.md', content: long } }),
  line({ type: 'system', subtype: 'compact_boundary', content: long, compactMetadata: { preTokens: 150_000 } }),
  line({ type: 'strange', content: long }),
  reply([], { forkedFrom: { sessionId: 's', messageUuid: 'u-0' } }),
];
const text = LINES.map((one) => `${JSON.stringify(one)}\n`).join('');

function sourceOf(bytes: Buffer | string): Source {
  const path = join(scratch(), `${S}.jsonl`);
  writeFileSync(path, bytes);
  return { harness: 'claude', files: [path] };
}

it('says the same of long texts as where every line is parsed as a whole', () => {
  const [short, whole] = both(sourceOf(text));
  expect(short).toEqual(whole);
});

it('says the same of 600 odd and broken files', () => {
  const pick = chance(5);
  for (let round = 0; round < 600; round++) {
    const odd = LINES.map((one) => `${JSON.stringify(round % 2 === 0 ? oddCopy(one, pick) : one)}\n`).join('');
    const bytes = round % 3 === 0 ? Buffer.from(odd) : brokenCopy(Buffer.from(odd), pick);
    const [short, whole] = both(sourceOf(bytes));
    expect(short).toEqual(whole);
  }
});

it.skipIf(!hasCorpus)('says the same of every real session, whole and broken', () => {
  const pick = chance(6);
  for (const source of claude.discover(join(CORPUS, 'claude-code'))) {
    const [short, whole] = both(source);
    expect(short).toEqual(whole);
    for (const file of source.files.filter((path) => path.endsWith('.jsonl'))) {
      const path = join(scratch(), basename(file));
      const bytes = readFileSync(file);
      for (let round = 0; round < 4; round++) {
        writeFileSync(path, brokenCopy(bytes.subarray(0, 300_000), pick));
        const [again, wholly] = both({ harness: 'claude', files: [path] });
        expect(again).toEqual(wholly);
      }
    }
  }
});

/** The names of all members that are read of what is parsed meanwhile. */
function namesRead(work: () => void): Set<string> {
  const names = new Set<string>();
  const watched = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const get = (of: object, name: string | symbol): unknown => {
      if (!Array.isArray(of) && typeof name === 'string') names.add(name);
      return watched(Reflect.get(of, name));
    };
    return new Proxy(value, { get });
  };
  const parse = JSON.parse;
  const spy = vi.spyOn(JSON, 'parse').mockImplementation((text) => watched(parse(text)));
  try {
    work();
  } finally {
    spy.mockRestore();
  }
  return names;
}

it('keeps every member that is read of a line', () => {
  const sources = [sourceOf(text), ...(hasCorpus ? claude.discover(join(CORPUS, 'claude-code')) : [])];
  const names = namesRead(() => {
    for (const source of sources) for (const _ of claude.read(source, emptyTally(), asTheyAre));
  });
  expect(names.size).toBeGreaterThan(30);
  const kept = new Set([...KEEP.whole, ...KEEP.cut, ...KEEP.common, ...KEEP.apart]);
  // Stands in the file beside a subagent's, which is read as a whole.
  kept.add('agentType');
  expect([...names].filter((name) => !kept.has(name))).toEqual([]);
});
