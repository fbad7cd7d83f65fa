import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HarnessName } from '../../src/harnesses/transcripts.ts';
import { asLines, digest, LOG } from '../export/digests.ts';
import { type Repo, repo } from '../repo.ts';
import { putSession, putSubagent, replyId, type Said, type Scripted, sessionId } from './transcripts.ts';

const NOW = { KA_NOW: '2026-11-21T12:00:00.000Z', COLUMNS: '200' };
const ID = sessionId('unseen');
const ka = (at: Repo, ...args: string[]) => at.ka(args, { env: NOW });
const FLAG = 'unseen-subagents';

const reply = (name: string, s: number, more: Partial<Said> = {}): Said => ({
  ...{ id: replyId(name), s, input: 100_000, output: 0 },
  ...more,
});
const scripted = (at: Repo, said: Said[]): Scripted => ({ id: ID, cwd: at.root, start: '2026-11-20T10:00:00Z', said });
const task = { name: 'Agent', input: { subagent_type: 'reviewer', prompt: 'x' }, childId: 'aaaa1111' };

/** A session of two turns, the second of which started a subagent whose transcript is gone. */
function withGone(): Repo {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  putSession(at, scripted(at, [reply('a', 5), reply('b', 60, { asked: true, tool: task })]));
  return at;
}
const putGone = (at: Repo): string => putSubagent(at, scripted(at, [reply('r', 61)]), 'aaaa1111', 'reviewer');

test('the mark of a lower bound stands wherever the session counts, and goes when the transcript comes to light', () => {
  const at = withGone();
  const row = (): string => ka(at, 'sessions', 'list').out.split('\n')[1]!;
  expect(row()).toMatch(/ >200k +>\$0\.600 /);
  expect(ka(at, 'sessions', 'show', ID).out).toContain('\n>200k tokens (input >200k, ');
  const summary = ka(at, 'summary').out;
  expect(summary).toMatch(/^main .* >200k .* >\$0\.600 /m);
  expect(summary).toMatch(/^total .* >200k .* >\$0\.600 /m);
  expect(summary).toContain(
    '\n1 of the runs is a lower bound: no transcript of the subagents that it started is known\n',
  );
  expect(ka(at, 'retro').out).toContain('>200k tokens · >$0.600');
  ka(at, 'page', 'page.html');
  expect(at.read('page.html')).toContain('<dt>tokens</dt><dd>&gt;200k</dd>');
  expect(at.read('page.html')).toMatch(/<td[^>]*>&gt;200k<\/td>/);

  putGone(at);
  expect(row()).toMatch(/ 300k +\$0\.900 /);
  for (const line of [['summary'], ['retro'], ['sessions', 'show', ID], ['sessions', 'tree', ID]])
    expect(ka(at, ...line).out).not.toMatch(/>[\d$]|lower bound/);
  ka(at, 'page', 'page.html');
  expect(at.read('page.html')).not.toMatch(/&gt;[\d$]/);
});

test('a tree marks the call that started the subagent and what stands above it, and no other turn', () => {
  expect(ka(withGone(), 'sessions', 'tree', ID).out.split('\n').slice(1, 7)).toEqual([
    'main  [>$0.600, >200k tokens, at work 6 s]',
    '├─ ◆ turn 1  [$0.300, 100k tokens, at work 5 s, 50 %]',
    '│  └─ ◆ claude-sonnet-4-5-20250929  [$0.300, 100k tokens, 50 %]',
    '└─ ◆ turn 2  [>$0.300, >100k tokens, at work 1 s, 50 %]',
    '   └─ ◆ claude-sonnet-4-5-20250929  [>$0.300, >100k tokens, 50 %]',
    '      └─ Agent reviewer  [took 1 s]',
  ]);
});

test('--json says it where it says lower bounds: flags, lower_bound, and how many sessions', () => {
  const at = withGone();
  const least = { tokens: true, cost: true };
  expect(ka(at, 'sessions', 'list', '--json').json().sessions[0].flags).toEqual([FLAG]);
  expect(ka(at, 'sessions', 'show', ID, '--json').json()).toMatchObject({
    session: { flags: [FLAG] },
    total: { lower_bound: least },
  });
  const { tree } = ka(at, 'sessions', 'tree', ID, '--json').json();
  expect(tree.lower_bound).toEqual(least);
  expect(tree.children.map(({ lower_bound }: { lower_bound: object }) => lower_bound)).toEqual([
    { tokens: false, cost: false },
    least,
  ]);
  const summary = ka(at, 'summary', '--json').json();
  expect(summary).toMatchObject({ partial: 0, unseen_subagents: 1, total: { lower_bound: least } });
  expect(ka(at, 'retro', '--json').json().totals.lower_bound).toEqual(least);
});

test('an experiment on sessions takes no lower bound for a value; one on the agent takes its own tokens', () => {
  const at = withGone();
  const known = (...agent: string[]) => {
    const words = ['--hypothesis', 'a rule reduces tokens by 20%', '--dry-run', '--json', ...agent];
    return ka(at, 'exp', 'new', ...words).json().experiment.power.n;
  };
  expect([known(), known('--agent', 'main')]).toEqual([0, 1]);
  putGone(at);
  expect(known()).toBe(1);
});

test('no log and no export holds the flag', () => {
  const at = withGone();
  ka(at, 'summary');
  expect(JSON.parse(at.read(LOG)).flags).toEqual([]);
  const sent = (): string => {
    const { out, code } = ka(at, 'export', '--to', 'file', '--dry-run');
    expect(code).toBe(0);
    return out;
  };
  expect(sent()).toContain(ID);
  expect(sent()).not.toContain(FLAG);
});

test('a subagent that is known stays so where a view leaves it out', () => {
  const tools = [{ name: 'Task', calls: 1, errors: 0, p50_ms: null, p95_ms: null }];
  const root = digest(19, { agent: 'main', tools });
  // It ended two weeks before its session.
  const child = digest(5, { agent: 'reviewer', parent: root.id });
  const at = repo({ [LOG]: asLines([root, child]) });
  for (const chosen of [
    ['--agent', 'main'],
    ['--days', '3'],
  ]) {
    expect(ka(at, 'sessions', 'list', '--no-sync', ...chosen).out).not.toContain('>');
    const { total, unseen_subagents } = ka(at, 'summary', '--no-sync', '--json', ...chosen).json();
    expect([total.runs, total.lower_bound.tokens, unseen_subagents]).toEqual([1, false, 0]);
  }
  ka(at, 'page', 'page.html', '--no-sync', '--days', '3');
  expect(at.read('page.html')).toContain('<dt>runs, subagents too</dt><dd>1</dd>');
  expect(at.read('page.html')).not.toMatch(/&gt;[\d$]/);
});

test.each<[HarnessName, string, number | null, boolean]>([
  ['claude', 'Task', 0, true],
  ['claude', 'Agent', null, true],
  ['claude', 'Agent', 1, false],
  ['codex', 'spawn_agent', 0, true],
  ['gemini', 'invoke_agent', 0, true],
  ['gemini', 'delegate_to_agent', 0, true],
  ['opencode', 'task', 0, true],
  // Its subagents stand in the session's own transcript.
  ['copilot', 'task', 0, false],
  // Which session started it is not told.
  ['openclaw', 'sessions_spawn', 0, false],
])('%s, %s, %s failed: a subagent is missing: %s', (harness, name, errors, missing) => {
  const tools = [{ name, calls: 1, errors, p50_ms: null, p95_ms: null }];
  const at = repo({ [LOG]: asLines([digest(1, { id: `${harness}:s-0001`, harness, tools })]) });
  const { sessions } = ka(at, 'sessions', 'list', '--no-sync', '--json').json();
  expect(sessions[0].flags).toEqual(missing ? [FLAG] : []);
});

test('OpenCode: an exported session comes without its subagent, whose own export then takes the mark away', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const folder = join(at.home, '.local', 'share', 'opencode');
  const T = Date.parse('2026-11-20T10:00:00Z');
  const put = (id: string, parentID: string | undefined, parts: object[]): void => {
    mkdirSync(folder, { recursive: true });
    const said = (role: string, n: number, more: object, own: object[]) => ({
      info: { id: `msg_${id}${n}`, role, time: { created: T + n * 1000, completed: T + n * 1000 + 500 }, ...more },
      parts: own.map((part, i) => ({ id: `prt_${id}${n}${i}`, ...part })),
    });
    const model = { modelID: 'claude-sonnet-4', providerID: 'anthropic', cost: 0.25 };
    const tokens = { input: 1000, output: 0, reasoning: 0, cache: { read: 0, write: 0 } };
    const messages = [
      said('user', 0, {}, [{ type: 'text', text: 'go' }]),
      said('assistant', 1, { ...model, tokens }, parts),
    ];
    const info = { id, parentID, directory: at.root, version: '1.18.13', time: { created: T } };
    writeFileSync(join(folder, `${id}.json`), JSON.stringify({ info, messages }));
  };
  const state = {
    ...{ status: 'completed', input: { subagent_type: 'general', prompt: 'x' }, output: 'ok' },
    ...{ metadata: { sessionId: 'ses_child' }, time: { start: T + 1000, end: T + 1400 } },
  };
  put('ses_root', undefined, [{ type: 'tool', callID: 'c', tool: 'task', state }]);
  const row = (): string => ka(at, 'sessions', 'list').out.split('\n')[1]!;
  expect(row()).toMatch(/opencode +>1000 +>\$0\.250 /);
  put('ses_child', 'ses_root', []);
  expect(row()).toMatch(/opencode +2000 +\$0\.500 /);
});
