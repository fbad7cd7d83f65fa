import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';
import {
  putSession,
  putSubagent,
  replyId,
  type Said,
  type Scripted,
  sessionId,
  transcriptPath,
} from './transcripts.ts';

const NOW = { KA_NOW: '2026-11-21T12:00:00.000Z' };
const ID = sessionId('tree');

const scripted = (at: Repo, said: Said[], more: Partial<Scripted> = {}): Scripted => ({
  ...{ id: ID, cwd: at.root, start: '2026-11-20T10:00:00.000Z', said },
  ...more,
});
const ready = (): Repo => repo({ '.kaizen/config.yaml': '{}\n' });
const tree = (at: Repo, args: string[] = [ID], columns = 100) =>
  at.ka(['sessions', 'tree', ...args], { env: { ...NOW, COLUMNS: String(columns) } });
/** Costs $0.3 and what stands behind it: a million of input is $3. */
const dear = (name: string, more: Partial<Said> = {}): Said => ({
  ...{ id: replyId(name), s: 2, input: 100_000, output: 0 },
  ...more,
});

/** Two turns; the second starts a reviewer, which starts a subagent that nobody names. */
function withSubagents(): Repo {
  const at = ready();
  putSession(
    at,
    scripted(at, [
      dear('a', { tool: { name: 'Bash', input: { command: 'npm test -- --watch' }, error: true } }),
      dear('b', {
        s: 60,
        asked: true,
        input: 10_000,
        tool: { name: 'Task', input: { subagent_type: 'reviewer', prompt: 'look' }, childId: 'aaaa1111' },
      }),
      dear('c', { s: 70, input: 0 }),
    ]),
  );
  const edit = { name: 'Read', input: { file_path: `${at.root}/src/a.ts` } };
  const nested = { name: 'Task', input: { prompt: 'deeper' }, childId: 'bbbb2222' };
  putSubagent(
    at,
    scripted(at, [dear('r1', { s: 61, tool: edit }), dear('r2', { s: 63, tool: nested })]),
    'aaaa1111',
    'reviewer',
  );
  putSubagent(at, scripted(at, [dear('n', { s: 64, input: 40_000, cut: true })]), 'bbbb2222', null);
  return at;
}

test('turns, messages, calls and subagents below each other; marks where it failed and where the money went', () => {
  const { out, code, err } = tree(withSubagents());
  expect([code, err]).toEqual([0, '']);
  expect(out.trimEnd().split('\n')).toEqual([
    `claude:${ID}, 2026-11-20 10:00 to 2026-11-20 10:01 UTC`,
    'main  [>$1.05, >350k tokens, at work 13 s, 1 failed]',
    '├─ turn 1  [$0.300, 100k tokens, at work 2 s, 29 %, 1 failed]',
    '│  └─ claude-sonnet-4-5-20250929  [$0.300, 100k tokens, 29 %, 1 failed]',
    '│     └─ ! Bash npm test  [took 1 s]',
    '└─ ◆ turn 2  [>$0.750, >250k tokens, at work 11 s, 71 %]',
    '   ├─ ◆ claude-sonnet-4-5-20250929  [>$0.750, >250k tokens, 71 %]',
    '   │  └─ ◆ Task reviewer  [>$0.720, >240k tokens, took 1 s, 69 %]',
    '   │     └─ ◆ reviewer  [>$0.720, >240k tokens, at work 1 min 3 s]',
    '   │        └─ ◆ turn 1  [>$0.720, >240k tokens, at work 1 min 3 s, 69 %]',
    '   │           ├─ claude-sonnet-4-5-20250929  [$0.300, 100k tokens, 29 %]',
    '   │           │  └─ Read src/a.ts  [took 1 s]',
    '   │           └─ claude-sonnet-4-5-20250929  [>$0.420, >140k tokens, 40 %]',
    '   │              └─ Task  [>$0.120, >40k tokens, took 1 s, 11 %]',
    '   │                 └─ unnamed  [>$0.120, >40k tokens, at work 1 min 4 s]',
    '   │                    └─ turn 1  [>$0.120, >40k tokens, at work 1 min 4 s, 11 %]',
    '   │                       └─ claude-sonnet-4-5-20250929  [>$0.120, >40k tokens, 11 %]',
    '   └─ claude-sonnet-4-5-20250929  [$0.000, 0 tokens, 0 %]',
  ]);
});

test('the tree is what the list says: one cost, the same names and times, each part the sum of what it holds', () => {
  const at = withSubagents();
  const { sessions } = at.ka(['sessions', 'list', '--json'], { env: NOW }).json();
  const { tree: root, id } = tree(at, [ID, '--json']).json();
  expect(id).toBe(`claude:${ID}`);
  const nanos = (usd: number | null): number => Math.round((usd ?? 0) * 1e9);
  expect(nanos(root.cost_usd)).toBe(sessions.reduce((sum: number, one: any) => sum + nanos(one.cost_usd), 0));
  const found: any[] = [];
  const visit = (node: any): void => {
    if (node.kind === 'session') found.push([node.name, node.ms]);
    if (node.kind !== 'message' && node.children.length > 0) {
      expect(nanos(node.cost_usd)).toBe(node.children.reduce((sum: number, one: any) => sum + nanos(one.cost_usd), 0));
    }
    node.children.forEach(visit);
  };
  visit(root);
  expect(found.sort()).toEqual(sessions.map((one: any) => [one.agent, one.working_ms]).sort());
});

test('an agent that a hook named is so called in the tree too', () => {
  const at = withSubagents();
  const event = { session_id: ID, transcript_path: transcriptPath(at, ID), cwd: at.root, agent_type: 'tdd-workflow' };
  for (const hook_event_name of ['SessionStart', 'SessionEnd'])
    at.ka(['hook', 'claude'], { env: NOW, input: JSON.stringify({ ...event, hook_event_name }) });
  expect(tree(at).out).toMatch(/^tdd-workflow {2}\[/m);
});

test('--depth cuts below a level and says how to see more; a subagent has a tree of its own', () => {
  const at = withSubagents();
  const two = tree(at, [ID, '--depth', '2']).out.trimEnd().split('\n');
  expect(two.map((line) => line.replace(/ {2}\[.*/, ''))).toEqual([
    `claude:${ID}, 2026-11-20 10:00 to 2026-11-20 10:01 UTC`,
    'main',
    '├─ turn 1',
    '│  └─ claude-sonnet-4-5-20250929',
    '└─ ◆ turn 2',
    '   ├─ ◆ claude-sonnet-4-5-20250929',
    '   └─ claude-sonnet-4-5-20250929',
    '… 11 parts deeper: --depth 3',
  ]);
  expect(tree(at, [ID, '--depth', '99']).out).not.toContain('deeper');
  const json = tree(at, [ID, '--depth', '1', '--json']).json();
  expect(json.tree.children.map((one: any) => [one.name, one.children])).toEqual([
    ['turn 1', []],
    ['turn 2', []],
  ]);
  expect(tree(at, [`${ID}/bbbb`]).out).toMatch(/^unnamed {2}\[>\$0\.120, .*\n└─ turn 1 /m);
});

test('a long session is shown as deep as a screen holds, in JSON whole', () => {
  const at = ready();
  const said = Array.from({ length: 30 }, (_, n) =>
    dear(`m${n}`, { s: 10 + n * 10, asked: n === 15, tool: { name: 'Bash', input: { command: 'ls' } } }),
  );
  putSession(at, scripted(at, said));
  const lines = tree(at).out.trimEnd().split('\n');
  // Two turns with thirty messages: the thirty calls below them are one level too many.
  expect([lines.length, lines.at(-1)]).toEqual([35, '… 30 parts deeper: --depth 3']);
  expect(JSON.stringify(tree(at, [ID, '--json']).json()).match(/"Bash ls"/g)).toHaveLength(30);
});

test('a prompt that nobody answered is no turn', () => {
  const at = ready();
  const path = putSession(at, scripted(at, [dear('a')]));
  const prompt = JSON.parse(readFileSync(path, 'utf8').split('\n')[0]!);
  appendFileSync(
    path,
    `${JSON.stringify({ ...prompt, uuid: sessionId('x'), timestamp: '2026-11-20T10:05:00.000Z' })}\n`,
  );
  expect(tree(at).out.trimEnd().split('\n').at(-1)).toBe('└─ prompt without a reply');
});

test('in a narrow terminal a name gives way, what it cost does not', () => {
  const at = ready();
  const file_path = `${at.root}/src/${'deep/'.repeat(20)}end.ts`;
  const plan = { name: 'Task', input: { subagent_type: 'reviewer', prompt: 'x' }, childId: 'aaaa1111' };
  putSession(
    at,
    scripted(at, [dear('a', { tool: { name: 'Read', input: { file_path } } }), dear('b', { s: 3, tool: plan })]),
  );
  putSubagent(at, scripted(at, [dear('r', { s: 4 })]), 'aaaa1111', 'reviewer');
  const { out } = tree(at, [ID], 60);
  expect(out.split('\n').slice(0, 2).join(' ')).toBe(`claude:${ID}, 2026-11-20 10:00 UTC`);
  for (const line of out.trimEnd().split('\n')) expect(line.length).toBeLessThanOrEqual(60);
  expect(out).toMatch(/Read src\/deep\/.*….*end\.ts {2}\[took 1 s\]/);
  expect(out.match(/\$0\.300/g)!.length).toBeGreaterThan(3);
});

test('an id that nobody has, one that several begin with, a transcript that is gone: exit 2, why, and what to do', () => {
  const at = withSubagents();
  const other = sessionId('other');
  putSession(at, { ...scripted(at, [dear('o')]), id: other });
  const failed = (id: string) => {
    const { code, out, err } = tree(at, [id]);
    expect([code, out]).toEqual([2, '']);
    return err;
  };
  expect(failed('zz')).toMatch(/No session is called zz\..*try: ka sessions list/s);
  const several = failed('claude:');
  expect(several).toMatch(/claude: may be .* or .*try: ka sessions list/s);
  for (const id of [ID, other]) expect(several).toContain(id);
  expect(tree(at, [other.slice(0, 8)]).code).toBe(0);
  rmSync(transcriptPath(at, other));
  expect(failed(other)).toMatch(
    new RegExp(`transcript of ${other} is not on this machine.*try: ka sessions show ${other}`, 's'),
  );
  expect(at.ka(['sessions', 'show', other], { env: NOW }).code).toBe(0);
});
