import { expect, test } from 'vitest';
import { repo } from '../repo.ts';

/** A definition that has no fault; `head` are further lines of its frontmatter. */
const agent = (name: string, head = '', body = 'Do it.\n'): string =>
  `---\nname: ${name}\ndescription: Use it.\n${head}---\n\n${body}`;

interface Checked {
  ok: boolean;
  problems: { path: string; code: string; message: string }[];
}

function check(files: Record<string, string>, ...args: string[]): Checked & { code: number | null; said: string[] } {
  const ran = repo(files).ka(['agents', 'check', ...args, '--json']);
  const answer: Checked = ran.json();
  return { ...answer, code: ran.code, said: answer.problems.map(({ path, code }) => `${path} ${code}`) };
}

test('good definitions and no definitions are fine', () => {
  expect(check({ 'agents/a.md': agent('a') })).toMatchObject({ ok: true, problems: [], code: 0 });
  expect(check({})).toMatchObject({ ok: true, problems: [], code: 0 });
});

test.each<[what: string, text: string, code: string, message: RegExp]>([
  ['bad YAML', '---\nname: a\ndescription: [\n---\nDo it.\n', 'unreadable', /line|YAML/i],
  ['JavaScript in the frontmatter', '---js\nmodule.exports = {}\n---\nDo it.\n', 'unreadable', /only YAML/],
  ['no frontmatter', 'Do it.\n', 'unreadable', /no frontmatter/],
  ['no end of the frontmatter', '---\nname: a\n', 'unreadable', /closing/],
  ['no description', '---\nname: a\n---\nDo it.\n', 'no-description', /description is missing/],
  ['an empty description', '---\nname: a\ndescription: ""\n---\nDo it.\n', 'no-description', /description is empty/],
  ['a blank description', '---\nname: a\ndescription: " "\n---\nDo it.\n', 'bad-frontmatter', /blank/],
  ['a name unlike its file', agent('b'), 'name-unlike-file', /"b".*a\.md/],
  ['a name that no system takes', agent('"../a"'), 'bad-name', /cannot name an agent/],
  ['a reserved name', agent('optimizer'), 'bad-name', /reserved/],
  ['an unknown key', agent('a', 'tool: Read\n'), 'unknown-key', /"tool"; did you mean "tools"/],
  ['an unknown key inside', agent('a', 'metrics: {primry: {}}\n'), 'unknown-key', /did you mean "primary"/],
  ['a wrong type', agent('a', 'maxTurns: many\n'), 'bad-frontmatter', /maxTurns is "many", not a whole number/],
  ['no target', agent('a', 'metrics: {primary: {name: m}}\n'), 'no-target', /target is missing/],
  ['a metric that no flag can name', agent('a', 'metrics: {secondary: [{name: a=b}]}\n'), 'bad-metric-name', /"a=b"/],
  [
    'a metric twice',
    agent('a', 'metrics: {primary: {name: m, target: 1}, secondary: [{name: m}]}\n'),
    'metric-twice',
    /"m"/,
  ],
  ['an unknown kind of memory', agent('a', 'memory: sometimes\n'), 'bad-frontmatter', /memory is "sometimes"/],
  ['an unknown idempotency key', agent('a', 'idempotency: {key: id}\n'), 'bad-frontmatter', /idempotency\.key is "id"/],
  ['an unknown parser', agent('a', 'metrics: {collect: {command: x, parse: y}}\n'), 'bad-frontmatter', /junit/],
  ['an empty body', agent('a', '', ' \n'), 'empty-body', /no prompt/],
  ['a body above 32 KB', agent('a', '', 'x'.repeat(32_769)), 'long-body', /32769 bytes, at most 32768/],
])('%s is a problem', (_, text, code, message) => {
  const found = check({ 'agents/a.md': text });
  expect(found.code).toBe(1);
  expect(found.said).toEqual([`agents/a.md ${code}`]);
  expect(found.problems[0]!.message).toMatch(message);
});

test('all problems come at once, in the order of the files', () => {
  const { said, code } = check({
    'agents/b.md': '---\nname: x\ntool: Read\n---\n',
    'agents/a.md': 'text',
    'agents/README.md': '# notes are no agent\n',
  });
  expect(code).toBe(1);
  expect(said).toEqual([
    'agents/a.md unreadable',
    'agents/b.md no-description',
    'agents/b.md unknown-key',
    'agents/b.md empty-body',
    'agents/b.md name-unlike-file',
  ]);
});

test("every key of Claude Code's own is known", () => {
  const head = [
    'tools: Read, Grep',
    'disallowedTools: [Write]',
    'model: inherit',
    'color: blue',
    'permissionMode: plan',
    'mcpServers: [x]',
    'hooks: {}',
    'skills: a',
    'memory: project',
    'maxTurns: 3',
    'effort: high',
    'background: true',
    'isolation: worktree',
    'initialPrompt: Begin.',
    'omitClaudeMd: true',
    'autoCompactWindow: 100000',
  ];
  expect(check({ '.claude/agents/a.md': agent('a', `${head.join('\n')}\n`) }).problems).toEqual([]);
});

test('one name is defined once: other folder, other case, other file', () => {
  expect(check({ 'agents/a.md': agent('a'), '.claude/agents/a.md': agent('a') }).said).toEqual([
    '.claude/agents/a.md shadowed',
  ]);
  const { said, problems } = check({ 'agents/a.md': agent('a'), '.claude/agents/A.md': agent('A') });
  expect(said).toEqual(['.claude/agents/A.md shadowed']);
  expect(problems[0]!.message).toContain('ignoring case');
  expect(check({ 'agents/a.md': agent('a'), 'agents/b.md': agent('a') }).said).toEqual([
    'agents/b.md name-unlike-file',
    'agents/b.md name-twice',
  ]);
});

test('an exported file must still fit its source', () => {
  const { ka, write, read, git } = repo({ 'agents/a.md': agent('a', 'memory: true\n') });
  const codes = (): string[] => (ka(['agents', 'check', '--json']).json() as Checked).problems.map(({ code }) => code);
  expect(ka(['agents', 'export', '--to', 'claude']).code).toBe(0);
  expect(codes()).toEqual([]);
  write('agents/a.md', agent('a', '', 'Do it well.\n'));
  expect(codes()).toEqual(['export-stale']);
  ka(['agents', 'export', '--to', 'claude']);
  expect(codes()).toEqual([]);
  write('.claude/agents/a.md', `${read('.claude/agents/a.md')}More.\n`);
  expect(codes()).toEqual(['export-edited']);
  git('checkout', '-q', '--', 'agents/a.md');
  write('agents/b.md', agent('b'));
  ka(['agents', 'export', 'b', '--to', 'claude']);
  write('agents/b.md', agent('c'));
  git('clean', '-fdq', 'agents');
  expect(codes()).toEqual(['export-edited', 'export-orphan']);
});

test('a link out of the project is not followed', async () => {
  const { symlinkSync } = await import('node:fs');
  const outside = repo({ 'x.md': agent('a') });
  const { root, ka } = repo({ 'agents/b.md': agent('b') });
  symlinkSync(`${outside.root}/x.md`, `${root}/agents/a.md`);
  expect(ka(['agents', 'list', '--json']).json().agents).toHaveLength(1);
  const { problems } = ka(['agents', 'check', '--json']).json() as Checked;
  expect(problems.map(({ path, code }) => `${path} ${code}`)).toEqual(['agents/a.md unreadable']);
});

test('one agent by name, and a name that nobody has', () => {
  const files = { 'agents/a.md': 'text', 'agents/b.md': agent('b') };
  expect(check(files, 'b').code).toBe(0);
  expect(check(files, 'A').said).toEqual(['agents/a.md unreadable']);
  expect(repo(files).ka(['agents', 'check', 'zz'])).toMatchObject({ code: 2, err: expect.stringContaining('"zz"') });
});

test('a bad file makes neither itself nor its neighbours fail elsewhere', () => {
  const { ka } = repo({
    'agents/bad.md': '---\nname: [\n---\n',
    'agents/half.md': agent('half', 'metrics: {primary: {name: m}, secondary: [{name: s}, 3]}\nmaxTurns: x\n'),
    '.kaizen/.gitignore': 'local/\n',
  });
  const { agents } = ka(['agents', 'list', '--json']).json() as { agents: Record<string, unknown>[] };
  expect(agents).toMatchObject([{ name: 'half', metrics: { secondary: [{ name: 's' }] } }]);
  expect(agents[0]).not.toHaveProperty('maxTurns');
  expect(ka(['agents', 'list']).out).toBe(ka(['agents', 'list']).out);
});
