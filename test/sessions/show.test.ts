import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';
import { bytesBelow, putSession, putSubagent, replyId, type Said, type Scripted, sessionId } from './transcripts.ts';

const NOW = { KA_NOW: '2026-11-21T12:00:00.000Z', COLUMNS: '250' };
const ID = sessionId('show');
const show = (at: Repo, ...args: string[]) => at.ka(['sessions', 'show', ...args], { env: NOW });

const reply = (name: string, s: number, more: Partial<Said> = {}): Said => ({
  ...{ id: replyId(name), s, input: 100_000, output: 0 },
  ...more,
});
const scripted = (at: Repo, said: Said[]): Scripted => ({
  id: ID,
  cwd: at.root,
  start: '2026-11-20T10:00:00.000Z',
  said,
});

/** A session that read a file twice and ran a command that failed, with one subagent. */
function withSession(): Repo {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const read = { name: 'Read', input: { file_path: `${at.root}/src/a.ts` } };
  putSession(
    at,
    scripted(at, [
      reply('a', 5, { tool: read }),
      reply('b', 10, { tool: read }),
      reply('c', 20, { tool: { name: 'Bash', input: { command: 'npm test' }, error: true } }),
      reply('d', 30, { asked: true, model: 'nobody-knows-1', input: 400 }),
      reply('e', 40, {
        tool: { name: 'Task', input: { subagent_type: 'reviewer', prompt: 'x' }, childId: 'aaaa1111' },
      }),
      reply('f', 50, { cut: true }),
    ]),
  );
  putSubagent(at, scripted(at, [reply('r', 42)]), 'aaaa1111', 'reviewer');
  return at;
}

test('at 80 columns the lines about a session are broken, and a commit that nobody told is left out', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  putSession(at, { ...scripted(at, [reply('a', 1)]), start: '2025-01-01T00:00:00.000Z' });
  const { out } = at.ka(['sessions', 'show', ID], { env: { ...NOW, COLUMNS: '80' } });
  expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(out).toContain('\ngit: branch main\n');
});

test('all that is known of a session: times, tokens, cost, tools, commands, files, subagents', () => {
  const at = withSession();
  const { out, code, err } = show(at, ID);
  expect([code, err]).toEqual([0, '']);
  const lines = out.trimEnd().split('\n');
  expect(lines.slice(0, 6)).toEqual([
    `claude:${ID}`,
    'main, claude 2.1.0, ended, 2026-11-20 10:00 UTC, at work 41 s',
    // Of one model no price is known, and the last reply was left out in part.
    'with 1 subagent: >600k tokens (input >600k, output >0, cache read >0, written >0); >$1.80; 4 calls, 1 error',
    'its own part: >500k tokens (input >500k, output >0, cache read >0, written >0); >$1.50; 2 turns, 2 prompts, 6 replies, 4 calls, 1 error, 0 compactions, 0 refused, 0 retries',
    expect.stringMatching(
      /^git: branch main, began at [0-9a-f]{10}, ended at [0-9a-f]{10} \(commits guessed from the time\)$/,
    ),
    'flags: partial, unpriced',
  ]);
  for (const row of [
    /^claude-sonnet-4-5-20250929 +>500k +>\$1\.50 +table:/m,
    /^nobody-knows-1 +>400 +unpriced +unpriced$/m,
    /^Read +2 +0 +1 s +1 s$/m,
    /^Bash +1 +1 /m,
    /^npm test +1 +1$/m,
    /^src\/a\.ts +2 +0 +1$/m,
    /^reviewer +aaaa1111 +100k +\$0\.300 +ended$/m,
  ])
    expect(out).toMatch(row);
  expect(out).not.toContain(at.root);
});

test('the beginning of an id will do, and a subagent is shown by its own', () => {
  const at = withSession();
  expect(show(at, ID.slice(0, 6)).out).toBe(show(at, ID).out);
  expect(show(at, `claude:${ID.slice(0, 6)}`).out).toBe(show(at, ID).out);
  const { out } = show(at, `${ID}/aaaa`);
  expect(out.split('\n').slice(0, 2)).toEqual([
    `claude:${ID}/aaaa1111`,
    expect.stringMatching(/^reviewer, claude .*, ended, .* at work 42 s$/),
  ]);
  expect(out).toContain('100k tokens (input 100k, output 0, cache read 0, written 0); $0.300\n');
  expect(out).not.toContain('subagent');
});

test('--json: the session, its subagents, and the sum of both', () => {
  const { session, subagents, total } = show(withSession(), ID, '--json').json();
  expect([session.session_id, session.agent, subagents.length, subagents[0].agent]).toEqual([
    ID,
    'main',
    1,
    'reviewer',
  ]);
  expect(total).toMatchObject({
    cost_usd: 1.8,
    tokens: { input: session.tokens.input + subagents[0].tokens.input },
    lower_bound: { tokens: true, cost: true },
    tool_calls: 4,
    tool_errors: 1,
  });
});

test('an id that nobody has and one that several begin with: exit 2, why, and what to do', () => {
  const at = withSession();
  const other = sessionId('other');
  putSession(at, { ...scripted(at, [reply('o', 5)]), id: other });
  expect(show(at, 'zz')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('No session is called zz.') });
  const several = show(at, 'claude:');
  expect(several).toMatchObject({ code: 2, out: '', err: expect.stringContaining('try: ka sessions list') });
  for (const id of [ID, other]) expect(several.err).toContain(id);
  expect(show(at, 'claude:', '--json').json().error).toMatchObject({
    code: 'several-sessions',
    hint: 'ka sessions list',
  });
});

test('subagents whose transcripts are gone: said, those that were refused left out', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const task = { name: 'Agent', input: { subagent_type: 'reviewer', prompt: 'x' } };
  const said = [1, 3, 5].map((s) => reply(`t${s}`, s, { tool: { ...task, error: s === 5, childId: `aaaa${s}` } }));
  putSession(at, scripted(at, said));
  const unseen = '\n2 subagents started, 0 transcripts of them found: what they used is not counted here\n';
  expect(show(at, ID).out).toContain(unseen);
  putSubagent(at, scripted(at, [reply('r', 4)]), 'aaaa1', 'reviewer');
  expect(show(at, ID).out).toContain('\nwith 1 subagent: ');
  expect(show(at, ID).out).not.toContain('transcripts of them');
});

test('a session of another repository: show, tree and exp tag say so, and which line finds it', () => {
  const at = repo({ '.kaizen/config.yaml': '{}\n' });
  const [ONE, TWO] = [sessionId('one'), sessionId('two')];
  for (const [id, name] of [
    [ONE, 'a'],
    [TWO, 'b'],
  ] as const)
    putSession(at, { ...scripted(at, [reply(name, 1)]), id, cwd: '/srv/elsewhere' }, '-srv-elsewhere');
  expect(show(at, ONE).err).toContain(
    `No session of this repository is called ${ONE}.\ntry: ka sessions show ${ONE} --all-projects\n`,
  );
  expect(show(at, ONE, '--all-projects').code).toBe(0);
  const elsewhere = `ka: ${ONE} is a session of another repository, elsewhere.\n`;
  expect(show(at, ONE).err).toBe(`${elsewhere}try: ka sessions show ${ONE} --all-projects\n`);
  const deep = at.ka(['sessions', 'tree', ONE, '--depth', '2', '--no-sync'], { env: NOW });
  expect(deep.err).toBe(`${elsewhere}try: ka sessions tree ${ONE} --depth 2 --all-projects\n`);
  const tag = at.ka(['exp', 'tag', '--session', ONE, '--arm', 'excluded'], { env: NOW });
  expect(tag.err).toBe(`${elsewhere}try: ka sessions list\n`);
  expect(show(at, 'claude:', '--all-projects').err).toContain('try: ka sessions list --all-projects\n');
});

test('neither a sync nor a look keeps a word of a transcript, not even where git ignores it', () => {
  const at = withSession();
  at.ka(['sessions', 'sync'], { env: NOW });
  show(at, ID);
  at.ka(['sessions', 'tree', ID], { env: NOW });
  at.ka(['summary'], { env: NOW });
  const kept = Object.entries(bytesBelow(join(at.root, '.kaizen'), /^$/));
  expect(kept.some(([path, bytes]) => path.startsWith('sessions/') && bytes.includes(ID))).toBe(true);
  for (const [path, bytes] of kept) expect([path, bytes.includes('Make the tests')]).toEqual([path, false]);
});
