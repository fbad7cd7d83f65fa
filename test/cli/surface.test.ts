import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseArgv } from '../../src/cli/argv.ts';
import { parseWords } from '../../src/cli/program.ts';
import { commands, groups } from '../../src/commands/index.ts';
import { repo } from '../repo.ts';

test('ka --help lists every group and command', () => {
  const { out, code } = repo().ka(['--help']);
  expect(code).toBe(0);
  for (const key of Object.keys(commands)) expect(out).toContain(key.split(' ')[0]);
});

test('ka --version', () => {
  expect(repo().ka(['--version']).out).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each(Object.keys(commands))('ka %s --help shows an example that names it', (key) => {
  const { out, code } = repo().ka([...key.split(' '), '--help']);
  expect(code).toBe(0);
  expect(out).toContain('Examples:');
  expect(out).toContain(`ka ${key}`);
});

test.each(Object.keys(groups))('ka %s: its help says what to type first, and each of these lines runs', (group) => {
  const { ka, root, home } = repo({}, { onPath: true });
  const { out } = ka([group, '--help']);
  expect(ka([group]).out).toBe(out);
  const lines = [...out.split('\nStart with:\n')[1]!.matchAll(/^ {2}(ka .*)\n {6}\S/gm)].map(([, line]) => line!);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.filter((line) => line.startsWith(`ka ${group} `))).not.toEqual([]);
  for (const line of lines) {
    const env = { ...process.env, PATH: `${join(root, '..', 'bin')}:${process.env.PATH}`, HOME: home };
    const ran = spawnSync('sh', ['-c', line], { cwd: root, env, encoding: 'utf8', input: '' });
    expect([line, line.length < 79, ran.status]).toEqual([line, true, 0]);
  }
});

test('ka --help, and ka alone, end with where to start', () => {
  const { ka } = repo();
  expect(ka(['--help']).out).toMatch(/\n\nStart with: ka init .*\n$/);
  expect(ka([]).out).toBe(ka(['--help']).out);
});

test('an unknown command names the nearest and exits 2', () => {
  const ran = repo().ka(['metrics', 'recrod', 'x']);
  expect(ran.code).toBe(2);
  expect(ran.err).toBe('ka: There is no command "metrics recrod".\ntry: ka metrics record x\n');
});

test.each(['constructor', 'toString', 'hasOwnProperty', '__proto__'])(
  'ka %s: a word that every object knows',
  (word) => {
    const { ka } = repo();
    for (const words of [[word], [word, '--help'], ['help', word], [word, 'help'], ['metrics', word]])
      expect([words, ka(words).err]).toEqual([words, expect.stringMatching(/^ka: There is no command "/)]);
  },
);

test.each([
  ['optimize', 'ka metrics optimize'],
  ['optimize tdd --json -t .', 'ka metrics optimize tdd --json -t .'],
  ['install tdd-workflow', 'ka agents install tdd-workflow'],
  ['metrics install', 'ka agents install'],
  ['list', 'ka agents list'],
  ['status', 'ka doctor'],
  ['uninstall', 'ka init --remove'],
  ['agent lst', 'ka agents list'],
  ['metric', 'ka metrics'],
  ['optimise', 'ka metrics optimize'],
  ['sess', 'ka sessions'],
  ['metrics opt', 'ka metrics optimize'],
  ['optimize --help', 'ka metrics optimize --help'],
  ['nonsense', 'ka --help'],
  ['reprot', 'ka report'],
  ['record types', 'ka record --help'],
  ['record lits', 'ka record list --help'],
  ['record query', 'ka record query WORDS'],
  ['record query task', 'ka record query task WORDS'],
  ['bets nonsense', 'ka bets --help'],
  ['help nonsense', 'ka --help'],
])('ka %s: exit 2, and what was meant: %s', (line, meant) => {
  const { code, out, err } = repo().ka(line.split(' '));
  const hint = out === '' ? /\ntry: (.*)\n$/.exec(err)?.[1] : JSON.parse(out).error.hint;
  expect([code, hint]).toEqual([2, meant]);
});

test('a word that several groups have names them all', () => {
  expect(repo().ka(['list']).err).toContain(
    'There are ka agents list, ka memory list, ka metrics list, ka sessions list, ka bets list, ka exp list, ka record list, ka comfy list.',
  );
});

test.each([
  ['help', '--help'],
  ['help metrics', 'metrics --help'],
  ['metrics help', 'metrics --help'],
  ['help metrics record', 'metrics record --help'],
  ['metrics help record', 'metrics record --help'],
  ['help init', 'init --help'],
  ['-v', '--version'],
  ['version', '--version'],
])('ka %s is ka %s', (said, meant) => {
  const { ka } = repo();
  const ran = ka(said.split(' '));
  expect(ran).toMatchObject({ code: 0, err: '', out: ka(meant.split(' ')).out });
  expect(ran.out).not.toBe('');
});

// One wording, whether commander or the hand-written reader finds the slip.
test.each([
  ['a --sucess', 'There is no flag --sucess.'],
  ['a --jsn', 'There is no flag --jsn. Did you mean --json?'],
  ['a --targ x', 'There is no flag --targ. Did you mean --target?'],
  ['a --json=1', '--json takes no value.'],
  ['a --target', '--target needs a value.'],
  ['', '<agent> is missing.'],
  ['a b', '"b" is one word too many.'],
])('ka metrics record|show|collect, ka memory brief %s: %s', (rest, says) => {
  const { ka } = repo();
  for (const line of ['metrics record', 'metrics show', 'metrics collect', 'memory brief']) {
    const ran = ka(`${line} ${rest}`.trim().split(' '));
    const said = ran.err.replace(' Did you mean --success?', rest.includes('sucess') ? '' : '$&');
    expect([ran.code, said]).toEqual([2, `ka: ${says}\ntry: ka ${line} --help\n`]);
  }
});

test.each([
  [['exp', 'new'], '--hypothesis'],
  [['agents', 'export', 'tdd'], '--to'],
  [['exp', 'tag', 'exp_4f1c', '--session', 's'], '--arm'],
  [['exp', 'archive'], '<id>'],
])('ka %j: what is missing is named as it is typed, %s', (words, name) => {
  const line = words.filter((word, at) => at < 2 && !word.startsWith('-')).join(' ');
  expect(repo().ka(words)).toMatchObject({ code: 2, err: `ka: ${name} is missing.\ntry: ka ${line} --help\n` });
});

test('the bets of an agent that is not there: exit 2, with the nearest', () => {
  const r = repo({ 'agents/tdd.md': '---\nname: tdd\ndescription: d\n---\nDo.\n' });
  expect(r.ka(['bets', 'list', 'tdf'])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/"tdf".*Did you mean tdd\?\ntry: ka bets list tdd\n/),
  });
  expect(r.ka(['bets', 'list', 'tdd']).code).toBe(0);
});

test.each([
  ['metrics', 'show'],
  ['metrics', 'record'],
])('ka %s %s --sucess: an unknown flag names itself and exits 2', (...words) => {
  const ran = repo().ka([...words, 'a', '--sucess']);
  expect(ran.code).toBe(2);
  expect(ran.err).toContain('--sucess');
  expect(ran.err).not.toContain('    at ');
});

test('an error under --json is one JSON document on stdout', () => {
  const ran = repo().ka(['metrics', 'show', '../x', '--json']);
  expect(ran.code).toBe(2);
  expect(ran.json().error).toMatchObject({ code: expect.any(String), message: expect.any(String) });
});

test.each([
  ['metrics record a --fail', '--failure'],
  ['metrics record a --fail=1', '--failure'],
  ['memory brief a --bud 3', '--budget'],
  ['retro --all-bets', null],
  ['agents list --ship', '--shipped'],
  ['sessions list --a', null],
  ['record add task --crit x', '--criteria'],
])('ka %s: the flag that begins so is named: %s', (line, flag) => {
  const ran = repo().ka(line.split(' '));
  expect([ran.code, /Did you mean (--[\w-]+)\?/.exec(ran.err)?.[1] ?? null]).toEqual([2, flag]);
});

test.each([
  ['--json', '--json stands beside a command.'],
  ['summary --by-model', 'There is no flag --by-model. Did you mean --by model?'],
])('ka %s: %s', (line, says) => {
  const ran = repo().ka(line.split(' '));
  const said = line === '--json' ? ran.json().error.message : ran.err.slice('ka: '.length).split('\n')[0];
  expect([ran.code, said]).toEqual([2, says]);
});

test.each([[], ['agents'], ['record'], ['record', 'list'], ['sessions', 'sync']])(
  'ka %s %s --help: in 80 columns',
  (...words) => {
    const { out } = repo().ka([...words, '--help']);
    // An example of one line may be longer: it is there to be copied.
    const said = out.split('\nExamples:')[0]!.split('\nStart with:')[0]!;
    expect(said.split('\n').filter(({ length }) => length > 80)).toEqual([]);
  },
);

test('a flag says in the help which others it excludes', () => {
  const said = repo().ka(['sessions', 'sync', '--help']).out.replace(/\s+/g, ' ');
  expect(said).toContain('by content; not with --harness');
  expect(said).toMatch(/gemini; not with --from/);
});

test('a global flag may stand before the command', () => {
  const there = repo();
  const ran = repo().ka(['-t', there.root, 'metrics', 'list', '--json']);
  expect(ran.code).toBe(0);
});

test('a closed pipe is no error', () => {
  const { ka } = repo();
  expect(ka(['--help']).err).toBe('');
});

// The hot commands are parsed by hand, all others by commander: a line must mean the same to both.
test.each([
  [['metrics', 'record', 'a', '--success', '--time', '12.5', '--metric', 'x=1', '--metric', 'y=2']],
  [['metrics', 'record', 'a', '--time=1e2', '--failure', '--json']],
  [['metrics', 'record', '--session', 's', 'a', '--']],
  [['memory', 'brief', 'a', '--budget', '300']],
])('hand-read and commander-read agree: ka %j', async (words) => {
  const key = words.slice(0, 2).join(' ');
  const command = (await commands[key]!()).default;
  const byHand = parseArgv(command, words.slice(2), `ka ${key}`).input;
  let byCommander: unknown;
  await parseWords(words, async (_command, input) => {
    byCommander = input;
  });
  expect(byCommander).toEqual(byHand);
});

test('every summary is a phrase in one style: no capital, no full stop', async () => {
  for (const load of Object.values(commands)) expect((await load()).default.summary).toMatch(/^[a-z].*[^.]$/);
});

test('a value in the wrong form is answered with the right one', () => {
  const r = repo();
  const said = (...flags: string[]) => {
    const ran = r.ka(['metrics', 'record', 'tdd', '--success', ...flags]);
    expect(ran).toMatchObject({ code: 2, out: '' });
    return ran.err.split('\n')[0];
  };
  expect(said('--time', '7m')).toBe('ka: --time: "7m" is not a number of seconds. Write --time 420 for seven minutes.');
  expect(said('--quality', '90')).toBe('ka: --quality: 90 is above 1. Write --quality 0.9.');
  expect(said('--cost', '$5')).toBe('ka: --cost: "$5" is not a number. Write --cost 0.25 for 25 cents.');
  expect(said('--at', 'yesterday')).toBe(
    'ka: --at: "yesterday" is no time of the years 2000 to 2100. Write ISO 8601, in UTC unless it names a zone: --at 2026-11-20 or --at 2026-11-20T14:30:00Z.',
  );
  const json = r.ka(['metrics', 'record', 'tdd', '--json'], { input: '{"success":true,"timestamp":"now"}' }).json();
  expect(json.error.message).toBe(
    'The record was not written: timestamp is "now", no ISO 8601 time in the years 2000 to 2100 such as 2026-11-20T14:30:00Z.',
  );
  expect(r.ka(['metrics', 'record', 'tdd', '--success', '--at', '2026-11-20']).code).toBe(0);
});

test('before the first run, optimize and list say what happens next', () => {
  const r = repo();
  const said = (command: string) => r.ka(['metrics', command]).out.replace(/\s+/g, ' ');
  for (const command of ['optimize', 'list']) expect(said(command)).toContain('Next: ka init');
  r.ka(['init', '--harness', 'claude']);
  for (const command of ['optimize', 'list']) {
    expect(said(command)).not.toContain('Next: ka init');
    expect(said(command)).toContain('each run of an agent leaves a record when it ends');
    expect(said(command)).toContain('After ten records of an agent, ka metrics optimize');
  }
});

test.each([
  ['run sh -c', 'ka run -- sh -c'],
  ['run --agent tdd --report=r.json npm test -- --watch', 'ka run --agent tdd --report=r.json -- npm test -- --watch'],
  ['run --agent tdd', 'ka run --agent tdd-workflow -- claude -p "make the tests pass"'],
  ['run --', 'ka run --agent tdd-workflow -- claude -p "make the tests pass"'],
])('ka %s: what to run stands behind --: %s', (line, meant) => {
  const { code, err } = repo().ka(line.split(' '));
  expect([code, err]).toEqual([2, `ka: The command to run stands behind \`--\`.\ntry: ${meant}\n`]);
});

test('words of a wrapped command are shown as a shell takes them; a misspelt flag of ours is still named', () => {
  const { ka } = repo();
  expect(ka(['run', 'sh', '-c', "echo 'x'"]).err).toContain("try: ka run -- sh -c 'echo '\\''x'\\'''\n");
  expect(ka(['run', '--agnet', 'tdd', '--', 'true']).err).toContain('no flag --agnet. Did you mean --agent?');
  expect(ka(['run', '--', 'sh', '-c', 'exit 3']).code).toBe(3);
});

test('what a clone says steers no terminal, in an answer, a table or a failure', () => {
  const { ka, write } = repo({ '.kaizen/config.yaml': '"\\e[2Jkey": 1\n' });
  const failed = ka(['config']);
  expect([failed.code, failed.err]).toEqual([2, expect.stringContaining('?[2Jkey')]);
  write('.kaizen/config.yaml', '{}\n');
  const line = {
    id: 'x_1',
    timestamp: '2026-11-20T10:00:00.000Z',
    agent: 'main',
    success: true,
    model: 'a\u001b[2J\tb',
  };
  write('.kaizen/metrics/main/executions.jsonl', `${JSON.stringify(line)}\n`);
  const shown = [failed, ka(['metrics', 'show', 'main']), ka(['metrics', 'show', 'main', '--run', 'x_1'])];
  expect(shown[1]!.out).toContain('a?[2J?b');
  expect(shown[2]!.out).toContain('a?[2J?b');
  for (const { out, err } of shown) expect(out + err).not.toMatch(/[\u001b\t]/);
});

test('what prints JSON Lines does so under --json too, and its help says it', () => {
  const at = repo();
  for (let n = 0; n < 2; n++) at.ka(['metrics', 'record', 'main', '--success', '--session', `s-${n}`]);
  for (const line of [
    ['metrics', 'export', 'main'],
    ['export', '--to', 'file', '--no-sync', '--dry-run'],
    ['record', 'export', 'task'],
  ]) {
    const [plain, json] = [at.ka(line), at.ka([...line, '--json'])];
    expect([plain.code, json.out]).toEqual([0, plain.out]);
    expect(
      json.out
        .split('\n')
        .filter(Boolean)
        .map((one) => typeof JSON.parse(one)),
    ).toEqual(line.includes('record') ? [] : ['object', 'object']);
    const verb = line.slice(0, line[0] === 'export' ? 1 : 2);
    expect(at.ka([...verb, '--help']).out.replace(/\s+/g, ' ')).toContain('under --json too');
  }
});
