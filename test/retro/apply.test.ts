import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exampleDigest } from '../../src/retro/example.ts';
import { type Repo, scratch } from '../repo.ts';
import { LOG, logOf, retroRepo, sessions } from './repository.ts';

const bare = ['retro', '--no-sync', '--all', '--json'];
const idOf = (r: Repo, rule: string): string =>
  r
    .ka(bare)
    .json()
    .bets.find((bet: { rule: string }) => bet.rule === rule).id;

/** Names and identity for commits come from the environment, as a user's would from the config. */
const WHO = {
  GIT_AUTHOR_NAME: 'A',
  GIT_AUTHOR_EMAIL: 'a@example.invalid',
  GIT_COMMITTER_NAME: 'A',
  GIT_COMMITTER_EMAIL: 'a@example.invalid',
};
const apply = (r: Repo, ...args: string[]) => r.ka(['bets', 'apply', ...args, '--no-sync'], { env: WHO });

test('one commit on a branch of its own, with the trailer; dirty files, the index and HEAD stay as they are', () => {
  const r = retroRepo();
  const id = idOf(r, 'generated-files');
  r.git('add', '-A');
  r.git('commit', '-qm', 'retro');
  // Dirty in the very file, something staged, something untracked.
  r.write('AGENTS.md', '# Rules of mine\n');
  r.write('staged.txt', 'a\n');
  r.git('add', 'staged.txt');
  r.write('untracked.txt', 'b\n');
  const head = r.git('rev-parse', 'HEAD');
  const before = r.git('status', '--porcelain');
  const ran = apply(r, id, '--no-experiment');
  expect([ran.code, ran.err]).toEqual([0, '']);
  expect(r.git('rev-parse', 'HEAD')).toBe(head);
  expect(r.git('status', '--porcelain').replace(/^ M .kaizen\/metrics.*\n/m, '')).toBe(before);
  expect(r.read('AGENTS.md')).toBe('# Rules of mine\n');
  const branch = `bets/${id}`;
  expect(r.git('rev-parse', `${branch}^`)).toBe(head);
  expect(r.git('diff', '--name-only', 'HEAD', branch).trim()).toBe('AGENTS.md');
  expect(r.git('show', `${branch}:AGENTS.md`)).toBe(
    '# Rules\n\nUse `pnpm` instead of `npm`.\n\n- Do not read `uv.lock`: it is generated.\n',
  );
  expect(r.git('log', '-1', '--format=%(trailers:key=Bet,valueonly)', branch).trim()).toBe(id);
  expect(
    r
      .ka(['bets', 'list', '--all', '--json'])
      .json()
      .bets.find((bet: { id: string }) => bet.id === id).status,
  ).toBe('applied');
  // It is not proposed again, and a second time there is nothing to do.
  expect(
    r
      .ka(bare)
      .json()
      .bets.map((bet: { id: string }) => bet.id),
  ).not.toContain(id);
  expect(apply(r, id).err).toContain(`${branch} holds it already`);
});

/** A `git` that, once, before it does a verb, commits what somebody else had at hand. */
function interrupted(r: Repo, verb: string): Record<string, string> {
  const folder = scratch();
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  const text = [
    '#!/bin/sh',
    `case " $* " in *" ${verb} "*) if mkdir "${folder}/done" 2>/dev/null; then`,
    `  echo "- A rule of mine." >> "${r.root}/AGENTS.md"`,
    `  ${real} -C "${r.root}" commit -q -m mine -- AGENTS.md || exit 9`,
    'fi ;; esac',
    `exec ${real} "$@"`,
  ];
  writeFileSync(join(folder, 'git'), `${text.join('\n')}\n`);
  chmodSync(join(folder, 'git'), 0o755);
  return { ...WHO, PATH: `${folder}:${process.env.PATH}` };
}

test.each([
  ['while it is planned, without an experiment', 'cat-file', ['--no-experiment']],
  ['while it is planned', 'cat-file', []],
  ['while its experiment is committed', 'hash-object', []],
])('HEAD moved %s: exit 1, nothing is left, and the next time takes the other commit along', (_, verb, flags) => {
  const r = retroRepo();
  const id = idOf(r, 'generated-files');
  r.git('add', '-A');
  r.git('commit', '-qm', 'retro');
  const base = r.git('rev-parse', 'HEAD').trim();
  const ran = r.ka(['bets', 'apply', id, '--no-sync', ...flags], { env: interrupted(r, verb) });
  expect([ran.code, ran.err]).toEqual([
    1,
    `ka: HEAD moved from ${base.slice(0, 12)} while ${id} was being planned; nothing was changed.\ntry: ka bets apply ${id}\n`,
  ]);
  expect([r.git('branch', '--list', 'bets/*'), r.git('status', '--porcelain')]).toEqual(['', '']);
  expect(r.git('log', '--format=%s', '-2').trim().split('\n')).toEqual(['mine', 'retro']);
  expect(r.ka(['exp', 'list', '--json']).json().experiments).toEqual([]);
  expect(apply(r, id, ...flags).code).toBe(0);
  const text = r.git('show', `bets/${id}:AGENTS.md`);
  expect([text.includes('- A rule of mine.'), text.includes('uv.lock')]).toEqual([true, true]);
});

test('a bet that was applied is refused though its branch is gone, until somebody accepts it again', () => {
  const r = retroRepo();
  const id = idOf(r, 'generated-files');
  expect(apply(r, id, '--no-experiment').code).toBe(0);
  r.git('branch', '-q', '-D', `bets/${id}`);
  const again = apply(r, id, '--no-experiment');
  expect([again.code, again.err]).toEqual([
    1,
    expect.stringMatching(
      `${id} was applied on \\d{4}-\\d\\d-\\d\\d, and its branch is gone; .*\ntry: ka bets accept ${id}`,
    ),
  ]);
  expect(r.git('branch', '--list', 'bets/*')).toBe('');
  r.ka(['bets', 'accept', id]);
  expect(apply(r, id, '--no-experiment').code).toBe(0);
});

test('applied in another clone: the trailer in the history tells, also in a squash', () => {
  const r = retroRepo();
  const id = idOf(r, 'generated-files');
  const queue = '.kaizen/metrics/optimizer/recommendations.jsonl';
  const before = r.read(queue);
  apply(r, id, '--no-experiment');
  const head = r.git('rev-parse', 'HEAD').trim();
  r.git('merge', '-q', `bets/${id}`);
  r.git('branch', '-q', '-D', `bets/${id}`);
  // As the other clone's queue stands, which has not heard of it.
  r.write(queue, before);
  const told = () => {
    const ran = apply(r, id, '--no-experiment');
    return [ran.code, ran.err.split(';')[0]];
  };
  const by = () => [1, `ka: ${id} was applied by ${r.git('rev-parse', '--short=12', 'HEAD').trim()}`];
  expect(told()).toEqual(by());
  r.git('reset', '-q', '--soft', head);
  r.git('commit', '-q', '-m', `Rules (#3)\n\n* Leave the lock file alone\n\n* Bet: ${id}\n\n* and more`);
  expect(told()).toEqual(by());
  r.git('commit', '-q', '--amend', '-m', `Rules, see Bet: ${id} for why`);
  expect(told()[1]).toContain('says so already');
});

test('a revert undoes it', () => {
  const r = retroRepo();
  const id = idOf(r, 'generated-files');
  apply(r, id, '--no-experiment');
  r.git('merge', '-q', `bets/${id}`);
  expect(r.read('AGENTS.md')).toContain('uv.lock');
  r.git('revert', '--no-edit', 'HEAD');
  expect(r.read('AGENTS.md')).not.toContain('uv.lock');
});

test('its experiment is written down and committed before the change, and the change carries its trailer', () => {
  const r = retroRepo();
  const id = idOf(r, 'generated-files');
  const head = r.git('rev-parse', 'HEAD').trim();
  const ran = apply(r, id, '--json');
  expect([ran.code, ran.err]).toEqual([0, '']);
  const { experiment, commit } = ran.json();
  expect(r.git('diff', '--name-only', head, 'HEAD').trim()).toBe(`.kaizen/experiments/${experiment}.md`);
  expect(r.git('rev-parse', `${commit}^`)).toBe(r.git('rev-parse', 'HEAD'));
  expect(r.git('log', '-1', '--format=%(trailers:key=Experiment,valueonly)', commit).trim()).toBe(experiment);
  expect(r.read(`.kaizen/experiments/${experiment}.md`)).toContain(id);
});

test('where git cannot commit nothing is left: no experiment that measures a change which never came', () => {
  const r = retroRepo();
  const id = idOf(r, 'generated-files');
  const nobody = { ...WHO, GIT_AUTHOR_NAME: '', GIT_COMMITTER_NAME: '' };
  const ran = r.ka(['bets', 'apply', id, '--no-sync'], { env: nobody });
  expect(ran.code).toBe(2);
  expect(r.ka(['exp', 'list', '--json']).json().experiments).toEqual([]);
});

test('a dry run shows the change and leaves no branch, no experiment and no word in the queue', () => {
  const r = retroRepo();
  const id = idOf(r, 'generated-files');
  const before = r.git('status', '--porcelain', '-uall');
  const ran = apply(r, id, '--dry-run');
  expect(ran.out).toContain('+- Do not read `uv.lock`: it is generated.');
  expect(ran.out).toContain('would measure it');
  expect(r.git('branch', '--list', 'bets/*')).toBe('');
  expect(r.git('status', '--porcelain', '-uall')).toBe(before);
});

test('nothing of the repository runs: no hook, no filter', () => {
  const r = retroRepo();
  const id = idOf(r, 'generated-files');
  const hooks = join(r.root, '.git', 'hooks');
  mkdirSync(hooks, { recursive: true });
  for (const name of ['pre-commit', 'commit-msg', 'post-commit', 'reference-transaction', 'post-checkout']) {
    writeFileSync(join(hooks, name), `#!/bin/sh\necho ${name} >> "${r.root}/ran"\n`);
    chmodSync(join(hooks, name), 0o755);
  }
  r.git('config', 'filter.evil.clean', `sh -c 'echo filter >> "${r.root}/ran"; cat'`);
  r.write('.git/info/attributes', '*.md filter=evil\n');
  // The experiment's own commit refreshes the user's index, which asks the filters that the user configured.
  expect(apply(r, id, '--no-experiment').code).toBe(0);
  expect(existsSync(join(r.root, 'ran')) ? r.read('ran') : '').toBe('');
});

test('a skill that nobody uses is moved out of sight, with its history', () => {
  const r = retroRepo(Array.from({ length: 24 }, (_, i) => exampleDigest(i)));
  const id = idOf(r, 'unused-skill');
  expect(apply(r, id, '--no-experiment').code).toBe(0);
  expect(r.git('diff', '--name-status', '-M', 'HEAD', `bets/${id}`).trim()).toBe(
    'R100\t.claude/skills/deploy/SKILL.md\t.kaizen/archive/.claude/skills/deploy/SKILL.md',
  );
});

test('what Cursor alone reads goes onto its list of ignored files', () => {
  const r = retroRepo(sessions().map((one) => ({ ...one, harness: 'cursor', id: one.id.replace('claude', 'cursor') })));
  const id = idOf(r, 'generated-files');
  expect(apply(r, id, '--no-experiment').code).toBe(0);
  expect(r.git('show', `bets/${id}:.cursorignore`)).toBe('uv.lock\n');
});

test("the optimizer's cheaper model becomes a commit too", () => {
  const r = retroRepo([]);
  r.write('agents/tdd.md', '---\nname: tdd\ndescription: Tests first.\nmodel: large\n---\nDo.\n');
  const line = (i: number) =>
    JSON.stringify({
      id: `x_${String(i).padStart(20, '0')}`,
      timestamp: new Date(Date.UTC(2026, 10, 1, i)).toISOString(),
      agent: 'tdd',
      success: i % 10 !== 4,
      model: i % 3 ? 'large' : 'small',
      cost_usd: (i % 3 ? 0.3 : 0.1) * (1 + (i % 7) / 10),
      recorded_at: '2026-11-01T00:00:00.000Z',
      source: 'hook',
    });
  r.write('.kaizen/metrics/tdd/executions.jsonl', `${Array.from({ length: 60 }, (_, i) => line(i)).join('\n')}\n`);
  r.git('add', '-A');
  r.git('commit', '-qm', 'agent');
  r.ka(['metrics', 'optimize']);
  const bet = r
    .ka(['bets', 'list', '--json'])
    .json()
    .bets.find(({ rule }: { rule: string }) => rule === 'cheaper-model');
  expect(apply(r, bet.id, '--no-experiment').code).toBe(0);
  expect(r.git('show', `bets/${bet.id}:agents/tdd.md`)).toBe(
    '---\nname: tdd\ndescription: Tests first.\nmodel: small\n---\nDo.\n',
  );
});

test('a bet whose steps need a person says them and does nothing', () => {
  const r = retroRepo();
  const ran = apply(r, idOf(r, 'split-file'));
  expect([ran.code, ran.err.includes('is no plain edit'), ran.err.includes('try: ka bets accept')]).toEqual([
    2,
    true,
    true,
  ]);
  const lines = ran.err.trimEnd().split('\n');
  expect(lines.filter(({ length }) => length > 80)).toEqual([]);
  expect(lines.filter((line) => /^ {2}\d\) /.test(line)).length).toBeGreaterThan(1);
  expect(lines.at(-1)).toBe(`try: ka bets accept ${idOf(r, 'split-file')}`);
  r.ka(['bets', 'accept', idOf(r, 'split-file')]);
  const again = r.ka(['bets', 'apply', /r_\w+/.exec(ran.err)![0]]);
  expect([again.code, again.err.split('\n').at(-2)]).toEqual([2, 'try: ka explain split-file']);
});

test.each([
  ['outside the project', { kind: 'add-line', path: '../other/AGENTS.md', line: 'x' }],
  ['in git itself', { kind: 'add-line', path: '.git/config', line: 'x' }],
  ['that is code', { kind: 'add-line', path: 'src/auth.py', line: 'import os' }],
  ['of several lines', { kind: 'add-line', path: 'AGENTS.md', line: 'a\nb' }],
  ['that archives code', { kind: 'archive', path: 'src' }],
  ['of a model in what is no agent', { kind: 'set-model', path: 'AGENTS.md', model: 'x' }],
  ['with a secret', { kind: 'add-line', path: 'AGENTS.md', line: `token: ghp_${'a1B2'.repeat(9)}` }],
])('a view that somebody tampered with cannot ask for an edit %s', (_, edit) => {
  const r = retroRepo();
  const id = idOf(r, 'generated-files');
  const view = JSON.parse(r.read('.kaizen/retro/analysis.json'));
  for (const bet of view.bets) if (bet.id === id) bet.edit = edit;
  r.write('.kaizen/retro/analysis.json', JSON.stringify(view));
  const ran = apply(r, id);
  expect(ran.code).toBe(2);
  expect(r.git('branch', '--list', 'bets/*')).toBe('');
});

test('in a folder of a larger repository paths are those of the folder', () => {
  const r = retroRepo([]);
  r.write('app/AGENTS.md', '# App\n');
  r.write('app/uv.lock', 'x = 1\n'.repeat(5000));
  r.write(`app/${LOG}`, logOf(sessions()));
  r.git('add', '-A');
  r.git('commit', '-qm', 'app');
  const app = { cwd: join(r.root, 'app') };
  const bet = r
    .ka(bare, app)
    .json()
    .bets.find(({ rule }: { rule: string }) => rule === 'generated-files');
  const ran = r.ka(['bets', 'apply', bet.id, '--no-experiment', '--no-sync'], { ...app, env: WHO });
  expect([ran.code, ran.err]).toEqual([0, '']);
  expect(r.git('diff', '--name-only', 'HEAD', `bets/${bet.id}`).trim()).toBe('app/AGENTS.md');
});
