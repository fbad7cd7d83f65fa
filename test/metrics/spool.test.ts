import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownerText, thisOwner } from '../../src/store/lock/owner.ts';
import { type Repo, repo } from '../repo.ts';

const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'claude');
const FILES = { 'agents/tdd.md': '---\nname: tdd\ndescription: d\n---\nx\n', '.kaizen/.gitignore': 'local/\n' };
const spoolOf = ({ root }: Repo, folder = ''): string[] => {
  const path = join(root, '.kaizen/local/spool', folder);
  return existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.json')) : [];
};

/** Holds the lock of an agent's log, as a living process does. @returns what gives it back */
function hold({ root }: Repo, agent: string): () => void {
  const path = join(root, `.kaizen/local/locks/executions.${agent}.lock`);
  mkdirSync(join(path, '..'), { recursive: true });
  symlinkSync(ownerText(thisOwner()), path);
  return () => unlinkSync(path);
}

const seconds = (work: () => void): number => {
  const start = Date.now();
  work();
  return (Date.now() - start) / 1000;
};

test('a run that ends while its log is busy is put aside in time, and loses neither its record nor its claim', () => {
  const it = repo(FILES);
  const transcript = join(it.home, 'agent-a2.jsonl');
  const event = (name: string, id: string): void => {
    const payload = { session_id: 's1', cwd: it.root, hook_event_name: name, agent_id: id, agent_type: 'tdd' };
    const input = JSON.stringify({ ...payload, ...(id === 'a2' ? { agent_transcript_path: transcript } : {}) });
    const ran = it.ka(['hook', 'claude'], { input });
    expect([ran.code, ran.err]).toEqual([0, '']);
  };
  for (const id of ['a1', 'a2']) event('SubagentStart', id);
  const said = it.ka(['metrics', 'record', 'tdd', '--success'], { env: { CLAUDE_CODE_SESSION_ID: 's1' } });
  const printed = /x_[0-9a-f]{20}/.exec(said.out)![0];
  const text = readFileSync(join(FIXTURES, 'tools.jsonl'), 'utf8').replace('x_0123456789abcdef0123', printed);
  writeFileSync(transcript, text);
  const release = hold(it, 'tdd');
  expect(seconds(() => event('SubagentStop', 'a2'))).toBeLessThan(8);
  expect(spoolOf(it)).toHaveLength(1);
  expect(it.ka(['doctor'], { env: { COLUMNS: '2000' } }).out).toContain('1 record put aside in .kaizen/local/spool');
  release();
  const { executions } = it.ka(['metrics', 'show', 'tdd', '--json']).json();
  expect(spoolOf(it)).toEqual([]);
  expect(executions).toHaveLength(1);
  expect(executions[0]).toMatchObject({ session_id: 's1/a2', success: true, outcome_by: 'caller', harness: 'claude' });
  expect(executions[0].tokens.output).toBeGreaterThan(0);
});

test('many records behind one busy log are waited for once, and those of other agents come in', () => {
  const it = repo(FILES);
  const spooled = (agent: string, n: number): void =>
    it.write(
      `.kaizen/local/spool/2026-${n}.json`,
      JSON.stringify({ fields: { agent, session_id: `s${n}` }, options: { source: 'hook', redact: 'replace' } }),
    );
  for (const n of [1, 2, 3]) spooled('tdd', n);
  spooled('other', 4);
  const release = hold(it, 'tdd');
  expect(seconds(() => it.ka(['metrics', 'list']))).toBeLessThan(12);
  expect([spoolOf(it).length, it.ka(['metrics', 'show', 'other', '--json']).json().summary.count]).toEqual([3, 1]);
  release();
  expect(it.ka(['metrics', 'show', 'tdd', '--json']).json().summary.count).toBe(3);
  expect(spoolOf(it)).toEqual([]);
});

test('what can never be taken in is set aside, and the doctor tells', () => {
  const it = repo(FILES);
  const options = { source: 'hook', redact: 'replace' };
  it.write('.kaizen/local/spool/a.json', '{"fields":{"agent":"td');
  it.write('.kaizen/local/spool/b.json', '[]');
  it.write('.kaizen/local/spool/c.json', JSON.stringify({ fields: { agent: '../x' }, options }));
  it.write('.kaizen/local/spool/d.json', JSON.stringify({ fields: { agent: 'tdd', cost_usd: -1 }, options }));
  it.write('.kaizen/local/spool/e.json', JSON.stringify({ fields: { agent: 'tdd', session_id: 's' }, options }));
  expect(it.ka(['metrics', 'list', '--json']).json().agents).toMatchObject([{ agent: 'tdd', count: 1 }]);
  expect([spoolOf(it), spoolOf(it, 'bad')]).toEqual([[], ['a.json', 'b.json', 'c.json', 'd.json']]);
  const said = it.ka(['doctor'], { env: { COLUMNS: '2000' } });
  expect([said.code, said.out]).toEqual([1, expect.stringContaining('4 records put aside could not be taken in')]);
});

test('a command that only says what it would do takes nothing in', () => {
  const it = repo(FILES);
  it.write('.kaizen/local/spool/a.json', '{');
  for (const name of ['rebuild', 'prune', 'optimize']) it.ka(['metrics', name, '--dry-run']);
  expect(spoolOf(it)).toEqual(['a.json']);
});
