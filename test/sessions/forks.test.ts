import { appendFileSync, copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRun } from '../../src/sessions/runs/transcript.ts';
import { repo, scratch } from '../repo.ts';

const MODEL = 'claude-sonnet-4-5-20250929';
const [ORIGIN, FORK] = ['0a0a0a0a-0000-4000-8000-000000000001', 'f0f0f0f0-0000-4000-8000-000000000002'];
const uuid = (n: number): string => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, '0')}`;

const at = (second: number): string => new Date(Date.UTC(2026, 10, 20, 9) + second * 1000).toISOString();
const prompt = (n: number): object => ({ type: 'user', uuid: uuid(n), timestamp: at(n), message: { content: 'go' } });
const reply = (n: number, output: number): object => ({
  type: 'assistant',
  uuid: uuid(n),
  timestamp: at(n),
  requestId: `req_${n}`,
  message: {
    id: `msg_${n}`,
    model: MODEL,
    stop_reason: 'tool_use',
    usage: { input_tokens: 1, output_tokens: output, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 },
    content: [{ type: 'tool_use', id: `toolu_${n}`, name: 'Bash', input: {} }],
  },
});
const result = (n: number, of: number): object => ({
  type: 'user',
  uuid: uuid(n),
  timestamp: at(n),
  message: { content: [{ type: 'tool_result', tool_use_id: `toolu_${of}`, is_error: true }] },
});
const text = (session: string, lines: readonly object[]): string =>
  lines.map((line) => `${JSON.stringify({ ...line, sessionId: session })}\n`).join('');

/** A disk tells the time at which a file was made in steps of some milliseconds. */
const later = (): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);

const FIRST = [prompt(1), reply(2, 100), result(3, 2), reply(4, 50)];
const LATER = [prompt(600), reply(605, 7), result(606, 605)];

/** A repository whose Claude Code has a session and a fork of it. */
function claude() {
  const project = repo({
    'agents/tdd.md': '---\nname: tdd\ndescription: d\n---\nx\n',
    '.kaizen/.gitignore': 'local/\n',
  });
  const folder = join(project.home, '.claude', 'projects', 'shop');
  mkdirSync(folder, { recursive: true });
  const file = (session: string): string => join(folder, `${session}.jsonl`);
  const fire = (session: string, name: string): void => {
    const input = { session_id: session, transcript_path: file(session), cwd: project.root, hook_event_name: name };
    expect(project.ka(['hook', 'claude'], { input: JSON.stringify(input) })).toMatchObject({ code: 0, err: '' });
  };
  const records = (): any[] => project.ka(['metrics', 'show', 'main', '--json']).json().executions;
  const of = (session: string): any => records().find(({ session_id }) => session_id === session);
  return { project, file, fire, of };
}

const COUNTED = { timestamp: at(600), execution_time_s: 5, tool_calls: 1, tool_errors: 1, flags: ['forked'] };

describe('a fork', () => {
  it.each([
    ['rewrites the session of what it copies', (line: object) => ({ ...line, sessionId: FORK })],
    ['keeps the session of what it copies', (line: object) => ({ ...line, sessionId: ORIGIN })],
  ])('%s: each reply counts once, for the session that made it', (_, copy) => {
    const { file, fire, of } = claude();
    writeFileSync(file(ORIGIN), text(ORIGIN, FIRST));
    fire(ORIGIN, 'Stop');
    fire(ORIGIN, 'SessionEnd');
    const copies = FIRST.map((line) => `${JSON.stringify(copy(line))}\n`).join('');
    later();
    writeFileSync(file(FORK), copies);
    fire(FORK, 'Stop');
    appendFileSync(file(FORK), text(FORK, LATER));
    fire(FORK, 'Stop');
    // Both go on; and the fork repeats what it copied, as some versions do.
    appendFileSync(file(FORK), text(FORK, [FIRST[1]!, FIRST[3]!]));
    appendFileSync(file(ORIGIN), text(ORIGIN, [prompt(700), reply(701, 1000)]));
    fire(FORK, 'SessionEnd');
    fire(ORIGIN, 'SessionEnd');
    expect(of(ORIGIN)).toMatchObject({ timestamp: at(1), tokens: { output: 1150 }, tool_calls: 3, tool_errors: 1 });
    expect(of(ORIGIN).flags).toBeUndefined();
    expect(of(FORK)).toMatchObject({ ...COUNTED, tokens: { output: 7 } });
  });

  it('that says so on each copied line counts none of them, also where its origin is gone', () => {
    const { file, fire, of } = claude();
    const stamped = FIRST.map((line, n) => ({ ...line, forkedFrom: { sessionId: ORIGIN, messageUuid: uuid(n) } }));
    writeFileSync(file(FORK), text(FORK, [...stamped, ...LATER, FIRST[1]!]));
    fire(FORK, 'SessionEnd');
    expect(of(FORK)).toMatchObject({ ...COUNTED, tokens: { output: 7 } });
  });

  it('without a reply of its own leaves no record', () => {
    const { project, file, fire } = claude();
    writeFileSync(file(ORIGIN), text(ORIGIN, FIRST));
    later();
    writeFileSync(file(FORK), text(FORK, FIRST));
    fire(FORK, 'SessionEnd');
    expect(existsSync(join(project.root, '.kaizen/metrics/main'))).toBe(false);
  });

  it('of a fork counts for neither of its ancestors', () => {
    const folder = scratch();
    const path = (name: string): string => join(folder, `${name}.jsonl`);
    writeFileSync(path(ORIGIN), text(ORIGIN, FIRST));
    later();
    writeFileSync(path(FORK), text(FORK, [...FIRST, ...LATER]));
    later();
    writeFileSync(path('third'), text('third', [...FIRST, ...LATER, prompt(900), reply(901, 3)]));
    const output = (name: string): number => readRun(path(name)).models[MODEL]!.output;
    expect([output(ORIGIN), output(FORK), output('third')]).toEqual([150, 7, 3]);
  });
});

const CORPUS = join(import.meta.dirname, '../../../shared/corpus/claude-code/projects/D--oh-my-posh');

it.skipIf(!existsSync(CORPUS))('the forked pair of the corpus: its 48 shared replies count once', () => {
  const folder = scratch();
  // In the order in which they were made: the queue of the fork starts an hour later.
  const names = readdirSync(CORPUS)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .reverse();
  for (const name of names) {
    copyFileSync(join(CORPUS, name), join(folder, name));
    later();
  }
  const sum = (part: 'own' | 'all'): number =>
    names
      .flatMap((name) => Object.values(readRun(join(folder, name), part).models))
      .reduce((all, { output }) => all + output, 0);
  expect(sum('all') - sum('own')).toBe(48627);
});
