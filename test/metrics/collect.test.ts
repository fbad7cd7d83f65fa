import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ownerText, thisOwner } from '../../src/store/lock/owner.ts';
import { type Repo, repo } from '../repo.ts';

const agent = (collect: object, primary: object = { name: 'pass-rate', target: 1 }): string =>
  `---\nname: tdd\ndescription: Tests first.\nmetrics: ${JSON.stringify({ primary, collect })}\n---\nWork.\n`;

function collected(
  collect: { command: string; parse: string; timeout_s?: number },
  files: Record<string, string> = {},
  primary?: object,
) {
  const it = repo({ 'agents/tdd.md': agent(collect, primary), ...files });
  expect(it.ka(['metrics', 'record', 'tdd', '--session', 's1']).code).toBe(0);
  return { ...it, ran: it.ka(['metrics', 'collect', 'tdd', '--json']) };
}

const XML = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>
<testsuites tests="99"><testsuite name="a"><testcase name="1"/><testcase name="2"><failure>&a;</failure></testcase>
<testsuite name="nested"><testcase name="3"></testcase><testcase name="4"><skipped/></testcase><testcase name="5"><error/></testcase></testsuite>
</testsuite></testsuites>`;
const TAP =
  'TAP version 14\n1..5\nok 1 - a\n    ok 1 - inner\n    1..1\nnot ok 2 - b # TODO later\nok 3 - c # SKIP none\nnot ok 4 - d\n  ---\n  not ok: data\n  ...\n';
const COVERAGE = '{"total":{"lines":{"total":200,"covered":163,"skipped":0,"pct":81.5}}}';

test.each([
  ['exit-code', 'exit 3', {}, { success: false, primary_metric: { value: 0 } }],
  ['exit-code', 'true', {}, { success: true, primary_metric: { value: 1 } }],
  ['number', 'echo "42 files"; echo "score: 81.5 %"', {}, { success: true, primary_metric: { value: 81.5 } }],
  [
    'junit',
    'echo "> npm test"; cat r.xml; exit 1',
    { 'r.xml': XML },
    { success: false, quality_score: 0.5, primary_metric: { value: 0.5 } },
  ],
  ['tap', 'cat r.tap', { 'r.tap': TAP }, { success: false, quality_score: 1 / 3 }],
  [
    'coverage-summary',
    'cat c.json',
    { 'c.json': COVERAGE },
    { success: true, quality_score: 0.815, primary_metric: { value: 0.815 } },
  ],
  [
    'coverage-summary',
    'mkdir -p coverage && cp c.json coverage/coverage-summary.json',
    { 'c.json': COVERAGE },
    { success: true, quality_score: 0.815 },
  ],
] as const)('%s: %s', (parse, command, files, expected) => {
  const { ran } = collected({ command, parse }, files);
  expect(ran.json()).toMatchObject({
    status: 'updated',
    record: { session_id: 's1', source: 'collect', outcome_by: 'collector', ...expected },
  });
});

test("node's own TAP reporter and junit reporter are read", () => {
  const files = {
    'a.test.mjs': "import test from 'node:test'; test('a', () => {}); test('b', () => { throw new Error('x') });",
  };
  for (const [parse, reporter] of [
    ['tap', 'tap'],
    ['junit', 'junit'],
  ] as const) {
    const { ran } = collected(
      { command: `"${process.execPath}" --test --test-reporter=${reporter} a.test.mjs`, parse },
      files,
    );
    expect(ran.json().record).toMatchObject({ success: false, primary_metric: { value: 0.5, target: 1 } });
  }
});

test('a real vitest run is read, its banner notwithstanding', () => {
  const vitest = join(import.meta.dirname, '../../node_modules/vitest');
  const files = {
    'package.json': '{"type":"module"}',
    'a.test.js': `import {test, expect} from '${vitest}/dist/index.js'; test('a', () => {}); test('b', () => { expect(1).toBe(1) }); test('c', () => { expect(1).toBe(2) }); test.skip('d', () => {})`,
  };
  const command = `echo '> test'; echo '{not json'; "${process.execPath}" ${vitest}/vitest.mjs run --reporter=json --root .`;
  const { ran } = collected({ command, parse: 'vitest-json' }, files);
  expect(ran.json().record).toMatchObject({
    success: false,
    quality_score: 2 / 3,
    primary_metric: { name: 'pass-rate', value: 2 / 3 },
  });
});

test('what measured nothing writes nothing', () => {
  for (const command of [
    'no-such-program-here',
    'echo nothing',
    'echo 1..0',
    'cat coverage/coverage-summary.json >/dev/null',
  ]) {
    const { ran, read } = collected(
      { command, parse: command.startsWith('cat') ? 'coverage-summary' : 'tap' },
      { 'coverage/coverage-summary.json': COVERAGE },
    );
    expect([command, ran.code, ran.json().error.code]).toEqual([command, 2, 'collector-failed']);
    expect(read('.kaizen/metrics/tdd/executions.jsonl').trim().split('\n')).toHaveLength(1);
  }
});

test('where the collector of a shipped agent does not fit the project, the error names the place to mend', () => {
  const it = repo({ 'package.json': '{"scripts":{"test":"echo no vitest here; exit 1"}}' });
  it.ka(['agents', 'install', 'tdd-workflow']);
  it.ka(['metrics', 'record', 'tdd-workflow', '--session', 's1']);
  const ran = it.ka(['metrics', 'collect', 'tdd-workflow']);
  expect(ran.code).toBe(2);
  expect(ran.err).toContain(
    'left no vitest-json report (exit code 1); make metrics.collect in agents/tdd-workflow.md fit',
  );
  expect(ran.err).toContain(
    'fit this project, e.g. {command: "pytest -q", parse: exit-code}; parse may be exit-code, ',
  );
  expect(ran.err).toContain('try: ka agents show tdd-workflow');
  expect(it.ka(['agents', 'show', 'tdd-workflow']).out).toContain('--reporter=json');
});

test('the same report twice changes nothing', () => {
  const { ka } = collected({ command: 'echo "ok 1"', parse: 'tap' });
  expect(ka(['metrics', 'collect', 'tdd', '--json']).json().status).toBe('unchanged');
});

test('a percent target gets percent', () => {
  const { ran } = collected(
    { command: 'cat c.json', parse: 'coverage-summary' },
    { 'c.json': COVERAGE },
    { name: 'coverage', target: 80, unit: '%' },
  );
  expect(ran.json().record.primary_metric).toMatchObject({ name: 'coverage', value: 81.5, target: 80 });
});

const isAlive = (pid: number): boolean => {
  try {
    return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};
const pidIn = ({ read }: Pick<Repo, 'read'>, file: string): number => Number(read(file).trim());

test('a ratio beyond 0 to 1 is left out, and takes nothing else of the report with it', () => {
  const ratio = { name: 'pass-rate', target: 1, unit: 'ratio' };
  const { ran, ka, read } = collected({ command: 'echo 97; exit 0', parse: 'number' }, {}, ratio);
  const says = 'pass-rate: 97 is not within 0 to 1, and agents/tdd.md says that it is a ratio; it was left out';
  expect(ran).toMatchObject({ code: 0, err: `ka: ${says} (ka agents show tdd).\n` });
  const { record } = ran.json();
  expect([record.success, record.outcome_by, record.primary_metric ?? null]).toEqual([true, 'collector', null]);
  // From a hook, where nobody sees it, the doctor tells.
  expect(ka(['metrics', 'collect', 'tdd', '--trust']).code).toBe(0);
  expect(ka(['metrics', 'collect', 'tdd', '--session', 's1', '--if-trusted']).code).toBe(0);
  expect(read('.kaizen/local/hook.log')).toContain(` collector of tdd: ${says}`);
  expect(ka(['doctor'], { env: { COLUMNS: '2000' } }).out).toContain(says);
  expect(collected({ command: 'echo 0.97', parse: 'number' }, {}, ratio).ran.json().record.primary_metric.value).toBe(
    0.97,
  );
});

test('a timeout ends grandchildren too, also those that ignore the polite signal', () => {
  const command = `sh -c 'trap "" TERM; echo $$ > child; (trap "" TERM; sleep 300 & echo $! > grandchild; wait; wait) & wait; sleep 300'`;
  const it = collected({ command, parse: 'exit-code', timeout_s: 1 });
  expect(it.ran.json().error.code).toBe('collector-timeout');
  expect([isAlive(pidIn(it, 'child')), isAlive(pidIn(it, 'grandchild'))]).toEqual([false, false]);
  expect(it.read('.kaizen/metrics/tdd/executions.jsonl').trim().split('\n')).toHaveLength(1);
}, 30_000);

test('what a command leaves in the background does not outlive it, nor keep ka waiting', () => {
  const it = collected({ command: 'sleep 300 & echo $! > left; echo "ok 1"', parse: 'tap', timeout_s: 60 });
  expect(it.ran.json().record.success).toBe(true);
  expect(isAlive(pidIn(it, 'left'))).toBe(false);
}, 30_000);

test('an approval holds for that command in that clone only', () => {
  const it = collected({ command: 'echo "ok 1"; echo x >> runs', parse: 'tap' });
  const quietly = (cwd = it.root) => it.ka(['metrics', 'collect', 'tdd', '--if-trusted', '--json'], { cwd }).json();
  expect(quietly()).toMatchObject({ status: 'untrusted', trusted: false });
  expect(it.read('runs')).toBe('x\n');
  expect(it.ka(['metrics', 'collect', 'tdd', '--trust']).out).toContain('approved in this clone: echo "ok 1"');
  expect(quietly()).toMatchObject({ status: 'unchanged', trusted: true });
  it.write('agents/tdd.md', agent({ command: 'echo "ok 1"; echo y >> runs', parse: 'tap' }));
  expect(quietly()).toMatchObject({ status: 'untrusted' });
  expect(it.read('runs')).toBe('x\nx\nx\n');
  it.git('add', 'agents');
  it.git('commit', '-qm', 'agent');
  const clone = join(it.home, 'clone');
  execFileSync('git', ['clone', '-q', it.root, clone]);
  expect(it.ka(['metrics', 'collect', 'tdd', '--trust']).code).toBe(0);
  expect(quietly(clone)).toMatchObject({ status: 'untrusted' });
  expect(existsSync(join(clone, 'runs'))).toBe(false);
});

test('without a collector, an execution or git it says so', () => {
  const { ka } = repo({
    'agents/a.md': '---\nname: a\ndescription: d\n---\nx\n',
    'agents/tdd.md': agent({ command: 'true', parse: 'exit-code' }),
  });
  expect(ka(['metrics', 'collect', 'nobody']).err).toContain('no definition of nobody');
  expect(ka(['metrics', 'collect', 'a']).err).toContain('declares no metrics.collect');
  expect(ka(['metrics', 'collect', 'tdd']).err).toContain('no execution yet');
  expect(ka(['metrics', 'collect', 'tdd', '--trust']).code).toBe(0);
  const bare = repo({ 'agents/tdd.md': agent({ command: 'true', parse: 'exit-code' }) }, { git: false });
  expect(bare.ka(['metrics', 'collect', 'tdd', '--trust']).err).toContain('in no git repository');
});

test('what was measured while the log is busy is kept, and the next command takes it in', () => {
  const it = collected({ command: 'echo "ok 1"; echo "not ok 2"', parse: 'tap' });
  const approved = it.ka(['metrics', 'collect', 'tdd', '--trust']);
  expect(approved.code).toBe(0);
  it.ka(['metrics', 'record', 'tdd', '--session', 's2']);
  const lock = join(it.root, '.kaizen/local/locks/executions.tdd.lock');
  mkdirSync(join(lock, '..'), { recursive: true });
  symlinkSync(ownerText(thisOwner()), lock);
  const ran = it.ka(['metrics', 'collect', 'tdd', '--session', 's2', '--if-trusted', '--json']);
  expect([ran.code, ran.json().status]).toEqual([0, 'spooled']);
  unlinkSync(lock);
  expect(it.ka(['metrics', 'show', 'tdd', '--json']).json().executions.at(-1)).toMatchObject({
    session_id: 's2',
    success: false,
    outcome_by: 'collector',
    primary_metric: { value: 0.5 },
  });
}, 30_000);

test('a collector that fails unseen leaves a trace, which the doctor tells', () => {
  const it = collected({
    command: 'test -f broken || exec echo "ok 1"; echo "cannot find jest" >&2; exit 3',
    parse: 'tap',
  });
  expect(it.ka(['metrics', 'collect', 'tdd', '--trust']).code).toBe(0);
  it.write('broken', '');
  expect(it.ka(['metrics', 'collect', 'tdd', '--session', 's1', '--if-trusted']).code).toBe(2);
  expect(it.read('.kaizen/local/hook.log')).toMatch(/ collector of tdd: .*exit code 3.*cannot find jest/);
  expect(it.ka(['doctor']).out.replace(/\s+/g, ' ')).toMatch(/collector.* failed once .*cannot find jest/);
});

test('an approval whose command then fails says both, and how to take it back', () => {
  const it = collected({ command: 'echo first >&2; echo "cannot find jest" >&2; echo >&2; exit 3', parse: 'tap' });
  const ran = it.ka(['metrics', 'collect', 'tdd', '--trust']);
  expect(ran.code).toBe(1);
  expect(ran.err).toMatch(/approved in this clone, but .*exit code 3.*\n {2}first\n {2}cannot find jest\n/);
  expect(ran.err).toContain('try: ka metrics collect tdd --untrust');
  const quietly = () => it.ka(['metrics', 'collect', 'tdd', '--session', 's1', '--if-trusted', '--json']).json();
  expect(quietly().error.code).toBe('collector-failed');
  expect(it.ka(['metrics', 'collect', 'tdd', '--untrust', '--dry-run']).out).toContain('would withdraw');
  expect(it.ka(['metrics', 'collect', 'tdd', '--untrust']).out).toContain('no longer approved');
  expect(quietly().status).toBe('untrusted');
  expect(it.ka(['metrics', 'collect', 'tdd', '--untrust']).out).toContain('was not approved');
});
