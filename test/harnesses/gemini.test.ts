import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import gemini from '../../src/harnesses/gemini/transcripts.ts';
import { CORPUS, factsBelow } from './corpus.ts';
import { foldSources } from './fold-sources.ts';
import { readsMutated } from './mutations.ts';
import { lines, written } from './written.ts';

const S = 'dd76a7ba-0000-4000-8000-000000000001';
const ROOT = '/srv/shop';
const hash = createHash('sha256').update(ROOT).digest('hex');
const time = (second: number): string => new Date(Date.UTC(2026, 10, 21, 10, 0, second)).toISOString();
const head = (second = 0, more: object = {}) => ({
  sessionId: S,
  projectHash: hash,
  startTime: time(second),
  lastUpdated: time(second),
  kind: 'main',
  ...more,
});
const user = (id: string, second: number, content: unknown) => ({ id, timestamp: time(second), type: 'user', content });
const reply = (id: string, second: number, tokens: object | null = {}, toolCalls?: unknown[]) => ({
  id,
  timestamp: time(second),
  type: 'gemini',
  content: '',
  model: 'gemini-2.5-pro',
  ...(tokens && { tokens: { input: 100, output: 10, cached: 60, thoughts: 5, tool: 0, total: 115, ...tokens } }),
  ...(toolCalls && { toolCalls }),
});
const call = (id: string, name: string, args: object, status = 'success', more: object = {}) => ({
  id,
  name,
  args,
  status,
  timestamp: time(3),
  result: [{ functionResponse: { id, name, response: { output: 'ok' } } }],
  ...more,
});

function read(files: Record<string, string | readonly unknown[]>, options = {}) {
  const path = written(files);
  const sources = gemini.discover(path(''));
  return { path, sources, ...foldSources(gemini, sources, options) };
}
const NAME = 'tmp/shop/chats/session-2026-11-21T10-00-dd76a7ba.jsonl';
const journal = (...records: unknown[]) => {
  const { sessions, tally } = read({ [NAME]: [head(), ...records] });
  return { ...sessions[0]!, tally };
};

describe.each(factsBelow('gemini-cli'))('%s', (path, facts) => {
  const { sessions, tally } = foldSources(gemini, gemini.discover(join(CORPUS, path)));
  const { digest } = sessions[0]!;
  it('has the numbers and times that another program counted', () => {
    const t = facts.tokens!;
    expect(digest.tokens).toEqual({
      input: t.input_uncached! + t.tool!,
      output: t.output! + t.thoughts!,
      reasoning: t.thoughts,
      cache_read: t.cache_read,
      cache_write: null,
      cache_write_1h: null,
    });
    expect([digest.tool_calls, digest.tool_errors]).toEqual([facts.tool_calls, facts.tool_errors]);
    expect([digest.started, digest.ended]).toEqual([facts.first_timestamp, facts.last_timestamp]);
    expect([digest.models.map(({ model }) => model), tally.unknown, tally.bad_lines]).toEqual([
      Object.keys(facts.models),
      {},
      0,
    ]);
  });
  it('is recognised by its head, and no other harness’s file is', () => {
    expect(gemini.recognise(path, readFileSync(join(CORPUS, path), 'latin1').slice(0, 4096))).toBe(true);
    for (const [other] of [...factsBelow('codex'), ...factsBelow('claude-code'), ...factsBelow('copilot-vscode')])
      expect(gemini.recognise(other, readFileSync(join(CORPUS, other), 'latin1').slice(0, 4096))).toBe(false);
  });
});

describe('a journal', () => {
  it('counts a reply once that is written without its calls and then with them', () => {
    const { digest } = journal(
      user('u1', 1, [{ text: 'go' }]),
      reply('r1', 2),
      { $set: { lastUpdated: time(2) } },
      reply('r1', 2, {}, [call('c1', 'read_file', { file_path: 'src/a.ts' })]),
      user('u2', 3, [{ functionResponse: { id: 'c1', name: 'read_file', response: {} } }]),
      reply('r2', 4),
    );
    expect(digest.tokens).toEqual({
      input: 80,
      output: 30,
      reasoning: 10,
      cache_read: 120,
      cache_write: null,
      cache_write_1h: null,
    });
    // What tools answered is no prompt.
    expect([digest.user_messages, digest.turns, digest.assistant_messages, digest.tool_calls]).toEqual([1, 1, 2, 1]);
  });

  it('keeps the tokens of before a resume, which repeats the history without them', () => {
    const again = [
      user('u1', 50, [{ text: 'go' }]),
      { ...reply('r1', 50, null), content: [{ text: 'x' }] },
      user('r1', 50, 'y'),
    ];
    const { digest } = journal(
      user('u1', 1, [{ text: 'go' }]),
      reply('r1', 2, {}, [call('c1', 'run_shell_command', { command: 'npm test' })]),
      head(50),
      { $set: { messages: again } },
      user('u2', 51, 'and on'),
      reply('r2', 52),
    );
    expect([digest.tokens?.input, digest.assistant_messages, digest.user_messages, digest.tool_calls]).toEqual([
      80, 2, 2, 1,
    ]);
    expect([digest.started, digest.ended, digest.working_ms]).toEqual([time(1), time(52), 2000]);
    expect(digest.commands).toEqual([{ sig: 'npm test', runs: 1, errors: 0 }]);
  });

  it('counts what tools put into the prompt as input, and what was rewound as paid', () => {
    const { digest, tally } = journal(
      user('u1', 1, 'go'),
      reply('r1', 2, { tool: 7 }),
      { $rewindTo: 'u1' },
      reply('r2', 3),
    );
    expect([digest.tokens?.input, tally.types.$rewindTo, tally.unknown]).toEqual([87, 1, {}]);
  });

  it('tells errors, refusals and files, and no durations, for one time stands for call and result', () => {
    const { digest } = journal(
      user('u1', 1, 'go'),
      reply('r1', 2, {}, [
        call('a', 'read_file', { absolute_path: `${ROOT}/a.ts` }, 'error'),
        call('b', 'replace', { file_path: `${ROOT}/b.ts` }),
        call('c', 'write_file', { file_path: 'c.ts' }, 'cancelled'),
        call('d', 'write_file', { file_path: 'd.ts' }, 'executing'),
        call('e', 'activate_skill', { name: 'pdf' }),
      ]),
    );
    expect([digest.tool_calls, digest.tool_errors, digest.rejections, digest.status]).toEqual([5, 1, 1, 'open']);
    expect(digest.files.map(({ path, reads, edits }) => [path, reads, edits])).toEqual([['b.ts', 0, 1]]);
    expect(digest.tools.every(({ p50_ms }) => p50_ms === null)).toBe(true);
    expect(digest.skills).toEqual([{ name: 'pdf', fired: 1, contributed: 0 }]);
  });

  it('ends failed with an error, aborted when it was cancelled', () => {
    const last = (type: string, content: string) => ({ id: 'e1', timestamp: time(9), type, content });
    expect(journal(user('u1', 1, 'go'), last('error', '[API Error: 500]')).digest.status).toBe('failed');
    expect(journal(user('u1', 1, 'go'), last('info', 'Request cancelled.')).digest.status).toBe('aborted');
    expect(journal(user('u1', 1, 'go'), reply('r1', 2)).digest.status).toBe('ended');
  });

  it('counts bad lines and unknown records, lets a half last line wait', () => {
    const text = `${lines([head(), user('u1', 1, 'go'), '{"id":', { what: 1 }, reply('r1', 2)])}{"id":"r2","type":"gem`;
    const { sessions, tally } = read({ [NAME]: text });
    expect([tally.lines, tally.bad_lines, tally.unknown]).toEqual([5, 1, { what: 1 }]);
    expect(sessions[0]!.digest.tokens?.input).toBe(40);
  });
});

it('a document that became a journal is one session, counted once', () => {
  const messages = [user('u1', 1, 'go'), reply('r1', 2)];
  const { sources, sessions } = read({
    [NAME.slice(0, -1)]: JSON.stringify({ ...head(), messages }),
    [NAME]: [head(), ...messages, user('u2', 3, 'on'), reply('r2', 4)],
  });
  expect([sources.length, sources[0]!.files.length]).toEqual([1, 2]);
  expect(sessions.map(({ digest }) => [digest.tokens?.input, digest.turns])).toEqual([[80, 2]]);
});

it('a document alone, or torn, or without any reply', () => {
  const name = 'tmp/x/chats/session-2026-01-01T00-00-dd76a7ba.json';
  const text = JSON.stringify({ ...head(), messages: [user('u1', 1, 'go'), reply('r1', 2)] }, null, 2);
  expect(read({ [name]: text }).sessions[0]!.digest.tokens?.input).toBe(40);
  expect(read({ [name]: text.slice(0, -50) }).tally.bad_lines).toBe(1);
  const empty = read({ [name]: JSON.stringify({ ...head(), messages: [] }) }).sessions[0]!.digest;
  expect([empty.tokens, empty.started, empty.status]).toEqual([null, time(0), 'open']);
});

it('a subagent is a session below its parent', () => {
  const child = 'aaaaaaaa-0000-4000-8000-000000000002';
  const { sessions } = read({
    [NAME]: [
      head(),
      user('u1', 1, 'go'),
      reply('r1', 2, {}, [call('c1', 'invoke_agent', { agent_name: 'generalist' }, 'success', { agentId: child })]),
    ],
    [`tmp/shop/chats/${S}/${child}.jsonl`]: [
      head(1, { sessionId: child, kind: 'subagent' }),
      user('u2', 1, 'look'),
      reply('r2', 2),
    ],
  });
  const digest = sessions.find(({ session }) => session === `${S}/${child}`)!.digest;
  expect([digest.parent, digest.agent, digest.user_messages, digest.tokens?.input]).toEqual([
    `gemini:${S}`,
    'generalist',
    0,
    40,
  ]);
});

describe('the folder in which it worked', () => {
  const cwd = (...records: unknown[]) => journal(...records).cwd;
  it('is found by its hash in what the session names, and never guessed', () => {
    expect(cwd(user('u1', 1, `<session_context>\n  - ${ROOT}\n</session_context>`), reply('r1', 2))).toBe(ROOT);
    expect(cwd(reply('r1', 2, {}, [call('a', 'read_file', { file_path: `${ROOT}/src/deep/a.ts` })]))).toBe(ROOT);
    expect(cwd(user('u1', 1, 'look at /srv/other/x'), reply('r1', 2))).toBe(null);
  });

  it('is what stands beside the chats', () => {
    const { sessions } = read({ [NAME]: [head(), user('u1', 1, 'go')], 'tmp/shop/.project_root': '/elsewhere/shop\n' });
    expect(sessions[0]!.cwd).toBe('/elsewhere/shop');
  });

  it('is a folder that the caller knows, by its hash', () => {
    const { sessions } = read(
      { [NAME]: [head(), user('u1', 1, 'go')] },
      { folderOf: (sha: string) => (sha === hash ? ROOT : null) },
    );
    expect(sessions[0]!.cwd).toBe(ROOT);
  });
});

it('looks where the environment or the home folder says, and opens no credentials', () => {
  const places = (env: Record<string, string>) => gemini.places({ env, home: '/home/dev', platform: 'linux' });
  expect(places({ GEMINI_CLI_HOME: '/g' })).toEqual(['/g/.gemini/tmp', '/home/dev/.gemini/tmp']);
  expect(gemini.places({ env: {}, home: null, platform: 'linux' })).toEqual([]);
  const path = written({
    'oauth_creds.json': JSON.stringify(head()),
    'tmp/shop/logs.json': JSON.stringify([{ sessionId: S }]),
    [NAME]: [head()],
  });
  expect(gemini.discover(path('')).map(({ files }) => files)).toEqual([[path(NAME)]]);
  expect(gemini.discover(path('oauth_creds.json'))).toEqual([]);
});

it('survives 300 mutations', () => {
  const messages = [
    user('u1', 1, [{ text: `<session_context>${ROOT}</session_context>` }]),
    user('u2', 1, 'go'),
    reply('r1', 2, {}, [
      call('a', 'read_file', { file_path: `${ROOT}/a` }, 'error'),
      call('b', 'write_file', { file_path: 'b' }, 'success', { agentId: 'x' }),
    ]),
    { id: 'i', timestamp: time(4), type: 'info', content: 'Request cancelled.' },
  ];
  readsMutated(gemini, [
    {
      name: NAME,
      text: lines([head(), { $set: { messages } }, ...messages, head(5), { $set: { messages, directories: [ROOT] } }]),
    },
    { name: NAME.slice(0, -1), text: JSON.stringify({ ...head(), messages }) },
  ]);
});
