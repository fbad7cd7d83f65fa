import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, test, vi } from 'vitest';
import { type Ran, type Repo, repo } from '../repo.ts';

const PROGRAM = join(import.meta.dirname, '../..', process.env.KA_DIST ?? 'dist', 'ka.cjs');
const MEMORY = '---\nagent: main\nupdated: 2026-11-20\n---\n## What works\n- 2026-11-20: small steps\n';
const FILES = { '.kaizen/agents/main/memory.md': MEMORY };
const ID = '01a1fefd-8115-7391-84d2-ec9906cc0571';
const NOW = '2026-11-21T16:50:00Z';
const ENV = { KA_NOW: NOW, KA_DETACHED: 'wait' };

const quiet = (ran: Ran, out = ''): void => expect([ran.code, ran.out, ran.err]).toEqual([0, out, '']);
const lines = (path: string): any[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
const records = (r: Repo, agent = 'main'): any[] => lines(join(r.root, '.kaizen/metrics', agent, 'executions.jsonl'));
const digests = (r: Repo): any[] => lines(join(r.root, '.kaizen/sessions/2026-11.jsonl'));
const log = (r: Repo): string => {
  const path = join(r.root, '.kaizen/local/hook.log');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};
const put = (path: string, rows: readonly unknown[]): string => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  // Whether a run fell silent is told by when its transcript was written.
  utimesSync(path, new Date(NOW), new Date(NOW));
  return path;
};
const hook = (r: Repo, harness: string, payload: object, env: Record<string, string> = {}): Ran =>
  r.ka(['hook', harness], { input: JSON.stringify(payload), env: { ...ENV, ...env } });

/** A session of Codex with one call of a model. */
const codexSession = (r: Repo): string =>
  put(join(r.home, `.codex/sessions/2026/11/21/rollout-2026-11-21T16-43-08-${ID}.jsonl`), [
    line('session_meta', { id: ID, timestamp: at(8), cwd: r.root, cli_version: '0.169.0', originator: 'codex_exec' }),
    line('event_msg', { type: 'task_started', turn_id: 't1' }),
    line('turn_context', { turn_id: 't1', cwd: r.root, model: 'gpt-5.2-codex' }),
    line('event_msg', { type: 'user_message', message: 'say hi' }),
    line('event_msg', {
      type: 'token_count',
      info: { total_token_usage: usage, last_token_usage: usage, model_context_window: 1000 },
    }),
    line('event_msg', { type: 'task_complete', turn_id: 't1' }),
  ]);
const at = (second: number): string => `2026-11-21T16:43:${String(second).padStart(2, '0')}.000Z`;
let second = 8;
const line = (type: string, payload: object) => ({ timestamp: at(second++ % 60), type, payload });
const usage = {
  input_tokens: 120,
  cached_input_tokens: 20,
  output_tokens: 24,
  reasoning_output_tokens: 4,
  total_tokens: 144,
};

/** A session of Copilot CLI with its usage at shutdown. */
const copilotSession = (r: Repo): string => {
  const row = (type: string, data: object, s: number) => ({
    type,
    data,
    id: `e${s}`,
    timestamp: at(s),
    parentId: null,
  });
  return put(join(r.home, `.copilot/session-state/${ID}/events.jsonl`), [
    row('session.start', { sessionId: ID, copilotVersion: '1.0.102', startTime: at(1), context: { cwd: r.root } }, 1),
    row('user.message', { content: 'say hi' }, 2),
    row('assistant.message', { messageId: 'm1', model: 'gpt-5', content: 'hi', toolRequests: [], outputTokens: 24 }, 3),
    row(
      'session.shutdown',
      {
        modelMetrics: {
          'gpt-5': {
            requests: { count: 1, cost: 1 },
            usage: { inputTokens: 120, outputTokens: 24, cacheReadTokens: 0, cacheWriteTokens: 0 },
          },
        },
      },
      4,
    ),
  ]);
};

describe('Codex', () => {
  const base = (r: Repo, name: string, transcript: string) => ({
    session_id: ID,
    transcript_path: transcript,
    cwd: r.root,
    hook_event_name: name,
    model: 'gpt-5.2-codex',
    permission_mode: 'bypassPermissions',
  });

  it('starts with the brief, and its end leaves one digest and one record, bound to what git showed', () => {
    const r = repo(FILES);
    const head = r.git('rev-parse', 'HEAD').trim();
    const transcript = codexSession(r);
    const start = hook(r, 'codex', { ...base(r, 'SessionStart', transcript), source: 'startup' });
    expect(start.json()).toEqual({
      hookSpecificOutput: { hookEventName: 'SessionStart', additionalContext: expect.stringContaining('small steps') },
    });
    quiet(hook(r, 'codex', { ...base(r, 'Stop', transcript), turn_id: 't1', stop_hook_active: false }));
    expect(records(r)).toEqual([]);
    quiet(hook(r, 'codex', { ...base(r, 'SessionEnd', transcript), reason: 'other' }));
    expect(log(r)).toBe('');
    expect(digests(r)).toMatchObject([
      { id: `codex:${ID}`, agent: 'main', git: { start: head, end: head, bound_by: 'hook' }, tokens: { input: 100 } },
    ]);
    expect(records(r)).toMatchObject([
      {
        session_id: ID,
        harness: 'codex',
        success: null,
        tokens: { input: 100, output: 24, reasoning: 4, cache_read: 20 },
        git: { start: head, end: head },
      },
    ]);
  });

  it('says the same however often an end is told, and a sync adds nothing', () => {
    const r = repo(FILES);
    const transcript = codexSession(r);
    for (let i = 0; i < 3; i++) quiet(hook(r, 'codex', { ...base(r, 'SessionEnd', transcript), reason: 'other' }));
    r.ka(['sessions', 'sync'], { env: ENV });
    expect([digests(r).length, records(r).length]).toEqual([1, 1]);
  });

  it('an approved collector measures it, once', () => {
    const agent =
      '---\nname: main\ndescription: d\nmetrics:\n  collect: {command: "echo x >> ran; exit 0", parse: exit-code}\n---\nx\n';
    const r = repo({ ...FILES, 'agents/main.md': agent });
    const transcript = codexSession(r);
    r.ka(['metrics', 'collect', 'main', '--trust'], { env: ENV });
    r.write('ran', '');
    for (let i = 0; i < 2; i++) quiet(hook(r, 'codex', { ...base(r, 'SessionEnd', transcript), reason: 'other' }));
    expect(log(r)).toBe('');
    expect(r.read('ran')).toBe('x\n');
    const [one, ...more] = r.ka(['metrics', 'show', 'main', '--json'], { env: ENV }).json().executions;
    expect([one, more]).toMatchObject([{ session_id: ID, success: true, tokens: { input: 100 } }, []]);
  });

  it('a run whose end never came is written by the command that looks at it', () => {
    const r = repo(FILES);
    const transcript = codexSession(r);
    hook(r, 'codex', base(r, 'SessionStart', transcript));
    const later = { env: { ...ENV, KA_NOW: '2026-11-21T18:00:00Z' } };
    expect(r.ka(['metrics', 'show', 'main', '--json'], later).json().summary.count).toBe(1);
    expect(digests(r)).toHaveLength(1);
  });

  it('a run whose end never came is written by the next start', () => {
    const r = repo(FILES);
    hook(r, 'codex', base(r, 'SessionStart', codexSession(r)));
    const next = { ...base(r, 'SessionStart', join(r.home, 'none.jsonl')), session_id: 'another' };
    hook(r, 'codex', next, { KA_NOW: '2026-11-21T18:00:00Z' });
    expect(records(r)).toHaveLength(1);
  });
});

describe('Copilot', () => {
  const own = (r: Repo, more: object) => ({ sessionId: ID, timestamp: 1795279361388, cwd: r.root, ...more });
  const claudes = (r: Repo, name: string, more: object = {}) => ({
    hook_event_name: name,
    session_id: ID,
    timestamp: at(1),
    cwd: r.root,
    ...more,
  });

  it('takes the brief in its own form', () => {
    const r = repo(FILES);
    const { json } = hook(r, 'copilot', own(r, { source: 'new', initialPrompt: 'say hi' }));
    expect(json()).toEqual({ additionalContext: expect.stringContaining('small steps') });
  });

  it('a subagent that stops opens no session: it stands in its parent’s transcript', () => {
    const r = repo(FILES);
    const more = { transcriptPath: copilotSession(r), stopReason: 'end_turn', agentType: 'explore' };
    quiet(hook(r, 'copilot', own(r, { ...more, sessionId: 'sub-1', agentId: 'sub-1', parentAgentId: ID })));
    expect(existsSync(join(r.root, '.kaizen/local/open'))).toBe(false);
    expect(log(r)).toBe('');
  });

  it("a session that is told by its own hooks and by Claude's settings is recorded once, and briefed once", () => {
    const r = repo(FILES);
    const transcript = copilotSession(r);
    expect(hook(r, 'copilot', own(r, { source: 'new', initialPrompt: 'x' })).out).toContain('small steps');
    quiet(hook(r, 'claude', claudes(r, 'SessionStart', { source: 'new', initial_prompt: 'x' })));
    quiet(hook(r, 'copilot', own(r, { transcriptPath: transcript, stopReason: 'end_turn' })));
    quiet(hook(r, 'claude', claudes(r, 'Stop', { transcript_path: transcript, stop_reason: 'end_turn' })));
    quiet(hook(r, 'copilot', own(r, { reason: 'complete' })));
    quiet(hook(r, 'claude', claudes(r, 'SessionEnd', { reason: 'complete' })));
    expect(log(r)).toBe('');
    expect(digests(r)).toMatchObject([{ id: `copilot:${ID}`, harness: 'copilot' }]);
    expect(records(r)).toMatchObject([{ harness: 'copilot', session_id: ID, tokens: { input: 120, output: 24 } }]);
  });
});

test('two ends at once, each with a process of its own, leave one digest and one record', async () => {
  const r = repo(FILES);
  const transcript = codexSession(r);
  const payload = { session_id: ID, transcript_path: transcript, cwd: r.root, hook_event_name: 'SessionEnd' };
  const { KA_NOW } = ENV;
  const fire = () =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [PROGRAM, 'hook', 'codex'], {
        cwd: r.root,
        env: { PATH: process.env.PATH, HOME: r.home, KA_NOW },
      });
      child.on('close', resolve);
      child.stdin.end(JSON.stringify(payload));
    });
  expect(await Promise.all([fire(), fire(), fire()])).toEqual([0, 0, 0]);
  await vi.waitFor(() => expect([digests(r).length, records(r).length]).toEqual([1, 1]), { timeout: 60_000 });
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect([digests(r).length, records(r).length, log(r)]).toEqual([1, 1, '']);
});

describe('Gemini', () => {
  it('always answers with JSON', () => {
    const r = repo(FILES);
    const base = { session_id: ID, transcript_path: join(r.home, '.gemini/tmp/r/chats/session-x.jsonl'), cwd: r.root };
    const event = (name: string, more: object = {}) => ({ ...base, hook_event_name: name, timestamp: at(1), ...more });
    expect(hook(r, 'gemini', event('SessionStart', { source: 'startup' })).json()).toMatchObject({
      hookSpecificOutput: { additionalContext: expect.stringContaining('small steps') },
    });
    quiet(hook(r, 'gemini', event('AfterAgent', { prompt: 'x', prompt_response: 'y' })), '{}\n');
    quiet(hook(r, 'gemini', event('SessionEnd', { reason: 'exit' })), '{}\n');
    quiet(hook(r, 'gemini', event('BeforeTool')), '{}\n');
  });
});

describe('Cursor, OpenCode and Goose', () => {
  it('answer as their contracts say, and note the run', () => {
    const r = repo(FILES);
    const cursor = { conversation_id: ID, generation_id: 'g', cursor_version: '3.1', workspace_roots: [r.root] };
    expect(hook(r, 'cursor', { ...cursor, hook_event_name: 'sessionStart' }).json()).toEqual({
      additional_context: expect.stringContaining('small steps'),
    });
    quiet(hook(r, 'cursor', { ...cursor, hook_event_name: 'beforeShellExecution', command: 'ls' }));
    quiet(hook(r, 'cursor', { ...cursor, hook_event_name: 'stop', status: 'completed' }));
    const opencode = { sessionID: 'ses_1', directory: r.root };
    expect(hook(r, 'opencode', { ...opencode, event: 'session.created' }).json()).toEqual({
      system: expect.stringContaining('small steps'),
    });
    quiet(hook(r, 'opencode', { ...opencode, event: 'session.idle' }));
    quiet(hook(r, 'goose', { event: 'SessionStart', session_id: '20261121_1' }));
    quiet(hook(r, 'goose', { event: 'SessionEnd', session_id: '20261121_1' }));
    const notes = readdirSync(join(r.root, '.kaizen/local/open')).sort();
    expect(notes).toEqual([ID, '20261121_1', 'ses_1'].sort());
    expect(log(r)).toBe('');
  });
});

test("the end of Claude Code's session leaves its digest too, and still one record", () => {
  const r = repo(FILES);
  const transcript = join(r.home, '.claude/projects/shop', `${ID}.jsonl`);
  mkdirSync(dirname(transcript), { recursive: true });
  const text = readFileSync(join(import.meta.dirname, '../fixtures/claude/growing.jsonl'), 'utf8');
  writeFileSync(transcript, text.replaceAll(/"cwd":"[^"]*"/g, `"cwd":${JSON.stringify(r.root)}`));
  const base = { session_id: ID, transcript_path: transcript, cwd: r.root };
  hook(r, 'claude', { ...base, hook_event_name: 'SessionStart', source: 'startup' });
  hook(r, 'claude', { ...base, hook_event_name: 'SessionEnd', reason: 'other' });
  expect(digests(r)).toMatchObject([{ id: `claude:${ID}`, git: { bound_by: 'hook' } }]);
  expect(records(r)).toHaveLength(1);
  expect(records(r)[0].source).toBe('hook');
});

const HARNESSES = ['claude', 'codex', 'gemini', 'copilot', 'cursor', 'opencode', 'goose'];

describe('hooks never fail', () => {
  it.each([...HARNESSES, 'openclaw', 'emacs', ''])('%s: garbage on stdin, no .kaizen, odd types', (harness) => {
    const silence = harness === 'gemini' ? '{}\n' : '';
    const r = repo(FILES);
    const odd = { session_id: 1, sessionId: [], conversation_id: {}, sessionID: null, event: 7, hook_event_name: 'x' };
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    for (const input of ['', '\0', 'nonsense', 'null', '[]', '{', '"x"', deep, JSON.stringify(odd)]) {
      quiet(r.ka(['hook', harness], { input, env: ENV }), silence);
    }
    const bare = repo();
    quiet(hook(bare, harness, { session_id: ID, hook_event_name: 'SessionStart', cwd: bare.root }), silence);
    expect(existsSync(join(bare.root, '.kaizen'))).toBe(false);
  });
});

describe('raw events', () => {
  const event = { session_id: 's', hook_event_name: 'Notification', transcript_path: '/x.jsonl', message: 'a\nb' };

  it('are kept as they came, a file a day, under local', () => {
    const r = repo(FILES);
    hook(r, 'claude', { ...event, cwd: r.root });
    r.ka(['hook', 'claude'], { input: JSON.stringify({ ...event, cwd: r.root }, null, 2), env: ENV });
    const kept = lines(join(r.root, '.kaizen/local/events/2026-11-21.jsonl'));
    expect(kept).toHaveLength(2);
    expect(r.git('status', '--porcelain', '-uall')).toBe('');
    expect(kept[1]).toEqual({ at: '2026-11-21T16:50:00.000Z', harness: 'claude', event: { ...event, cwd: r.root } });
  });

  it('are packed after seven days and dropped after the retention, by a sync and by no hook', () => {
    const r = repo({ ...FILES, '.kaizen/config.yaml': 'retention_days: 30\n' });
    const [week, month] = ['2026-11-12.jsonl', '2026-10-01.jsonl.gz'].map((name) => {
      const path = join(r.root, '.kaizen/local/events', name);
      put(path, [{ at: 'x' }]);
      return path;
    });
    hook(r, 'claude', { ...event, cwd: r.root });
    expect([existsSync(week!), existsSync(month!)]).toEqual([true, true]);
    r.ka(['sessions', 'sync'], { env: ENV });
    expect(readdirSync(join(r.root, '.kaizen/local/events'))).toEqual(['2026-11-12.jsonl.gz', '2026-11-21.jsonl']);
    expect(gunzipSync(readFileSync(`${week}.gz`)).toString()).toBe('{"at":"x"}\n');
  });
});
