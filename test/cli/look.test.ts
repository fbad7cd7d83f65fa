import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';
import { putSession, replyId, sessionId } from '../sessions/transcripts.ts';

const ID = sessionId('look');
const AGENT = '---\nname: tester\ndescription: Tests.\n---\n\nTest.\n';

/** A repository that nobody set up, in which a coding tool worked. */
function untouched(options?: { git: boolean }): Repo {
  const at = repo({ 'agents/tester.md': AGENT }, options);
  const said = [{ id: replyId('look'), s: 5, input: 1234, tool: { name: 'Read', input: { file_path: 'a.ts' } } }];
  putSession(at, { id: ID, cwd: at.root, start: '2026-11-20T10:00:00.000Z', said });
  return at;
}

const LOOKS = [
  ...['agents list', 'agents show tester', 'agents check', 'memory list', 'memory brief tester', 'config'],
  ...['record list task', 'codes', 'report', 'overview'],
  ...['metrics list', 'metrics show tester', 'metrics export tester', 'metrics optimize', 'metrics rebuild'],
  ...['sessions list', `sessions show ${ID}`, `sessions tree ${ID}`, 'summary', 'retro', 'bets list', 'doctor'],
  ...['doctor --formats', 'exp list', 'exp power', 'explain unmeasured', 'redact check'],
];

test.each([
  ['a git repository', { git: true }],
  ['a plain folder', { git: false }],
])('whoever only looks at %s that was never set up leaves it as it was', (_, options) => {
  const at = untouched(options);
  for (const line of LOOKS) {
    at.ka(line.split(' '));
    expect(existsSync(join(at.root, '.kaizen')), line).toBe(false);
  }
  expect(at.ka(['page', join(at.home, 'page.html')]).code).toBe(0);
  expect(existsSync(join(at.root, '.kaizen'))).toBe(false);
  if (options.git) expect(at.git('status', '--porcelain', '--ignored')).toBe('');
});

test('what was not kept is shown all the same, with what is not set up', () => {
  const at = untouched();
  const note = `ka: what is new is shown and not kept: ${at.root} has no .kaizen. try: ka init\n`;
  const listed = at.ka(['sessions', 'list', '--json']);
  expect(listed.json().sessions).toMatchObject([{ session_id: ID, tokens: { input: 1234 } }]);
  expect(listed.err).toBe(note);
  const tree = at.ka(['sessions', 'tree', ID]);
  expect([tree.err, tree.code]).toEqual([note, 0]);
  expect(tree.out).toContain('Read');
  expect(at.ka(['sessions', 'show', ID]).out).toContain('input 1234');
  expect(at.ka(['summary', '--json']).json().total).toMatchObject({ sessions: 1, tokens: { input: 1234 } });
  const page = join(at.home, 'page.html');
  expect(at.ka(['page', page]).err).toBe(note);
  expect(at.ka(['metrics', 'list']).out).toContain('ka init');
});

test('a dry run counts sessions that came since, and keeps none of them', () => {
  const at = untouched();
  at.write('.kaizen/config.yaml', '{}\n');
  expect(at.ka(['retro', '--dry-run', '--json']).json().totals.sessions).toBe(1);
  expect(existsSync(join(at.root, '.kaizen/sessions'))).toBe(false);
});
