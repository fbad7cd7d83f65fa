import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Ctx } from '../../src/lib/context.ts';
import type { RepoFacts } from '../../src/retro/facts/contract.ts';
import { kindOf, readInstruction } from '../../src/retro/facts/instructions.ts';
import { measureText } from '../../src/retro/facts/measure-text.ts';
import { findProhibitions, namesCommand, namesPath } from '../../src/retro/facts/prohibitions.ts';
import { readFacts } from '../../src/retro/facts/read.ts';
import { findProject } from '../../src/store/project.ts';
import { type Repo, repo, scratch } from '../repo.ts';

const commitAs = (r: Repo, who: string, day: string, message: string): void => {
  r.git('add', '-A');
  execFileSync('git', ['commit', '-qm', message], {
    cwd: r.root,
    env: {
      PATH: process.env.PATH,
      HOME: r.home,
      GIT_AUTHOR_NAME: who,
      GIT_AUTHOR_EMAIL: `${who}@example.invalid`,
      GIT_COMMITTER_NAME: who,
      GIT_COMMITTER_EMAIL: `${who}@example.invalid`,
      GIT_AUTHOR_DATE: `${day}T12:00:00Z`,
      GIT_COMMITTER_DATE: `${day}T12:00:00Z`,
    },
  });
};
/** What facts take of a context. */
const context = (root: string): Ctx =>
  ({ cwd: root, target: null, home: null, env: process.env, dryRun: false, progress: () => {} }) as unknown as Ctx;
const factsOf = async (root: string, until: number | null = null): Promise<RepoFacts> => {
  const ctx = context(root);
  return (await readFacts(findProject(ctx), ctx, until))!;
};
const fileOf = (facts: RepoFacts, path: string) => facts.files.find((one) => one.path === path)!;

/** The commits of 2026: January by `repo`, then May, June 20, July 10, July 20. */
function history(): Repo {
  const r = repo({ 'src/a.ts': 'if (x) {}\n', 'src/b.ts': 'const b = 1;\n', 'old.md': '# Old\n' });
  const change = (day: string, who: string, paths: string[]) => {
    for (const path of paths) r.write(path, `${day} ${path}\nif (a && b) {}\n`);
    commitAs(r, who, day, day);
  };
  change('2026-05-01', 'ann', ['src/a.ts', 'src/b.ts']);
  change('2026-06-20', 'ann', ['src/a.ts', 'src/b.ts']);
  change('2026-07-10', 'bob', ['src/a.ts', 'src/b.ts', 'naïve "file".ts']);
  change('2026-07-20', 'ann', ['src/a.ts']);
  return r;
}

test('churn and authors are counted back from the commit, over 30 and 90 days', async () => {
  const r = history();
  const facts = await factsOf(r.root);
  expect([facts.at, facts.shallow, facts.commit]).toEqual([
    '2026-07-20T12:00:00.000Z',
    false,
    r.git('rev-parse', 'HEAD').trim(),
  ]);
  expect(fileOf(facts, 'src/a.ts')).toMatchObject({
    lines: 2,
    complexity: 3,
    churn_30d: 3,
    churn_90d: 4,
    authors_30d: 2,
    authors_90d: 2,
    changed: '2026-07-20T12:00:00.000Z',
  });
  expect(fileOf(facts, 'src/b.ts')).toMatchObject({ churn_30d: 2, churn_90d: 3, changed: '2026-07-10T12:00:00.000Z' });
  // Older than 90 days: nothing of it in the pass, and that is said by null.
  expect(fileOf(facts, 'old.md')).toMatchObject({ churn_90d: 0, authors_90d: 0, changed: null, complexity: null });
  expect(facts.co_changes).toEqual([{ a: 'src/a.ts', b: 'src/b.ts', n: 3 }]);
});

test('a time in the past is answered with the commit of that time, as it was then', async () => {
  const r = history();
  const facts = await factsOf(r.root, Date.UTC(2026, 6, 1));
  expect([facts.at, fileOf(facts, 'src/a.ts').churn_90d]).toEqual(['2026-06-20T12:00:00.000Z', 2]);
  expect(await factsOf(r.root, Date.UTC(2025, 0, 1))).toBeNull();
});

test('git is asked as often for two hundred files as for two', () => {
  const asked = (count: number): number => {
    const files = Array.from({ length: count }, (_, i) => [`src/f${i}.ts`, `export const f${i} = () => ${i};\n`]);
    const r = repo(Object.fromEntries(files));
    const trace = join(scratch(), 'trace');
    const ran = r.ka(['retro', '--no-sync'], { env: { GIT_TRACE2_EVENT: trace } });
    expect(ran.code).toBe(0);
    return readFileSync(trace, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"event":"start"')).length;
  };
  const few = asked(2);
  expect(few).toBeGreaterThan(2);
  expect(asked(200)).toBe(few);
});

test('the second look reads the cache, which another commit does not disturb', async () => {
  const r = history();
  mkdirSync(join(r.root, '.kaizen'));
  const first = await factsOf(r.root);
  const cached = () => readdirSync(join(r.root, '.kaizen/local/cache')).filter((name) => name.startsWith('facts-'));
  expect(cached()).toHaveLength(1);
  expect(await factsOf(r.root)).toEqual(first);
  // A cache that was cut off is no facts.
  r.write(`.kaizen/local/cache/${cached()[0]}`, '{"commit":');
  expect(await factsOf(r.root)).toEqual(first);
  r.write('src/c.ts', 'x\n');
  commitAs(r, 'ann', '2026-07-21', 'more');
  expect((await factsOf(r.root)).files.some(({ path }) => path === 'src/c.ts')).toBe(true);
});

test('a full clone tells the same, a shallow one says that it knows less', async () => {
  const r = history();
  const [full, shallow] = [join(scratch(), 'full'), join(scratch(), 'shallow')];
  execFileSync('git', ['clone', '-q', r.root, full]);
  execFileSync('git', ['clone', '-q', '--depth', '2', `file://${r.root}`, shallow]);
  expect(await factsOf(full)).toEqual(await factsOf(r.root));
  const facts = await factsOf(shallow);
  // The first known commit seems to add every file; it is no churn.
  expect([facts.shallow, fileOf(facts, 'src/a.ts').churn_90d, fileOf(facts, 'src/b.ts').churn_90d]).toEqual([
    true,
    1,
    0,
  ]);
});

test('no git, no commit, a subfolder, binary files, links', async () => {
  const plain = scratch();
  expect(await factsOf(plain)).toBeNull();
  execFileSync('git', ['init', '-q', plain]);
  expect(await factsOf(plain)).toBeNull();
  const r = repo({
    'app/.kaizen/.gitignore': 'local/\n',
    'app/x.ts': 'a ? b : c;\n',
    'y.ts': '',
    'app/logo.png': 'a\0b\n',
  });
  execFileSync('ln', ['-s', 'x.ts', join(r.root, 'app/link.ts')]);
  commitAs(r, 'ann', '2026-07-20', 'link');
  const facts = await factsOf(join(r.root, 'app'));
  expect(facts.files.map(({ path }) => path)).toEqual(['.kaizen/.gitignore', 'logo.png', 'x.ts']);
  expect(fileOf(facts, 'logo.png')).toMatchObject({ bytes: 4, lines: null, complexity: null });
});

test('instruction files are known with their size, age and what stands in every context', async () => {
  const description = 'Deploys the thing to production.';
  const r = repo({
    'AGENTS.md': '# Rules\n\nNever run `git push`.\n',
    '.claude/skills/deploy/SKILL.md': `---\nname: deploy\ndescription: ${description}\n---\nDo it.\n`,
    '.cursor/rules/vue.mdc': '---\ndescription: Vue\nglobs: "*.vue, src/ui/**"\n---\nUse setup.\n',
    '.claude/agents/tdd.md': '---\nname: tdd\ndescription: Tests first.\n---\nDo.\n',
    'packages/a/CLAUDE.md': '# A\n',
  });
  r.write('AGENTS.md', '# Rules\n\nNever run `git push`.\nUse `pnpm` instead of `npm`.\n');
  commitAs(r, 'ann', '2026-07-20', 'rules');
  const { instructions } = await factsOf(r.root);
  const brief = instructions.map(({ kind, name, standing, changed, scope }) => [
    kind,
    name,
    standing,
    changed?.slice(0, 10),
    scope,
  ]);
  expect(brief).toEqual([
    ['agent', 'tdd', 'tdd'.length + 'Tests first.'.length, '2026-01-01', []],
    ['skill', 'deploy', 'deploy'.length + description.length, '2026-01-01', []],
    ['rule', '.cursor/rules/vue.mdc', 'Vue'.length, '2026-01-01', ['*.vue', 'src/ui/**']],
    ['instructions', 'AGENTS.md', r.read('AGENTS.md').length, '2026-07-20', []],
    ['instructions', 'packages/a/CLAUDE.md', 0, '2026-01-01', []],
  ]);
  expect(instructions[3]!.prohibitions).toEqual([
    { line: 3, what: 'command', pattern: 'git push', instead: null },
    { line: 4, what: 'command', pattern: 'npm', instead: 'pnpm' },
  ]);
});

test.each([
  ['.claude/skills/a/SKILL.md', 'skill'],
  ['.agents/skills/group/a/SKILL.md', 'skill'],
  ['.github/copilot-instructions.md', 'instructions'],
  ['.github/instructions/x.instructions.md', 'rule'],
  ['agents/tdd.md', 'agent'],
  ['docs/agents/tdd.md', null],
  ['src/SKILL.md', null],
])('%s is %s', (path, kind) => expect(kindOf(path, ['agents'])).toBe(kind));

test('frontmatter that is none is no reason to fail', () => {
  expect(readInstruction('skill', '.claude/skills/a/SKILL.md', '---\nname: [\n---\n')).toMatchObject({
    name: 'a',
    standing: 0,
  });
  expect(readInstruction('agent', 'agents/README.md', '# Agents\n')).toBeNull();
});

test.each([
  ['Never run `git push`.', [['command', 'git push']]],
  ['Do not use `npm`.', [['command', 'npm']]],
  ['Use `pnpm` instead of `npm`', [['command', 'npm']]],
  ['Use `uv run`, not `python`', [['command', 'python']]],
  ['Do not edit files in `dist/`.', [['path', 'dist/']]],
  ['Never edit `src/**/*.gen.ts`', [['path', 'src/**/*.gen.ts']]],
  // Finer than what a digest tells, conditional, or an example: no check is better than a false one.
  ['Never run `git push --force`.', []],
  ['Never run `git push` unless asked.', []],
  ['When in doubt, do not use `npm`.', []],
  ['Use `npm run x` instead of `npm`', []],
  ['```\nNever run `git push`.\n```', []],
  ['Never touch `state`.', []],
])('%j forbids %j', (text, found) =>
  expect(findProhibitions(text).map(({ what, pattern }) => [what, pattern])).toEqual(found),
);

test('a pattern names what it should and nothing that only looks alike', () => {
  expect(['npm', 'npm test', 'npx', 'npm-run'].map((sig) => namesCommand('npm', sig))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(['dist/a.js', 'dist/b/c.js', 'distant/a.js', 'src/dist/a'].map((path) => namesPath('dist/', path))).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(['src/a.gen.ts', 'src/x/a.gen.ts', 'src/a.ts'].map((path) => namesPath('src/**/*.gen.ts', path))).toEqual([
    false,
    true,
    false,
  ]);
});

// Counted by hand: 1 and one for each branch; strings and comments hold none.
test.each([
  ['a.ts', 'function f(a) {\n  // if while\n  if (a && "if") return a ?? 1;\n  for (const x of a) {}\n}\n', 5, 1],
  [
    'a.py',
    'class A:\n    def f(self):\n        """if else"""\n        # if\n        if x or y:\n            pass\n        elif z:\n            pass\n',
    3,
    2,
  ],
  ['a.rs', 'pub(crate) fn f<T>(a: T) -> T { match a { _ => a } }\nimpl X {}\n', 2, 2],
  ['a.go', 'func (s *S) F() {\n\tswitch x {\n\tcase 1:\n\tcase 2:\n\t}\n}\n', 3, 1],
])('%s is measured as counted by hand', (path, text, complexity, symbols) =>
  expect(measureText(path, text)).toEqual({ lines: text.split('\n').length - 1, complexity, symbols }),
);
