import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import claude from '../../src/harnesses/claude/transcripts.ts';
import type { Digest } from '../../src/sessions/digests/digest.ts';
import { readOne } from './fold.ts';
import { foldSources } from './fold-sources.ts';
import { fixture, readsMutated } from './mutations.ts';
import { written } from './written.ts';

const S = '5e55105e-0000-4000-8000-000000000001';
let clock = 0;
const at = (seconds = ++clock): string => new Date(Date.UTC(2026, 10, 21, 10) + seconds * 1000).toISOString();
const envelope = (more: object = {}) => ({
  uuid: `u-${++clock}`,
  parentUuid: null,
  isSidechain: false,
  sessionId: S,
  cwd: '/srv/shop',
  version: '2.1.328',
  gitBranch: 'main',
  timestamp: at(),
  ...more,
});
const user = (content: unknown, more: object = {}) => ({
  ...envelope(more),
  type: 'user',
  message: { role: 'user', content },
});
const assistant = (id: string, content: unknown[] = [], usage: object | null = {}, more: object = {}) => ({
  ...envelope(more),
  type: 'assistant',
  message: {
    id,
    role: 'assistant',
    model: 'claude-sonnet-4-5-20250929',
    stop_reason: 'tool_use',
    content,
    ...(usage && {
      usage: {
        input_tokens: 3,
        output_tokens: 10,
        cache_read_input_tokens: 100,
        cache_creation_input_tokens: 20,
        ...usage,
      },
    }),
    ...(more as { message?: object }).message,
  },
});
const call = (id: string, name: string, input: object = {}) => ({ type: 'tool_use', id, name, input });
const result = (id: string, content: unknown = 'ok', more: object = {}, copy: unknown = {}) => ({
  ...user([{ type: 'tool_result', tool_use_id: id, content, ...more }]),
  toolUseResult: copy,
});

/** Digests of what is written as `projects/p/<path>`, by session id. */
function read(files: Record<string, string | readonly unknown[]>, options = {}) {
  const path = written(Object.fromEntries(Object.entries(files).map(([name, text]) => [`projects/p/${name}`, text])));
  const sources = claude.discover(path(''));
  const { sessions, tally } = foldSources(claude, sources, options);
  const digests = new Map(sessions.map(({ session, digest }) => [session, digest]));
  return { path, sources, sessions, tally, digests, main: digests.get(S) as Digest };
}
const one = (...lines: unknown[]) => read({ [`${S}.jsonl`]: lines });

describe('tokens', () => {
  it('count once for a reply on several lines, the largest snapshot, with other lines between them', () => {
    const { main } = one(
      user('go'),
      assistant('m1', [{ type: 'text', text: 'a' }], { output_tokens: 2 }),
      assistant('m1', [call('t1', 'Read')], { output_tokens: 2 }),
      result('t1'),
      assistant('m1', [call('t2', 'Read')], { output_tokens: 631 }),
    );
    expect(main.tokens).toEqual({
      input: 3,
      output: 631,
      reasoning: null,
      cache_read: 100,
      cache_write: 20,
      cache_write_1h: 0,
    });
    expect([main.assistant_messages, main.tool_calls]).toEqual([1, 2]);
  });

  it('are a lower bound, flagged, where the last line of a reply has no stop reason', () => {
    const cut = { message: { stop_reason: null } };
    expect(one(user('go'), assistant('m1', [], {}, cut)).main.flags).toContain('partial');
    expect(one(user('go'), assistant('m1', [], {}, cut), assistant('m1')).main.flags).not.toContain('partial');
  });

  it('are not those of echoes of a subagent, nor of the program’s own replies', () => {
    const echo = { type: 'agent_progress', agentId: 'a1', message: assistant('m9', [], { output_tokens: 999 }) };
    const { main } = one(
      user('go'),
      assistant('m1'),
      { ...envelope(), type: 'progress', data: echo },
      assistant('m2', [], { output_tokens: 999 }, { message: { model: '<synthetic>' } }),
      { ...assistant('m3', [], { output_tokens: 999 }), isApiErrorMessage: true },
    );
    expect([main.tokens?.output, main.models.length, main.assistant_messages]).toEqual([10, 1, 1]);
  });

  it('are unknown, not zero, where nothing records them', () => {
    const { main } = one(user('go'), assistant('m1', [], null));
    expect([main.tokens, main.cost_usd, main.models]).toEqual([null, null, []]);
  });

  it('of a compaction call count to its session, and it is no session', () => {
    const { digests, main } = read({
      [`${S}.jsonl`]: [user('go'), assistant('m1')],
      [`${S}/subagents/agent-acompact-1.jsonl`]: [
        user('sum up'),
        assistant('m2', [call('t1', 'Read')], { output_tokens: 500 }),
      ],
    });
    expect([...digests.keys()]).toEqual([S]);
    expect([main.tokens?.output, main.tool_calls, main.assistant_messages, main.turns]).toEqual([510, 0, 1, 1]);
  });
});

describe('subagents are sessions of their own', () => {
  const side = { isSidechain: true };
  const child = [user('look', side), assistant('m2', [], { output_tokens: 70 }, side)];
  const ours = [user('go'), assistant('m1', [call('t1', 'Task', { subagent_type: 'reviewer', prompt: 'look' })])];

  it('below the session, with the name that stands beside them', () => {
    const { digests, main } = read({
      [`${S}.jsonl`]: ours,
      [`${S}/subagents/agent-a1.jsonl`]: child,
      [`${S}/subagents/agent-a1.meta.json`]: '{"agentType":"plugin:reviewer"}',
      [`${S}/subagents/workflows/w1/agent-a2.jsonl`]: child,
    });
    const digest = digests.get(`${S}/a1`)!;
    expect([digest.id, digest.parent, digest.agent]).toEqual([`claude:${S}/a1`, `claude:${S}`, 'plugin..reviewer']);
    expect([digest.tokens?.output, digest.user_messages, digest.turns]).toEqual([70, 0, 1]);
    expect([main.tokens?.output, main.spans.depth, digests.has(`${S}/a2`)]).toEqual([10, 1, true]);
  });

  it('beside the session (late 2025), known by the session that their lines name', () => {
    const { digests, sources } = read({
      [`${S}.jsonl`]: [...ours, result('t1', 'done', {}, { agentId: 'be51de01', totalDurationMs: 1234 })],
      'agent-be51de01.jsonl': child,
      'agent-ffffffff.jsonl': child.map((line) => ({ ...line, sessionId: 'another' })),
    });
    expect(sources.map(({ files }) => files.length)).toEqual([2, 1]);
    expect(digests.get(`${S}/be51de01`)).toMatchObject({ parent: `claude:${S}`, agent: 'reviewer' });
    expect(digests.get('another/ffffffff')).toMatchObject({ parent: 'claude:another', agent: 'unnamed' });
    expect(digests.get(S)!.tools[0]).toMatchObject({ name: 'Task', p50_ms: 1234 });
  });

  it('inline (before that), one for each chain of lines, named by its first', () => {
    const { digests, main } = one(
      ...ours,
      user('look', { ...side, uuid: 'c1' }),
      assistant('m2', [call('t2', 'Read')], { output_tokens: 70 }, { ...side, uuid: 'c2', parentUuid: 'c1' }),
      user('other', { ...side, uuid: 'd1' }),
      assistant('m3', [], { output_tokens: 30 }, { ...side, uuid: 'd2', parentUuid: 'd1' }),
      assistant('m2', [], { output_tokens: 75 }, { ...side, uuid: 'c3', parentUuid: 'c2' }),
    );
    expect([main.tokens?.output, main.tool_calls, main.spans.depth]).toEqual([10, 1, 2]);
    expect(digests.get(`${S}/c1`)).toMatchObject({ parent: `claude:${S}`, agent: 'reviewer', tool_calls: 1 });
    expect([digests.get(`${S}/c1`)!.tokens?.output, digests.get(`${S}/d1`)!.tokens?.output]).toEqual([75, 30]);
  });

  it('have the subagent as parent whose call started them', () => {
    const { digests } = read({
      [`${S}.jsonl`]: [...ours, result('t1', 'done', {}, { agentId: 'a1' })],
      [`${S}/subagents/agent-a1.jsonl`]: [
        ...child,
        assistant('m3', [call('t9', 'Agent', { subagent_type: 'helper' })], {}, side),
        { ...result('t9', 'done', {}, { agentId: 'a2' }), isSidechain: true },
      ],
      [`${S}/subagents/agent-a2.jsonl`]: [user('x', side), assistant('m4', [call('t10', 'Read')], {}, side)],
    });
    expect(digests.get(`${S}/a2`)).toMatchObject({ parent: `claude:${S}/a1`, agent: 'helper' });
    expect(digests.get(S)!.spans.depth).toBe(3);
  });
});

describe('tool calls', () => {
  it('are matched to results by id, in any order, with duration and error', () => {
    clock = 100;
    const { main } = one(
      user('go'),
      assistant('m1', [call('a', 'Bash', { command: 'npm test' })], {}, { timestamp: at(200) }),
      assistant('m1', [call('b', 'Bash', { command: 'npm test -- x' })], {}, { timestamp: at(200) }),
      { ...result('b', 'Exit code 1', { is_error: true }), timestamp: at(203) },
      { ...result('a'), timestamp: at(201) },
      assistant('m2', [call('c', 'Read', { file_path: '/srv/shop/a.ts' })]),
    );
    expect(main.tools).toEqual([
      { name: 'Bash', calls: 2, errors: 1, p50_ms: 2000, p95_ms: 2900 },
      { name: 'Read', calls: 1, errors: null, p50_ms: null, p95_ms: null },
    ]);
    expect([main.tool_errors, main.commands]).toEqual([1, [{ sig: 'npm test', runs: 2, errors: 1 }]]);
    // Calls of one reply are siblings, whatever their times.
    expect(main.spans).toEqual({ depth: 1, fan_out: 2 });
  });

  it('count once where a resume repeats their lines', () => {
    const lines = [user('go'), assistant('m1', [call('a', 'Bash')]), result('a', 'no', { is_error: true })];
    const { main } = one(...lines, ...lines);
    expect([main.tool_calls, main.tool_errors, main.user_messages, main.tokens?.output]).toEqual([1, 1, 1, 10]);
  });

  it('tell the files that they read, and wrote if their result is no error', () => {
    const { main } = one(
      user('go'),
      assistant('m1', [
        call('a', 'Read', { file_path: '/srv/shop/src/a.ts' }),
        call('b', 'Edit', { file_path: '/srv/shop/src/a.ts' }),
        call('c', 'Write', { file_path: '/srv/shop/src/b.ts' }),
        call('d', 'NotebookEdit', { notebook_path: '/elsewhere/n.ipynb' }),
        call('e', 'MultiEdit', { file_path: '/srv/shop/src/c.ts' }),
      ]),
      ...['a', 'b', 'd'].map((id) => result(id)),
      result('c', 'no', { is_error: true }),
    );
    expect(main.files.map(({ path, reads, edits }) => [path, reads, edits])).toEqual([['src/a.ts', 1, 1]]);
    expect(main.outside).toEqual({ reads: 0, edits: 1 });
  });

  it('that a person refused are rejections', () => {
    const { main } = one(
      user('go'),
      assistant('m1', [call('a', 'Edit'), call('b', 'Bash')]),
      result('a', "The user doesn't want to proceed with this tool use. The tool use was rejected", { is_error: true }),
      result('b', 'Exit code 1', { is_error: true }),
    );
    expect([main.rejections, main.tool_errors]).toEqual([1, 2]);
  });

  it('hand on the execution ids that their results print', () => {
    const id = `x_${'4f'.repeat(10)}`;
    const { sessions } = one(
      user(`see x_${'00'.repeat(10)}`),
      assistant('m1', [call('a', 'Bash')]),
      result('a', `recorded ${id}`),
    );
    expect(sessions[0]!.printed).toEqual([id]);
  });
});

describe('what else is seen', () => {
  it('skills: called, read, by slash command; rules that came with a file', () => {
    const { main } = one(
      user('<command-message>deploy</command-message>\n<command-name>/shop:deploy</command-name>'),
      assistant('m1', [call('a', 'Skill', { skill: 'commit' })]),
      result('a'),
      assistant('m2', [call('b', 'Read', { file_path: '/home/dev/.claude/skills/pdf/SKILL.md' })]),
      result('b', 'gone', { is_error: true }),
      assistant('m3', [call('c', 'Bash', { command: 'ls' })]),
      result('c'),
      { ...envelope(), type: 'attachment', attachment: { type: 'nested_memory', path: '/srv/shop/src/CLAUDE.md' } },
      { ...envelope(), type: 'attachment', attachment: { type: 'nested_memory', path: '/home/dev/.claude/CLAUDE.md' } },
    );
    expect(main.skills).toEqual([
      { name: 'commit', fired: 1, contributed: 1 },
      { name: 'pdf', fired: 1, contributed: 0 },
      { name: 'shop:deploy', fired: 1, contributed: 1 },
    ]);
    expect(main.rules).toEqual(['CLAUDE.md', 'src/CLAUDE.md']);
  });

  it('compactions with the size of the context, retries, cut replies, ends of turns', () => {
    const { main } = one(
      user('go'),
      { ...envelope(), type: 'system', subtype: 'api_error', retryAttempt: 1 },
      { ...envelope(), type: 'system', subtype: 'api_error', retryAttempt: 2 },
      assistant('m1', [], {}, { message: { stop_reason: 'max_tokens' } }),
      { ...envelope(), type: 'system', subtype: 'compact_boundary', compactMetadata: { preTokens: 155_000 } },
      user('summary', { isCompactSummary: true }),
      assistant('m2', [], {}, { message: { stop_reason: 'end_turn' } }),
    );
    const { retries, truncations, stops, compactions, context_tokens, user_messages, turns } = main;
    expect({ retries, truncations, stops, compactions, context_tokens, user_messages, turns }).toEqual({
      retries: 2,
      truncations: 1,
      stops: 1,
      compactions: 1,
      context_tokens: 155_000,
      user_messages: 1,
      turns: 1,
    });
  });

  it.each<[string, () => unknown[]]>([
    ['ended', () => [assistant('m1')]],
    ['open', () => [assistant('m1', [call('a', 'Bash')]), result('a')]],
    ['failed', () => [assistant('m1'), { ...assistant('m2'), isApiErrorMessage: true }]],
    ['aborted', () => [assistant('m1'), user('[Request interrupted by user]')]],
    [
      'ended',
      () => [
        assistant('m1'),
        user('<command-name>/exit</command-name>'),
        user('<local-command-stdout>Bye</local-command-stdout>'),
      ],
    ],
    ['ended', () => [assistant('m1'), user('<user-memory-input>use tabs</user-memory-input>'), user('(no content)')]],
  ])('how it stands: %s', (status, lines) => expect(one(user('go'), ...lines()).main.status).toBe(status));

  it('takes no task notification, tool output or context for a person’s prompt', () => {
    const { main, sessions } = one(
      user('<task-notification><task-id>b1</task-id></task-notification>'),
      assistant('m1'),
      user('<local-command-stdout>ok</local-command-stdout>'),
      user('caveat', { isMeta: true }),
      user([{ type: 'text', text: 'now this' }]),
      assistant('m2'),
    );
    expect([main.user_messages, main.turns]).toEqual([1, 2]);
    expect(sessions[0]!.first_prompt).toContain('task-notification');
  });
});

describe('tolerance', () => {
  const good = [user('go'), assistant('m1')].map((line) => JSON.stringify(line));

  it('counts unknown types by name and bad lines, and goes on', () => {
    const { tally, main } = one(...good, { type: 'hologram' }, '{"type":', '[1]', assistant('m2'));
    expect([tally.unknown, tally.bad_lines, tally.lines]).toEqual([{ hologram: 1 }, 2, 6]);
    expect(main.tokens?.output).toBe(20);
  });

  it('lets a half last line wait', () => {
    const torn = `${good.join('\n')}\n${JSON.stringify(assistant('m2')).slice(0, 200)}`;
    const waits = read({ [`${S}.jsonl`]: torn });
    expect([waits.tally.bad_lines, waits.tally.lines, waits.main.tokens?.output]).toEqual([0, 2, 10]);
    expect(read({ [`${S}.jsonl`]: `${torn}\n` }).tally.bad_lines).toBe(1);
  });

  it('reads both objects on a line whose end was lost', () => {
    const { main, tally } = read({ [`${S}.jsonl`]: `${good[0]}${good[1]}\n${JSON.stringify(assistant('m2'))}\n` });
    expect([main.tokens?.output, tally.bad_lines]).toEqual([20, 0]);
  });

  it('gives what is there of files that vanish', () => {
    const { sources, path } = read({
      [`${S}.jsonl`]: [user('go'), assistant('m1')],
      [`${S}/subagents/agent-a1.jsonl`]: [user('x')],
    });
    renameSync(path(`projects/p/${S}/subagents`), path('projects/gone'));
    expect(foldSources(claude, sources).sessions.find(({ session }) => session === S)!.digest.tokens?.output).toBe(10);
  });

  it('survives 300 mutations', () => {
    const folder = join(import.meta.dirname, '..', 'fixtures', 'claude');
    const fixtures = readdirSync(folder)
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => fixture(join(folder, name), name));
    const own = [
      ...good,
      ...[
        assistant('m3', [
          call('a', 'Task', { prompt: 'look', subagent_type: 'x' }),
          call('b', 'Skill', { skill: 's' }),
        ]),
        result(
          'a',
          [{ type: 'text', text: "The user doesn't want to proceed" }],
          { is_error: true },
          { agentId: 'a1', totalDurationMs: 5 },
        ),
        user('look', { isSidechain: true }),
        { ...envelope(), type: 'attachment', attachment: { type: 'nested_memory', path: '/w/CLAUDE.md' } },
        { ...envelope(), type: 'system', subtype: 'compact_boundary', compactMetadata: { preTokens: 5 } },
        user([{ type: 'text', text: '<command-name>/x</command-name>' }]),
      ].map((line) => JSON.stringify(line)),
    ].join('\n');
    readsMutated(claude, [...fixtures, { name: `${S}.jsonl`, text: own }]);
  });
});

describe('where it looks', () => {
  const at = (env: Record<string, string>) => claude.places({ env, home: '/home/dev', platform: 'linux' });
  it('the environment’s folders first, then the usual ones', () => {
    const usual = ['/home/dev/.claude/projects', '/home/dev/.config/claude/projects'];
    expect(at({})).toEqual(usual);
    expect(at({ CLAUDE_CONFIG_DIR: '/a, /b' })).toEqual(['/a/projects', '/b/projects', ...usual]);
    expect(claude.places({ env: {}, home: null, platform: 'win32' })).toEqual([]);
  });

  it('passes by other files, follows no links, and takes one given file with its subagents', () => {
    const path = written({
      [`projects/p/${S}.jsonl`]: [user('go')],
      [`projects/p/${S}/subagents/agent-a1.jsonl`]: [user('x', { isSidechain: true })],
      'projects/p/codex.jsonl': [{ timestamp: at({}), type: 'session_meta', payload: { id: 'x' } }],
      'history.jsonl': [{ display: 'go', timestamp: 1, project: '/srv' }],
      'elsewhere/x.jsonl': [user('go')],
    });
    mkdirSync(path('projects/q'));
    symlinkSync(path('elsewhere/x.jsonl'), path('projects/q/x.jsonl'));
    expect(claude.discover(path('projects')).map(({ files }) => files)).toEqual([
      [path(`projects/p/${S}.jsonl`), path(`projects/p/${S}/subagents/agent-a1.jsonl`)],
    ]);
    expect(claude.discover(path(`projects/p/${S}.jsonl`))[0]!.files).toHaveLength(2);
    expect(claude.discover(path('history.jsonl'))).toEqual([]);
    expect(claude.discover(path('missing'))).toEqual([]);
  });

  it('names a session by its file, whatever older session its first lines are from', () => {
    const { digests } = read({ [`${S}.jsonl`]: [{ ...user('go'), sessionId: 'older' }, assistant('m1')] });
    expect([...digests.keys()]).toEqual([S]);
  });
});

it('reads the project’s own fixtures', () => {
  const folder = join(import.meta.dirname, '..', 'fixtures', 'claude');
  const text = readFileSync(join(folder, 'growing.jsonl'), 'utf8');
  expect(claude.recognise('growing.jsonl', text.slice(0, 4096))).toBe(true);
  expect(readOne(claude, join(folder, 'growing.jsonl')).tokens?.output).toBe(150);
});
