import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Ran, repo } from '../repo.ts';
import { putSession, replyId, sessionId } from '../sessions/transcripts.ts';

const NOW = { KA_NOW: '2026-11-21T12:00:00.000Z' };
const BOMB = `a: &a [x,x]\n${[...'bcdefghijklmnopqrstuvwxyz'].map((name, at) => `${name}: &${name} [${`*${'abcdefghijklmnopqrstuvwxyz'[at]},`.repeat(9)}]`).join('\n')}`;
const HEADS: Record<string, string> = {
  'that asks for JavaScript': '---js\nrequire("node:fs").writeFileSync("ran", "")\nmodule.exports = {}\n---\nDo.\n',
  'with an alias bomb': `---\nname: a\ndescription: d\n${BOMB}\n---\nDo.\n`,
  'with a polluting key': '---\nname: a\ndescription: d\n__proto__: {polluted: true, tools: [x]}\n---\nDo.\n',
  'nested deeply': `---\nname: a\ndescription: ${'['.repeat(50_000)}\n---\nDo.\n`,
};
const COMMANDS = [
  'agents list',
  'agents check',
  'agents show a',
  'agents export --to claude',
  'metrics record a --success',
  'metrics show a',
  'metrics optimize',
  'metrics collect a',
  'memory brief a',
];

const quiet = ({ out, err, code }: Ran): void => {
  expect(`${out}${err}`).not.toMatch(/\n {4}at |bug in ka/);
  expect([0, 1, 2]).toContain(code);
};

test.each(Object.keys(HEADS))('an agent file %s is a sentence for every command, and nothing of it runs', (name) => {
  const at = repo({ 'agents/a.md': HEADS[name]!, 'agents/b.md': '---\nname: b\ndescription: d\n---\nDo.\n' });
  for (const line of COMMANDS) quiet(at.ka(line.split(' '), { env: NOW }));
  expect(existsSync(join(at.root, 'ran'))).toBe(false);
  expect(at.ka(['agents', 'check'])).toMatchObject({ code: 1, out: expect.stringContaining('agents/a.md') });
  expect(at.ka(['agents', 'list', '--json']).json().agents).toContainEqual(expect.objectContaining({ name: 'b' }));
});

test('a name with NUL: refused in a record on stdin, no name where a hook tells it, and its run is kept', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const input = '{"success":true,"agent":"a\\u0000b"}';
  expect(at.ka(['metrics', 'record', 'a', '--json'], { input }).json().error.code).toBe('bad-stdin');
  const said = [{ id: replyId('nul'), s: 5 }];
  const session = { id: sessionId('nul'), cwd: at.root, start: '2026-11-20T10:00:00.000Z', said };
  const transcript_path = putSession(at, session);
  for (const hook_event_name of ['SessionStart', 'SessionEnd']) {
    const event = { hook_event_name, session_id: session.id, transcript_path, cwd: at.root, agent_type: 'a\0b' };
    quiet(at.ka(['hook', 'claude'], { env: NOW, input: JSON.stringify(event) }));
  }
  const { agents } = at.ka(['metrics', 'list', '--json'], { env: NOW }).json();
  expect(agents).toMatchObject([{ agent: 'main', count: 1 }]);
});

test('a summary with conflict markers is made again by the next record, and shown right before', () => {
  const at = repo();
  at.ka(['metrics', 'record', 'a', '--success', '--session', 's1']);
  const path = '.kaizen/metrics/a/summary.json';
  at.write(path, `<<<<<<< HEAD\n${at.read(path)}=======\n{}\n>>>>>>> other\n`);
  expect(at.ka(['metrics', 'show', 'a', '--json']).json().summary.count).toBe(1);
  expect(at.ka(['metrics', 'record', 'a', '--success', '--session', 's2']).code).toBe(0);
  expect(JSON.parse(at.read(path)).count).toBe(2);
});
