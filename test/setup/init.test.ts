import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo, scratch } from '../repo.ts';

/** Every file with its bytes, git's own configuration and exclude list included. */
function snapshot(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => !path.startsWith('.git/') || /^\.git\/(config|info\/exclude)$/.test(path));
  return Object.fromEntries(files.sort().map((path) => [path, readFileSync(join(root, path), 'latin1')]));
}

const SETTINGS = '{\r\n\t"model": "opus",\r\n\t"hooks": { "Stop": [] }\r\n}';
const claude = (files: Record<string, string> = {}): Repo => repo({ '.claude/settings.json': SETTINGS, ...files });

test('sets up, is quiet the second time, and takes it back to the byte', () => {
  const r = claude({ 'AGENTS.md': '# Rules\n\nBe kind.', '.kaizen/.gitignore': 'scratch/\n' });
  const before = snapshot(r.root);
  const first = r.ka(['init']);
  expect([first.code, first.out]).toEqual([0, expect.stringContaining('Set up in')]);
  const hooks = JSON.parse(r.read('.claude/settings.json')).hooks;
  expect(Object.keys(hooks)).toEqual(['Stop', 'SessionStart', 'SubagentStart', 'SubagentStop', 'SessionEnd']);
  expect(r.read('AGENTS.md')).toMatch(
    /^# Rules\n\nBe kind\.\n\n<!-- ka:start[\s\S]*ka metrics record[\s\S]*ka:end -->$/,
  );
  expect(existsSync(join(r.root, 'CLAUDE.md'))).toBe(false);
  const after = snapshot(r.root);
  const second = r.ka(['init']);
  expect([second.code, second.out]).toEqual([0, expect.stringContaining('nothing to change')]);
  expect(snapshot(r.root)).toEqual(after);
  expect(r.ka(['init', '--remove']).code).toBe(0);
  expect(snapshot(r.root)).toEqual(before);
  expect(r.ka(['init', '--remove']).out).toContain('nothing to change');
});

test('a repository without any of the files has none of them again, nor folders', () => {
  const r = repo();
  expect(r.ka(['init', '--harness', 'claude']).code).toBe(0);
  expect(r.ka(['init', '--remove']).out).toContain('Recorded data stays');
  expect(readdirSync(r.root)).toEqual(['.git']);
});

test.each(['', '--team', '--private'])('init %s says in five lines of a terminal what happens from now on', (flag) => {
  const { out } = claude().ka(['init', ...(flag ? [flag] : [])]);
  const lines = out.split('\n\n')[1]!.trimEnd().split('\n');
  expect(lines).toHaveLength(5);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines.join('\n')).toMatch(/From the next session.*ka metrics optimize.*[cC]ommit.*ka agents install/s);
});

test('--dry-run shows the diff and writes nothing', () => {
  const r = claude();
  const before = snapshot(r.root);
  const { out, code } = r.ka(['init', '--dry-run']);
  expect(code).toBe(0);
  expect(out).toContain('+++ b/.claude/settings.json');
  expect(out).toContain('--- /dev/null\n+++ b/.kaizen/.gitattributes');
  expect(out).toContain('+*.jsonl text eol=lf merge=union');
  for (const flag of ['--private', '--pre-commit']) {
    const { out: told } = r.ka(['init', flag, '--dry-run']);
    expect(told).toContain(`+++ b/.git/${flag === '--private' ? 'info/exclude' : 'hooks/pre-commit'}\n`);
    expect(told).not.toContain(r.root);
  }
  expect(out).toContain('git config: set merge.ka-view');
  expect(snapshot(r.root)).toEqual(before);
  r.ka(['init']);
  const set = snapshot(r.root);
  expect(r.ka(['init', '--dry-run']).out.trim()).toBe('nothing to change');
  expect(r.ka(['init', '--remove', '--dry-run']).out).toMatch(/^-\s+"command"/m);
  expect(snapshot(r.root)).toEqual(set);
});

test('recorded data survives --remove', () => {
  const r = claude();
  r.ka(['init']);
  r.write('.kaizen/metrics/tdd-workflow/executions.jsonl', '{"agent":"tdd-workflow"}\n');
  r.ka(['init', '--remove']);
  expect(r.read('.kaizen/metrics/tdd-workflow/executions.jsonl')).toBe('{"agent":"tdd-workflow"}\n');
  expect(existsSync(join(r.root, '.kaizen/.gitattributes'))).toBe(false);
});

test('what the user wrote after init stays at --remove', () => {
  const r = repo({ 'CLAUDE.md': 'x\n' });
  r.ka(['init']);
  const settings = JSON.parse(r.read('.claude/settings.json'));
  settings.model = 'opus';
  r.write('.claude/settings.json', JSON.stringify(settings, null, 2));
  r.write('CLAUDE.md', `${r.read('CLAUDE.md')}\nmore\n`);
  r.write('.kaizen/.gitignore', `${r.read('.kaizen/.gitignore')}mine/\n`);
  r.ka(['init', '--remove']);
  expect(JSON.parse(r.read('.claude/settings.json'))).toEqual({ model: 'opus' });
  expect(r.read('CLAUDE.md')).toBe('x\n\nmore\n');
  expect(r.read('.kaizen/.gitignore')).toBe('mine/\n');
});

test('--private leaves the work tree as git sees it', () => {
  const r = repo({ 'CLAUDE.md': 'x\n' });
  const before = snapshot(r.root);
  expect(r.ka(['init', '--private']).out).toContain('Nothing of it is committed');
  r.write('.kaizen/metrics/main/executions.jsonl', '{}\n');
  expect(r.git('status', '--porcelain', '-uall')).toBe('');
  expect(Object.keys(JSON.parse(r.read('.claude/settings.local.json')).hooks)).toHaveLength(5);
  execFileSync('rm', ['-r', join(r.root, '.kaizen')]);
  r.ka(['init', '--remove']);
  expect(snapshot(r.root)).toEqual(before);
});

test('--private covers what ka writes later: agents, exports, memory; and those that a second init exports', () => {
  const r = repo({ 'agents/a.md': AGENT, 'CLAUDE.md': 'x\n' });
  const before = snapshot(r.root);
  const status = (): string => r.git('status', '--porcelain', '-uall');
  r.ka(['init', '--private']);
  expect([existsSync(join(r.root, EXPORTED)), status()]).toEqual([true, '']);
  const shown = r.ka(['agents', 'install', 'tdd-workflow', '--dry-run']).out;
  expect(shown).toContain('+/.claude/agents/tdd-workflow.md');
  expect(r.read('.git/info/exclude')).not.toContain('tdd-workflow');
  r.ka(['agents', 'install', 'tdd-workflow']);
  r.ka(['agents', 'new', 'x']);
  r.ka(['memory', 'init', 'tdd-workflow']);
  expect(existsSync(join(r.root, '.claude/agents/x.md'))).toBe(true);
  expect(status()).toBe('');
  expect(r.ka(['init', '--private']).out).toContain('nothing to change');
  execFileSync('rm', [
    '-r',
    ...['.claude/agents/a.md', 'agents/x.md', 'agents/tdd-workflow.md'].map((path) => join(r.root, path)),
  ]);
  execFileSync('rm', ['-r', join(r.root, '.kaizen')]);
  expect(r.ka(['init', '--private']).out).toContain(`created  ${EXPORTED}`);
  expect(status()).toBe('');
  r.ka(['init', '--remove']);
  expect(snapshot(r.root)).toEqual(before);

  // What a person adds beside it is shown as ever, and what others committed is not touched.
  const team = repo({ 'agents/a.md': AGENT, 'CLAUDE.md': 'x\n' });
  team.ka(['agents', 'export', '--to', 'claude']);
  execFileSync('rm', ['-r', join(team.root, '.kaizen')]);
  team.write('agents/a.md', `${AGENT}More.\n`);
  team.git('add', '-A');
  team.git('commit', '-qm', 'agents');
  team.ka(['init', '--private']);
  expect(team.git('status', '--porcelain', '-uall')).toBe('');
  team.write('agents/b.md', 'x\n');
  expect(team.git('status', '--porcelain', '-uall')).toBe('?? agents/b.md\n');
});

test('from private to shared, only when that is said: the hooks stand in one file', () => {
  const r = claude();
  r.ka(['init', '--private']);
  r.ka(['memory', 'add', 'main', 'a private lesson']);
  const before = r.read('.git/info/exclude');
  execFileSync('rm', [join(r.root, '.claude/settings.local.json')]);
  const told = r.ka(['init']);
  expect(told.err).toContain('This clone stays private, as it was set up; ka init --shared would show it to git.');
  expect(told.out).toContain('Nothing of it is committed');
  expect(r.read('.git/info/exclude')).toBe(before);
  expect(r.read('.claude/settings.local.json')).toContain('ka hook claude');
  r.ka(['init', '--harness', 'codex']);
  expect(r.git('status', '--porcelain', '-uall')).toBe('');
  for (const flag of ['--team', '--mcp'])
    expect(r.ka(['init', flag])).toMatchObject({
      code: 2,
      err: expect.stringContaining(`try: ka init --shared ${flag}`),
    });
  r.ka(['init', '--shared']);
  expect(existsSync(join(r.root, '.claude/settings.local.json'))).toBe(false);
  expect(r.read('.git/info/exclude')).not.toContain('.kaizen');
  const again = r.ka(['init', '--private', '--harness', 'claude']);
  expect([again.code, again.err]).toEqual([2, expect.stringContaining('for everyone')]);
});

test('--team: views are ignored, the configuration says so, a later init keeps it', () => {
  const r = claude({ '.kaizen/config.yaml': 'min_samples: 5' });
  const before = snapshot(r.root);
  r.ka(['init']);
  expect(r.ka(['init', '--team']).code).toBe(0);
  expect(r.read('.kaizen/config.yaml')).toMatch(/^min_samples: 5\n\n# ka:start.*\nwriter: auto\n# ka:end$/);
  expect(r.read('.kaizen/.gitignore')).toMatch(/local\/\nsummary\.json\nanalysis\.json/);
  expect(r.ka(['init']).out).toContain('nothing to change');
  r.write('.kaizen/metrics/a/summary.json', '{}');
  expect(r.git('check-ignore', '.kaizen/metrics/a/summary.json', '.kaizen/local/x').split('\n')).toHaveLength(3);
  execFileSync('rm', ['-r', join(r.root, '.kaizen/metrics')]);
  r.ka(['init', '--remove']);
  expect(snapshot(r.root)).toEqual(before);
});

test('--team does not overrule a configuration', () => {
  const r = claude({ '.kaizen/config.yaml': 'writer: single\n' });
  const { err, code } = r.ka(['init', '--team']);
  expect([code, err]).toEqual([2, expect.stringContaining('"writer: single"')]);
  expect(r.git('status', '--porcelain')).toBe('');
});

test('one block where CLAUDE.md is a link to AGENTS.md, or includes it; two where both stand alone', () => {
  const linked = repo({ 'AGENTS.md': 'x\n' });
  symlinkSync('AGENTS.md', join(linked.root, 'CLAUDE.md'));
  linked.ka(['init']);
  expect(lstatSync(join(linked.root, 'CLAUDE.md')).isSymbolicLink()).toBe(true);
  expect(linked.read('AGENTS.md').match(/ka:start/g)).toHaveLength(1);
  linked.ka(['init', '--remove']);
  expect([linked.read('AGENTS.md'), linked.read('CLAUDE.md')]).toEqual(['x\n', 'x\n']);

  const including = repo({ 'AGENTS.md': 'x\n', 'CLAUDE.md': '@AGENTS.md\n' });
  including.ka(['init']);
  expect(including.read('CLAUDE.md')).toBe('@AGENTS.md\n');

  const both = repo({ 'AGENTS.md': 'x\n', 'CLAUDE.md': 'y\n' });
  both.ka(['init']);
  expect([both.read('AGENTS.md'), both.read('CLAUDE.md')]).toEqual([
    expect.stringContaining('ka:start'),
    expect.stringContaining('ka:start'),
  ]);
});

test('Claude Code, which reads no AGENTS.md, is led to one that ka made, and to nobody else’s', () => {
  const read = (r: Repo) => ['AGENTS.md', 'CLAUDE.md'].map((name) => existsSync(join(r.root, name)) && r.read(name));
  const r = repo();
  const before = snapshot(r.root);
  r.ka(['init', '--harness', 'codex']);
  expect(read(r)).toEqual([expect.stringContaining('ka metrics record'), false]);
  expect(r.ka(['init', '--harness', 'claude', '--dry-run']).out).toContain('+@AGENTS.md');
  r.ka(['init', '--harness', 'claude']);
  expect(read(r)[1]).toMatch(/^<!-- ka:start .*-->\n@AGENTS\.md\n<!-- ka:end -->\n$/);
  for (const name of ['codex', 'claude']) expect(r.ka(['init', '--harness', name]).out).toContain('nothing to change');
  r.ka(['init', '--remove']);
  expect(snapshot(r.root)).toEqual(before);

  const theirs = repo({ 'CLAUDE.md': 'x\n' });
  theirs.ka(['init']);
  expect(read(theirs)).toEqual([false, expect.stringMatching(/^x\n[\s\S]*ka metrics record/)]);
});

const FULL = /<!-- ka:start .*-->\n## Kaizen[\s\S]*ka:end -->/;
const LED = /<!-- ka:start .*-->\n@\.\/AGENTS\.md\n<!-- ka:end -->/;
test.each<[string, Record<string, string>, RegExp | null]>([
  ['no file', {}, LED],
  ['a GEMINI.md alone', { 'GEMINI.md': '# Theirs' }, LED],
  ['a GEMINI.md beside an AGENTS.md with words', { 'GEMINI.md': '# Theirs\n', 'AGENTS.md': '# Rules\n' }, FULL],
  ['an AGENTS.md with words', { 'AGENTS.md': '# Rules\n' }, FULL],
  ['a CLAUDE.md with words', { 'CLAUDE.md': '# Rules\r\n' }, FULL],
  ['a GEMINI.md that includes AGENTS.md', { 'GEMINI.md': 'See @AGENTS.md first.\n', 'AGENTS.md': '# Rules\n' }, null],
  ['settings that name AGENTS.md', { '.gemini/settings.json': '{"context":{"fileName":["X.md","AGENTS.md"]}}' }, null],
  ['settings of the older form', { '.gemini/settings.json': '{"contextFileName":"AGENTS.md"}' }, null],
  ['settings that name GEMINI.md', { '.gemini/settings.json': '{"context":{"fileName":["GEMINI.md"]}}' }, LED],
])('Gemini CLI, which reads GEMINI.md, gets the block with %s; it comes back to the byte', (_, files, block) => {
  const r = repo(files);
  const before = snapshot(r.root);
  const init = (...more: string[]) => r.ka(['init', '--harness', 'gemini', ...more]).out;
  expect(init('--dry-run').includes('b/GEMINI.md')).toBe(block !== null);
  expect(snapshot(r.root)).toEqual(before);
  init();
  const text = existsSync(join(r.root, 'GEMINI.md')) ? r.read('GEMINI.md') : null;
  if (block === null) expect(text).toBe(files['GEMINI.md'] ?? null);
  else expect([text, text!.startsWith(files['GEMINI.md'] ?? '')]).toEqual([expect.stringMatching(block), true]);
  expect(init()).toContain('nothing to change');
  r.ka(['init', '--remove']);
  expect(snapshot(r.root)).toEqual(before);
});

test('what leads Gemini CLI to AGENTS.md stays when words come into it; a GEMINI.md that is a link gets one block', () => {
  const r = repo();
  r.ka(['init', '--harness', 'gemini']);
  r.write('AGENTS.md', `# Mine\n${r.read('AGENTS.md')}`);
  expect(r.ka(['init', '--harness', 'gemini']).out).toContain('nothing to change');
  // Where the Gemini CLI was taken back, another tool's set-up does not bring its block again.
  r.ka(['init', '--harness', 'claude', '--harness', 'gemini']);
  r.write('GEMINI.md', `# Theirs\n${r.read('GEMINI.md')}`);
  r.ka(['init', '--remove', '--harness', 'gemini']);
  r.ka(['init', '--harness', 'claude']);
  expect(r.read('GEMINI.md')).not.toContain('ka:start');
  const linked = repo({ 'AGENTS.md': '# Rules\n' });
  symlinkSync('AGENTS.md', join(linked.root, 'GEMINI.md'));
  linked.ka(['init', '--harness', 'gemini']);
  expect(linked.read('AGENTS.md').split('ka:start')).toHaveLength(2);
});

test('a link that leaves the project is not followed', () => {
  const outside = join(scratch(), 'rules.md');
  writeFileSync(outside, 'theirs\n');
  const r = repo({ '.claude/settings.json': '{}' });
  symlinkSync(outside, join(r.root, 'AGENTS.md'));
  expect(r.ka(['init']).code).toBe(0);
  expect(readFileSync(outside, 'utf8')).toBe('theirs\n');

  const settings = repo({ 'CLAUDE.md': '' });
  mkdirSync(join(settings.root, '.claude'));
  symlinkSync(outside, join(settings.root, '.claude/settings.json'));
  const { code, err } = settings.ka(['init']);
  expect([code, err]).toEqual([2, expect.stringContaining('leaves the project')]);
  expect(settings.git('status', '--porcelain')).not.toContain('.kaizen');
});

test('settings that are no JSON are left alone, and nothing else is written', () => {
  const r = repo({ '.claude/settings.json': '{ broken' });
  const before = snapshot(r.root);
  const { code, err } = r.ka(['init']);
  expect([code, err]).toEqual([2, expect.stringMatching(/\.claude\/settings\.json: line 1 is not JSON.*\ntry: /)]);
  expect(snapshot(r.root)).toEqual(before);
});

test('where no coding agent is found it says so; --harness overrules; another name is refused', () => {
  const r = repo();
  const none = r.ka(['init'], { env: { PATH: '/nowhere' } });
  expect([none.code, none.err]).toEqual([2, expect.stringContaining('try: ka init --harness claude')]);
  const odd = r.ka(['init', '--harness', 'emacs']);
  expect([odd.code, odd.err]).toEqual([2, expect.stringContaining('"emacs" is none of claude')]);
  expect(r.git('status', '--porcelain')).toBe('');
  mkdirSync(join(r.home, '.claude'));
  expect(r.ka(['init']).code).toBe(0);
});

test('a missing program is named, and npx with it', () => {
  const without = { PATH: '/usr/bin:/bin' };
  expect(claude().ka(['init'], { env: without }).err).toContain('ka is not on your PATH');
  const npx = claude().ka(['init'], { env: { ...without, npm_command: 'exec' } });
  expect(npx.err).toMatch(/npx installs nothing.*npm i -g kaizen-agentic/);
  const bin = scratch();
  writeFileSync(join(bin, 'ka'), '', { mode: 0o755 });
  expect(claude().ka(['init'], { env: { PATH: `${bin}:/usr/bin:/bin` } }).err).toBe('');
});

test('no git: hooks and ignore file are written, and it says what is missing', () => {
  const r = repo({ 'CLAUDE.md': 'x\n' }, { git: false });
  const { code, out, err } = r.ka(['init']);
  expect([code, err]).toEqual([0, expect.stringContaining('is no git repository')]);
  expect(out).toContain('Undo: ka init --remove.');
  expect(out).not.toMatch(/commit/i);
  expect(r.read('.kaizen/.gitignore')).toContain('local/');
  expect(r.ka(['init', '--remove']).code).toBe(0);
  expect(r.read('CLAUDE.md')).toBe('x\n');
});

test('a folder of a monorepo with --target, and from below it', () => {
  const r = repo({ 'apps/web/CLAUDE.md': 'x\n' });
  r.ka(['init', '--target', 'apps/web', '--private']);
  expect(r.read('.git/info/exclude')).toContain('/apps/web/.kaizen/');
  expect(existsSync(join(r.root, '.kaizen'))).toBe(false);
  r.write('apps/web/.kaizen/metrics/main/executions.jsonl', '');
  expect(r.git('status', '--porcelain', '-uall')).toBe('');
});

test('a submodule and a linked worktree', () => {
  const inner = repo({ 'CLAUDE.md': 'x\n' });
  const outer = repo();
  outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'sub');
  const sub = outer.ka(['init', '--private'], { cwd: join(outer.root, 'sub') });
  expect(sub.code).toBe(0);
  expect(execFileSync('git', ['status', '--porcelain'], { cwd: join(outer.root, 'sub'), encoding: 'utf8' })).toBe('');
  expect(readFileSync(join(outer.root, '.git/modules/sub/info/exclude'), 'utf8')).toContain('/.kaizen/');

  const tree = join(scratch(), 'tree');
  inner.git('worktree', 'add', '-q', tree);
  expect(inner.ka(['init'], { cwd: tree }).out).toContain(tree);
  expect(inner.git('config', '--local', 'merge.ka-view.driver').trim()).toBe('true');
  inner.ka(['init', '--remove'], { cwd: tree });
  expect(readFileSync(join(tree, 'CLAUDE.md'), 'utf8')).toBe('x\n');
});

test('two branches that both wrote: logs keep both sides, views do not conflict', () => {
  const r = claude();
  r.ka(['init']);
  const [log, view] = ['.kaizen/metrics/a/executions.jsonl', '.kaizen/metrics/a/summary.json'];
  const commit = (line: string, count: string): void => {
    r.write(log, `${existsSync(join(r.root, log)) ? r.read(log) : ''}${line}\n`);
    r.write(view, count);
    r.git('add', '-A');
    r.git('commit', '-qm', line);
  };
  commit('{"id":"0"}', '1\n');
  r.git('checkout', '-qb', 'side');
  commit('{"id":"1"}', '2 side\n');
  r.git('checkout', '-q', 'main');
  commit('{"id":"2"}', '2 main\n');
  r.git('merge', '-q', 'side', '-m', 'both');
  expect(r.read(log).trim().split('\n').sort()).toEqual(['{"id":"0"}', '{"id":"1"}', '{"id":"2"}']);
  expect(r.read(view)).toBe('2 main\n');
});

test('--json is one document', () => {
  const { json } = claude().ka(['init', '--json']);
  expect(json()).toMatchObject({ schema_version: 1, changed: true, files: expect.any(Array) });
});

test('after runs were recorded, --remove leaves the records and nothing that git would show beside them', () => {
  const r = claude();
  r.ka(['init']);
  r.ka(['metrics', 'record', 'tdd-workflow', '--success']);
  r.ka(['metrics', 'show', 'tdd-workflow']);
  r.ka(['init', '--remove']);
  expect(r.git('status', '--porcelain', '-uall').trim().split('\n')).toEqual([
    '?? .kaizen/metrics/tdd-workflow/executions.jsonl',
    '?? .kaizen/metrics/tdd-workflow/summary.json',
  ]);
  expect(existsSync(join(r.root, '.kaizen/local'))).toBe(false);
  expect(r.ka(['metrics', 'show', 'tdd-workflow', '--json']).json().summary.count).toBe(1);
});

const AGENT = '---\nname: a\ndescription: Use it.\n---\n\nDo it.\n';
const EXPORTED = '.claude/agents/a.md';

test('definitions that exist are exported; --remove takes them back, but for edited ones, which it names', () => {
  const r = claude({
    'agents/a.md': AGENT,
    'agents/b.md': AGENT.replace('name: a', 'name: b'),
    'agents/notes.md': '# x\n',
  });
  const before = snapshot(r.root);
  const first = r.ka(['init']);
  expect(first.out).toContain(`created  ${EXPORTED}`);
  expect(first.err).toMatch(/not exported to Claude Code: agents\/notes\.md \(it has no frontmatter/);
  expect(r.read(EXPORTED)).toContain('Exported by ka from agents/a.md');
  expect(r.ka(['init']).out).toContain('nothing to change');
  r.write('agents/a.md', `${AGENT}More.\n`);
  expect(r.ka(['init']).out).toContain(`changed  ${EXPORTED}`);
  r.write('agents/a.md', AGENT);
  r.ka(['init', '--remove']);
  expect(snapshot(r.root)).toEqual(before);

  r.ka(['init']);
  r.write(EXPORTED, `${r.read(EXPORTED)}Mine.\n`);
  expect(r.ka(['init', '--remove']).err).toContain(`${EXPORTED} stays: it was edited`);
  expect(r.read(EXPORTED)).toContain('Mine.');
  expect(existsSync(join(r.root, '.claude/agents/b.md'))).toBe(false);
});

test('an agent that holds a secret keeps nothing else from being set up', () => {
  const r = claude({ 'agents/a.md': `${AGENT}ghp_${'a1B2'.repeat(9)}\n` });
  const { code, err } = r.ka(['init']);
  expect([code, err]).toEqual([0, expect.stringContaining('not exported to Claude Code: agents/a.md')]);
  expect(existsSync(join(r.root, EXPORTED))).toBe(false);
});

test('a clone of a repository in team mode: what was set up in it, and nothing to commit', () => {
  const r = claude();
  r.ka(['init', '--team']);
  r.git('add', '-A');
  r.git('commit', '-qm', 'set up');
  const there = { cwd: join(scratch(), 'clone') };
  r.git('clone', '-q', '.', there.cwd);
  const { out } = r.ka(['init'], there);
  expect(out).toMatch(/set +merge\.ka-view, .* in this clone's git configuration/);
  expect(out).toContain('Nothing to commit: the repository was set up; now this clone is, too.');
  expect(out).not.toMatch(/Commit these files|--team/);
  expect(r.git('-C', there.cwd, 'status', '--porcelain')).toBe('');
  writeFileSync(join(there.cwd, 'AGENTS.md'), '# Rules\n');
  expect(r.ka(['init'], there).out).toContain(
    'Commit these files and .kaizen: logs of parallel pull requests do not conflict.',
  );
});

test('--private --remove: what was private and is still there stays hidden, until it is gone', () => {
  const r = repo({ 'CLAUDE.md': 'x\n' });
  const before = snapshot(r.root);
  const status = (): string => r.git('status', '--porcelain', '-uall');
  r.ka(['init', '--private']);
  r.ka(['agents', 'install', 'tdd-workflow']);
  r.ka(['metrics', 'record', 'tdd-workflow', '--success']);
  expect(r.ka(['init', '--remove', '--dry-run']).out).toContain('-/.claude/settings.local.json');
  const removed = r.ka(['init', '--remove']);
  expect(removed.err).toMatch(
    /goes on hiding .kaizen\/, agents\/tdd-workflow.md, so that nothing private is committed/,
  );
  expect(removed.err).toContain('Agents stay: agents/tdd-workflow.md.');
  expect([status(), existsSync(join(r.root, '.claude'))]).toEqual(['', false]);
  expect(r.ka(['init', '--remove']).out).toContain('nothing to change');
  for (const path of ['.kaizen', 'agents']) execFileSync('rm', ['-r', join(r.root, path)]);
  expect(r.ka(['init', '--remove']).err).toBe('');
  expect(snapshot(r.root)).toEqual(before);
});

test('--team --remove names the views that git shows then; settings that were edited and hold nothing are named', () => {
  const r = repo();
  r.ka(['init', '--team', '--harness', 'claude']);
  r.ka(['metrics', 'record', 'main', '--success']);
  r.ka(['metrics', 'show', 'main']);
  r.write('.claude/settings.json', r.read('.claude/settings.json').replace(/"timeout": \d+/, '"timeout": 3'));
  const { err } = r.ka(['init', '--remove']);
  const shown = r.git('status', '--porcelain', '-uall').match(/\S+summary\.json/g);
  expect(err).toContain(`are shown by git now: ${shown!.join(', ')}. They may be deleted.`);
  expect(err).toContain('.claude/settings.json stays with nothing in it');
  expect(JSON.parse(r.read('.claude/settings.json'))).toEqual({});
});

test('--remove --harness takes one tool back and leaves the others as they are', () => {
  const r = repo({ 'agents/a.md': AGENT });
  r.ka(['init', '--harness', 'claude', '--mcp']);
  const before = snapshot(r.root);
  r.ka(['init', '--harness', 'gemini', '--harness', 'codex', '--mcp']);
  const dry = r.ka(['init', '--remove', '--harness', 'gemini', '--harness', 'codex', '--dry-run']).out;
  expect([dry.includes('.gemini/settings.json'), dry.includes('.claude/')]).toEqual([true, false]);
  const ran = r.ka(['init', '--remove', '--harness', 'gemini', '--harness', 'codex']);
  expect(ran.out).toContain('All else stays set up.');
  expect(snapshot(r.root)).toEqual(before);
  expect([existsSync(join(r.root, '.gemini')), existsSync(join(r.root, 'GEMINI.md'))]).toEqual([false, false]);
  expect(r.ka(['init', '--remove', '--harness', 'nobody']).code).toBe(2);
  expect(r.ka(['init', '--remove', '--harness', 'codex']).out).toContain('nothing to change');
});

test('in a bare repository it writes nothing and says so', () => {
  const r = repo({ 'a.txt': '1' });
  const bare = join(r.home, 'bare.git');
  r.git('clone', '-q', '--bare', '.', bare);
  const before = readdirSync(bare);
  const { code, err } = r.ka(['init', '--harness', 'claude'], { cwd: bare });
  expect([code, err]).toEqual([2, expect.stringContaining('is a git folder without a work tree')]);
  expect(readdirSync(bare)).toEqual(before);
  expect(r.ka(['doctor'], { cwd: bare }).out).toMatch(/^wrong .*is a git folder without a work tree/m);
});
