import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repo } from '../repo.ts';

const SHIPPED = join(import.meta.dirname, '../../agents');
const shipped = (name: string): string => readFileSync(join(SHIPPED, `${name}.md`), 'utf8');
const CLAUDE = '.claude/agents/tdd-workflow.md';
const SETTINGS = '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"ka hook claude"}]}]}}';

test('install copies, a second time changes nothing', () => {
  const { ka, read, git, root } = repo();
  const first = ka(['agents', 'install', 'tdd-workflow', 'Debugging']);
  expect(first.code).toBe(0);
  expect(read('agents/tdd-workflow.md')).toBe(shipped('tdd-workflow'));
  expect(existsSync(join(root, 'agents/debugging.md'))).toBe(true);
  expect(existsSync(join(root, '.claude'))).toBe(false);
  git('add', '-A');
  git('commit', '-qm', 'agents');
  expect(ka(['agents', 'install', 'tdd-workflow', 'debugging']).out).toMatch(/unchanged.*\n.*unchanged/);
  expect(git('status', '--short')).toBe('');
});

test('an edited agent is kept; --force replaces it', () => {
  const { ka, read, write, root } = repo();
  ka(['agents', 'install', 'tdd-workflow']);
  const edited = `${shipped('tdd-workflow')}\nOurs.\n`;
  write('agents/tdd-workflow.md', edited);
  const refused = ka(['agents', 'install', 'tdd-workflow', 'coach']);
  expect(refused).toMatchObject({ code: 1, out: expect.stringMatching(/refused\s+agents\/tdd-workflow\.md/) });
  expect(read('agents/tdd-workflow.md')).toBe(edited);
  expect(existsSync(join(root, 'agents/coach.md'))).toBe(true);
  expect(ka(['agents', 'install', 'tdd-workflow', '--force']).code).toBe(0);
  expect(read('agents/tdd-workflow.md')).toBe(shipped('tdd-workflow'));
});

test('where ka was not set up, listing agents leaves nothing for git', () => {
  const { ka, git } = repo();
  ka(['agents', 'install', 'tdd-workflow']);
  ka(['agents', 'list']);
  expect(git('status', '--short', '-uall')).toBe('?? agents/tdd-workflow.md\n');
});

test('line ends of Windows are no edit', () => {
  const { ka, write } = repo();
  write('agents/coach.md', shipped('coach').replaceAll('\n', '\r\n'));
  expect(ka(['agents', 'install', 'coach'])).toMatchObject({ code: 0, out: expect.stringContaining('unchanged') });
});

test.each([
  ['its hooks', { '.claude/settings.json': SETTINGS }],
  ['its personal hooks', { '.claude/settings.local.json': SETTINGS }],
  ['a folder of agents', { '.claude/agents/own.md': '---\nname: own\ndescription: d\n---\nDo it.\n' }],
])('install exports to Claude Code where there are %s', (_, files) => {
  const { ka, read } = repo(files);
  expect(ka(['agents', 'install', 'tdd-workflow']).code).toBe(0);
  expect(read(CLAUDE)).toContain('Exported by ka from agents/tdd-workflow.md');
  expect(ka(['agents', 'check']).code).toBe(0);
});

test('a definition of the same name elsewhere is not shadowed unasked', () => {
  const own = '---\nname: coach\ndescription: ours\n---\nDo it.\n';
  const { ka, root, read } = repo({ '.claude/agents/coach.md': own });
  const ran = ka(['agents', 'install', 'coach']);
  expect(ran).toMatchObject({ code: 1, out: expect.stringContaining('.claude/agents/coach.md defines coach already') });
  expect(existsSync(join(root, 'agents/coach.md'))).toBe(false);
  expect(read('.claude/agents/coach.md')).toBe(own);
});

test('a dry run shows and writes nothing', () => {
  const { ka, git } = repo({ '.claude/settings.json': SETTINGS });
  const { out } = ka(['agents', 'install', 'coach', '--dry-run']);
  expect(out).toContain('+name: coach');
  expect(out).toContain('.claude/agents/coach.md');
  expect(git('status', '--short', '--untracked-files=all')).toBe('');
});

test('an unknown agent names the nearest; nothing named is an error', () => {
  const { ka } = repo();
  expect(ka(['agents', 'install', 'tdd-workflw'])).toMatchObject({
    code: 2,
    err: expect.stringContaining('Did you mean tdd-workflow?'),
  });
  expect(ka(['agents', 'install'])).toMatchObject({ code: 2, err: expect.stringContaining('--all') });
});

test('list and show know the shipped ones too', () => {
  const { ka } = repo();
  expect(ka(['agents', 'list']).out).toMatch(
    /ka agents install tdd-workflow\n\n15 to install: ka agents list --shipped\n$/,
  );
  const names = (ka(['agents', 'list', '--shipped', '--json']).json().agents as { name: string }[]).map((a) => a.name);
  expect(names).toEqual(readdirSync(SHIPPED).map((file) => file.slice(0, -3)));
  const shown = ka(['agents', 'show', 'coach']);
  expect(shown).toMatchObject({ code: 0, out: shipped('coach'), err: expect.stringContaining('not installed') });
  ka(['agents', 'install', 'coach']);
  expect(ka(['agents', 'show', 'coach']).err).toBe('');
  expect(ka(['agents', 'list']).out).toMatch(
    /^coach {2}statements-cited >= 1 {2}agents\/coach\.md\n\n14 more to install: ka agents list --shipped\n$/,
  );
  expect(ka(['agents', 'show', 'coch']).err).toContain('Did you mean coach?');
});

test('new begins an agent that is in order, once, in the repository and in Claude Code', () => {
  const { ka, read, root } = repo({ '.claude/settings.json': SETTINGS });
  const line = [
    'agents',
    'new',
    'api-tester',
    '--description',
    'Use for "APIs": all\nof them',
    '--metric-target',
    '0.9',
  ];
  expect(ka(line).code).toBe(0);
  const checked = ka(['agents', 'check', 'api-tester']);
  expect(checked.code).toBe(0);
  expect(checked.out).toMatch(
    /^agents\/api-tester\.md:\d+: to be filled in: two sentences on .*\n(agents\/api-tester\.md:\d+: .*\n){4}2 files \(1 exported by ka\), 5 places of the template not filled in\.\n$/,
  );
  const [first] = ka(['agents', 'check', '--json']).json().unfilled;
  const text = read('agents/api-tester.md');
  expect(text.split('\n')[first.line - 1]).toContain(first.wanted);
  expect(ka(['agents', 'show', 'api-tester', '--json']).json().frontmatter).toMatchObject({
    description: 'Use for "APIs": all\nof them',
    metrics: { primary: { target: 0.9 } },
  });
  expect(read('.claude/agents/api-tester.md')).toContain('# api-tester');
  writeFileSync(join(root, 'agents/api-tester.md'), text.replace(/<!-- fill in: .*? -->/g, 'Call it.'));
  expect(ka(['agents', 'export', '--to', 'claude']).code).toBe(0);
  expect(ka(['agents', 'check', 'api-tester']).out).toBe('2 files (1 exported by ka), no problem.\n');
  expect(ka(line)).toMatchObject({ code: 2, err: expect.stringContaining('already') });
  expect(ka(['agents', 'new', 'API-Tester'])).toMatchObject({ code: 2, err: expect.stringContaining('already') });
});

test.each(['../x', 'a/b', 'nul', 'optimizer', 'a'.repeat(300), '-x', ''])('new refuses the name %j', (name) => {
  const { ka, git } = repo();
  const ran = ka(['agents', 'new', '--', name]);
  expect(ran.code).toBe(2);
  expect(ran.err).not.toContain('    at ');
  expect(git('status', '--short')).toBe('');
});

test("the repository's own template wins", () => {
  const own = '---\nname: {{name}}\ndescription: {{description}}\n---\nOur way.\n';
  const { ka, read } = repo({ '.kaizen/templates/agent.md': own });
  ka(['agents', 'new', 'x', '--description', 'y']);
  expect(read('agents/x.md')).toBe('---\nname: x\ndescription: "y"\n---\nOur way.\n');
});

test('a secret is not written', () => {
  const { ka, git } = repo();
  const ran = ka(['agents', 'new', 'x', '--description', `use ghp_${'a1B2'.repeat(9)}`]);
  expect(ran).toMatchObject({ code: 2, err: expect.not.stringContaining('ghp_') });
  expect(git('status', '--short')).toBe('');
});

test('install says which command the collector runs, and how it is changed for another test runner', () => {
  const { ka } = repo();
  const told = ka(['agents', 'install', 'tdd-workflow']).out.replace(/\s+/g, ' ');
  expect(told).toContain(
    'ka metrics collect tdd-workflow --trust), runs `npm test -- --reporter=json` and reads vitest-json',
  );
  expect(told).toContain(
    'change metrics.collect in agents/tdd-workflow.md, e.g. {command: "pytest -q", parse: exit-code}',
  );
  expect(told).toContain('parse may be exit-code, ');
  expect(ka(['agents', 'install', 'tdd-workflow']).out).not.toContain('collector');
});
