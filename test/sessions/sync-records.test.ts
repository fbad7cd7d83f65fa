import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';
import { LOG, NOW, sessionsOf, sync } from './synced.ts';
import {
  logOf,
  putSession,
  putSubagent,
  recordsOf,
  replyId,
  type Scripted,
  sessionId,
  transcriptPath,
} from './transcripts.ts';

const ID = sessionId('s');
const SUBAGENT = `${ID}/a1b2c3d4`;

const scripted = (at: Repo, more: Partial<Scripted> = {}): Scripted => ({
  id: ID,
  cwd: at.root,
  start: '2026-11-20T10:00:00.000Z',
  said: [{ id: replyId('s1'), s: 5, input: 100 }],
  ...more,
});
const putNamed = (at: Repo, name: string | null): string =>
  putSubagent(at, scripted(at, { said: [{ id: replyId('sub'), s: 6, input: 40 }] }), 'a1b2c3d4', name);
const hook = (at: Repo, name: string, more: object = {}): void => {
  const event = { session_id: ID, transcript_path: transcriptPath(at, ID), cwd: at.root, hook_event_name: name };
  const ran = at.ka(['hook', 'claude'], {
    env: NOW,
    input: JSON.stringify({ source: 'startup', reason: 'other', ...event, ...more }),
  });
  expect([ran.code, ran.err]).toEqual([0, '']);
};
const record = (at: Repo, ...args: string[]): void => {
  expect(at.ka(['metrics', 'record', ...args], { env: NOW }).code).toBe(0);
};
const digestOf = (at: Repo, id = ID) => sessionsOf(at).find((one: { session_id: string }) => one.session_id === id);
const own = (at: Repo, id = ID) => recordsOf(at, NOW).filter(({ session_id }) => session_id === id);
const READY = { '.kaizen/config.yaml': '{}\n' };

test("hook, caller and sync in any order: one record, the caller's outcome, the hook's commits", () => {
  const steps: Record<string, (at: Repo) => void> = {
    hook: (at) => {
      hook(at, 'SessionStart');
      hook(at, 'SessionEnd');
    },
    caller: (at) => record(at, 'main', '--session', ID, '--success', '--quality', '0.9'),
    sync: (at) => sync(at),
  };
  const seen: unknown[] = [];
  for (const order of [
    ['hook', 'caller', 'sync'],
    ['caller', 'sync', 'hook'],
    ['sync', 'hook', 'caller'],
    ['sync', 'caller', 'hook'],
  ]) {
    const at = repo(READY);
    putSession(at, scripted(at));
    for (const step of order) steps[step]!(at);
    sync(at);
    const [one, ...more] = own(at);
    expect([order, more]).toEqual([order, []]);
    expect(one).toMatchObject({
      agent: 'main',
      success: true,
      outcome_by: 'caller',
      quality_score: 0.9,
      tokens: { input: 100 },
    });
    const head = at.git('rev-parse', 'HEAD').trim();
    expect([order, digestOf(at).git]).toMatchObject([order, { start: head, end: head, bound_by: 'hook' }]);
    const before = at.read(LOG);
    sync(at);
    expect(at.read(LOG)).toBe(before);
    // Who wrote last, and when, is all in which they may differ.
    seen.push({ ...one, recorded_at: null, source: null, git: { ...one.git, start: null, end: null } });
  }
  for (const one of seen) expect(one).toEqual(seen[0]);
});

test('a caller names the agent of a session that nobody saw: its record is the one, whoever came first', () => {
  for (const first of ['sync', 'caller']) {
    const at = repo(READY);
    putSession(at, scripted(at));
    if (first === 'sync') sync(at);
    record(at, 'tdd-workflow', '--session', ID, '--failure');
    sync(at);
    expect(own(at)).toMatchObject([{ agent: 'tdd-workflow', success: false, tokens: { input: 100 } }]);
    expect(digestOf(at)).toMatchObject({ agent: 'tdd-workflow', agent_by: 'caller' });
  }
});

/** What an export would send, as a dry run says it and then as it is. */
const exported = (at: Repo): [dry: string, real: string] => {
  const run = (...more: string[]) => at.ka(['export', '--to', 'file', '--out', '-', ...more], { env: NOW }).out;
  return [run('--dry-run'), run()];
};
const executions = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ kind }) => kind === 'execution');

test('the dry run of an export knows which record would be withdrawn, and prints what is sent then', () => {
  const at = repo(READY);
  putSession(at, scripted(at));
  sync(at);
  record(at, 'tdd-workflow', '--session', ID, '--failure');
  expect(
    own(at)
      .map(({ agent }) => agent)
      .sort(),
  ).toEqual(['main', 'tdd-workflow']);
  const [dry, real] = exported(at);
  expect(dry).toBe(real);
  expect(executions(dry)).toMatchObject([{ agent: 'tdd-workflow', success: false, tokens: { input: 100 } }]);
});

test('the dry run of an export knows which outcome a session would claim', () => {
  for (const known of [true, false]) {
    const at = repo(READY);
    const told = { agent: 'main', success: true, quality_score: 0.8, parent: `claude:${ID}` };
    const { id } = at
      .ka(['metrics', 'record', 'main', '--json'], { env: NOW, input: JSON.stringify(told) })
      .json().record;
    const call = {
      id: replyId('s2'),
      s: 9,
      input: 30,
      tool: { name: 'Bash', input: { command: 'ka metrics record' } },
    };
    if (known) {
      putSession(at, scripted(at));
      sync(at);
    }
    const path = putSession(at, scripted(at, { said: [...scripted(at).said, call] }));
    writeFileSync(path, readFileSync(path, 'utf8').replace('"content":"ok"', `"content":"recorded ${id}"`));
    const [dry, real] = exported(at);
    expect(dry).toBe(real);
    expect(executions(dry)).toMatchObject([
      { session_id: ID, success: true, quality_score: 0.8, tokens: { input: 130 } },
    ]);
  }
});

test('the dry run of an export gives an outcome that two runs show to the first alone, as the run does', () => {
  const at = repo(READY);
  putSession(at, scripted(at));
  const told = { agent: 'tdd', success: true, quality_score: 0.8, parent: `claude:${ID}` };
  const { id } = at.ka(['metrics', 'record', 'tdd', '--json'], { env: NOW, input: JSON.stringify(told) }).json().record;
  const shown = ['a1b2c3d4', 'b1b2c3d4'].map((agentId) => {
    const tool = { name: 'Bash', input: { command: 'ka metrics record' } };
    const said = [{ id: replyId(agentId), s: 9, input: 30, tool }];
    const path = putSubagent(at, scripted(at, { said }), agentId, 'tdd');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"content":"ok"', `"content":"recorded ${id}"`));
    return `${ID}/${agentId}`;
  });
  const [dry, real] = exported(at);
  expect(dry).toBe(real);
  const of = executions(dry).filter(({ session_id }) => shown.includes(session_id));
  expect(of.map(({ success }) => success).sort()).toEqual([null, true]);
});

test("the agent that a hook named beats what a caller says of the session; the caller's own record stays", () => {
  const at = repo(READY);
  putSession(at, scripted(at));
  record(at, 'tdd-workflow', '--session', ID, '--success');
  hook(at, 'SessionStart');
  hook(at, 'SessionEnd');
  sync(at);
  expect(digestOf(at)).toMatchObject({ agent: 'main', agent_by: 'hook' });
  expect(own(at).map(({ agent, success }) => [agent, success])).toEqual([
    ['main', null],
    ['tdd-workflow', true],
  ]);
});

test('a subagent: named by the transcript, by the hook above it, else unnamed in digest and record alike', () => {
  const named = repo(READY);
  putSession(named, scripted(named));
  putNamed(named, 'reviewer');
  sync(named);
  expect([digestOf(named, SUBAGENT).agent, own(named, SUBAGENT)[0].agent]).toEqual(['reviewer', 'reviewer']);
  expect(own(named, SUBAGENT)[0].parent).toBe(`claude:${ID}`);

  const at = repo(READY);
  putSession(at, scripted(at));
  const path = putNamed(at, null);
  sync(at);
  expect([digestOf(at, SUBAGENT).agent, own(at, SUBAGENT)[0].agent]).toEqual(['unnamed', 'unnamed']);
  // A hook that comes late names it: the record moves, and no second one stays.
  const agent = { agent_id: 'a1b2c3d4', agent_type: 'scout', agent_transcript_path: path };
  hook(at, 'SubagentStart', agent);
  hook(at, 'SubagentStop', agent);
  sync(at);
  expect(own(at, SUBAGENT).map((one) => one.agent)).toEqual(['scout']);
  expect(digestOf(at, SUBAGENT)).toMatchObject({ agent: 'scout', agent_by: 'hook' });
});

test('a withdrawn record stays withdrawn, also under another agent', () => {
  const at = repo(READY);
  putSession(at, scripted(at));
  record(at, 'tdd-workflow', '--session', ID, '--success');
  at.ka(['metrics', 'void', own(at)[0].id], { env: NOW });
  sync(at);
  expect(own(at)).toEqual([]);
  putSession(at, scripted(at, { said: [...scripted(at).said, { id: replyId('s2'), s: 50 }] }));
  sync(at);
  expect(own(at)).toEqual([]);
});

test('what was pruned does not come back: neither digest nor record', () => {
  const at = repo(READY);
  putSession(at, scripted(at));
  putSession(
    at,
    scripted(at, { id: sessionId('old'), start: '2026-01-02T10:00:00.000Z', said: [{ id: replyId('o'), s: 1 }] }),
  );
  sync(at);
  expect(recordsOf(at, NOW)).toHaveLength(2);
  expect(at.ka(['metrics', 'prune', '--json'], { env: NOW }).json()).toMatchObject({
    pruned: 1,
    sessions: { digests: 1 },
  });
  rmSync(join(at.root, '.kaizen/local'), { recursive: true });
  sync(at);
  expect(recordsOf(at, NOW).map(({ session_id }) => session_id)).toEqual([ID]);
  expect(logOf(at, '.kaizen/sessions/2026-01.jsonl').map(({ id }) => id)).toEqual(['cut']);
});

test("the record of a past session does not take today's definition; a hook's definition fills the digest", () => {
  const file = '---\nname: tdd-workflow\ndescription: d\n---\nbody\n';
  const at = repo({ ...READY, 'agents/tdd-workflow.md': file });
  putSession(at, scripted(at));
  putNamed(at, 'tdd-workflow');
  sync(at);
  expect([own(at, SUBAGENT)[0].definition ?? null, digestOf(at, SUBAGENT).definition]).toEqual([null, null]);

  const hooked = repo({ ...READY, 'agents/tdd-workflow.md': file });
  putSession(hooked, scripted(hooked));
  const agent = { agent_id: 'a1b2c3d4', agent_type: 'tdd-workflow', agent_transcript_path: putNamed(hooked, null) };
  hook(hooked, 'SubagentStart', agent);
  hook(hooked, 'SubagentStop', agent);
  sync(hooked);
  const hash = createHash('sha256').update(file).digest('hex');
  expect([own(hooked, SUBAGENT)[0].definition, digestOf(hooked, SUBAGENT).definition]).toEqual([hash, hash]);
});

test('a session whose end was missed: its run is finished by the sync, as the note names it', () => {
  const at = repo(READY);
  putSession(at, scripted(at));
  hook(at, 'SessionStart', { agent_type: 'scout' });
  const later = { KA_NOW: '2026-11-21T13:00:00.000Z' };
  expect(at.ka(['sessions', 'sync', '--json'], { env: later }).json()).toMatchObject({ own: 1 });
  expect(own(at)).toMatchObject([{ agent: 'scout', tokens: { input: 100 } }]);
  expect(digestOf(at)).toMatchObject({ agent: 'scout', agent_by: 'hook' });
});
