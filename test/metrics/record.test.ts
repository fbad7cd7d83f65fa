import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { repo } from '../repo.ts';

const PROGRAM = join(import.meta.dirname, '../..', process.env.KA_DIST ?? 'dist', 'ka.cjs');
const record = (...more: string[]) => ['metrics', 'record', 'tdd', ...more];
const written = (root: string): boolean => existsSync(join(root, '.kaizen/metrics'));

describe('one execution, one record', () => {
  test('the same record twice writes nothing and says so, byte for byte', () => {
    const { ka, read } = repo();
    const input = JSON.stringify({
      timestamp: '2026-01-01T00:00:00Z',
      success: true,
      quality_score: 0.5,
      metadata: { task: 'a' },
    });
    expect(ka(record('--json'), { input }).json().status).toBe('recorded');
    const log = read('.kaizen/metrics/tdd/executions.jsonl');
    const summary = read('.kaizen/metrics/tdd/summary.json');
    const again = ka(record('--json'), { input }).json();
    expect(again).toMatchObject({ schema_version: 1, status: 'unchanged', summary: { count: 1 } });
    expect(read('.kaizen/metrics/tdd/executions.jsonl')).toBe(log);
    expect(read('.kaizen/metrics/tdd/summary.json')).toBe(summary);
  });

  test('two bare calls are two; two of a session are one', () => {
    const { ka } = repo();
    for (const more of [
      ['--success'],
      ['--success'],
      ['--session', 's'],
      ['--session', 's', '--failure', '--quality', '0.3'],
    ])
      expect(ka(record(...more)).code).toBe(0);
    const { summary } = ka(['metrics', 'show', 'tdd', '--json']).json();
    expect(summary).toMatchObject({
      count: 3,
      success: { n: 3, rate: 0.666667 },
      quality_score: { n: 1, median: 0.3 },
    });
  });

  test("the harness's session is taken where neither session nor time is given", () => {
    const { ka } = repo();
    const env = { CLAUDE_CODE_SESSION_ID: 'abc' };
    ka(record('--success'), { env });
    expect(ka(record('--failure', '--json').slice(0, 3), { env }).out).toContain('unchanged');
    expect(ka(record('--at', '2026-02-01T00:00:00Z'), { env }).out).toContain('(2 executions');
  });

  test('void is for good, and export leaves it out', () => {
    const { ka } = repo();
    const { id } = ka(record('--json'), { input: '{"session_id":"s","success":true}' }).json().record;
    expect(ka(['metrics', 'void', id]).code).toBe(0);
    expect(ka(['metrics', 'void', id]).out).toContain('already');
    expect(ka(record('--session', 's', '--success'))).toMatchObject({ code: 2 });
    expect(ka(['metrics', 'export', 'tdd']).out).toBe('');
    expect(ka(['metrics', 'void', 'x_nothing']).code).toBe(2);
  });

  test('an agent without a definition is recorded, and the nearest known one named', () => {
    const { ka } = repo({ 'agents/tdd-workflow.md': '---\nname: tdd-workflow\ndescription: d\n---\nDo.\n' });
    expect(ka(['metrics', 'record', 'tdd-workflw'])).toMatchObject({
      code: 0,
      err: expect.stringContaining('did you mean "tdd-workflow"'),
    });
  });

  test('--dry-run says what would happen and writes nothing', () => {
    const { ka, root } = repo();
    expect(ka(record('--success', '--dry-run')).out).toContain('would be recorded');
    expect(existsSync(join(root, '.kaizen'))).toBe(false);
  });
});

const deep = `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`;
const STDIN: Record<string, string | Buffer> = {
  empty: '',
  blank: ' \n',
  binary: Buffer.from([0, 1, 2, 255, 254, 0]),
  'no JSON': 'success: true',
  'an array': '[]',
  'a number': '7',
  null: 'null',
  'invalid UTF-8': Buffer.concat([
    Buffer.from('{"success":true,"model":"'),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('"}'),
  ]),
  '20 MB': `{"success":true,"model":"${'x'.repeat(20 * 1024 * 1024)}"}`,
  'a long line': `{"success":true,"metadata":{"a":"${'x y '.repeat(20_000)}"}}`,
  'deep nesting': `{"success":true,"metadata":${deep}}`,
  'year 9999': '{"success":true,"timestamp":"9999-01-01T00:00:00Z"}',
  'no time': '{"success":true,"timestamp":"yesterday"}',
  'a numeric time': '{"success":true,"timestamp":5}',
  'a negative time': '{"success":true,"execution_time_s":-1}',
  'an absurd time': '{"success":true,"execution_time_s":1e12}',
  infinity: '{"success":true,"execution_time_s":1e999}',
  NaN: '{"success":true,"quality_score":NaN}',
  'quality above 1': '{"success":true,"quality_score":1.01}',
  'quality as text': '{"success":true,"quality_score":"0.5"}',
  'success as text': '{"success":"yes"}',
  'negative tokens': '{"success":true,"tokens":{"input":-4,"output":1}}',
  'half a token': '{"success":true,"tokens":{"input":0.5,"output":1}}',
  'a metric as text': '{"success":true,"metrics":{"a":"b"}}',
  'a primary metric without value': '{"success":true,"primary_metric":{"name":"a"}}',
  'a polluting key': '{"success":true,"__proto__":{"a":1}}',
  'a polluting key below': '{"success":true,"metadata":{"constructor":{"prototype":{"a":1}}}}',
  'a foreign id': '{"success":true,"id":"cut"}',
  'a void': '{"success":true,"void":true}',
  "another agent's": '{"success":true,"agent":"other"}',
  'a secret': `{"success":true,"metadata":{"note":"ghp_${'a1B2c3D4e5'.repeat(4).slice(0, 36)}"}}`,
};

describe('bad input is a sentence and exit 2, and nothing is written', () => {
  test.each(Object.keys(STDIN))('stdin: %s', (name) => {
    const { ka, root } = repo();
    const ran = ka(record('--json'), { input: STDIN[name]! });
    expect(ran.code).toBe(2);
    expect(ran.err).toBe('');
    expect(ran.json().error.message).toMatch(/\.$/);
    expect(written(root)).toBe(false);
  });

  test.each([
    ['--time', '-1'],
    ['--time', 'NaN'],
    ['--time', '1e99'],
    ['--time', 'Infinity'],
    ['--quality', '1.5'],
    ['--quality', '-0.1'],
    ['--cost', '-2'],
    ['--tokens-input', '1.5'],
    ['--at', '9999-01-01'],
    ['--at', 'soon'],
    ['--metric', 'x'],
    ['--metric', 'x=NaN'],
    ['--metric', 'x=1:2:3'],
    ['--metric', 'x=1e400'],
    ['--meta', 'x'],
    ['--sucess'],
    ['--success', '--failure'],
    ['--session', ''],
    ['--meta', '__proto__=1'],
    ['--transcript', 'nowhere.jsonl'],
  ])('flags: %s %s', (...flags) => {
    const { ka, root } = repo();
    const ran = ka(record(...flags.filter((flag) => flag !== undefined)));
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(/^ka: .+/);
    expect(ran.err).not.toMatch(/\n {4}at /);
    expect(written(root)).toBe(false);
  });

  test.each(['..', '../x', 'a/b', 'a\\b', '.hidden', 'x'.repeat(300), 'con', 'NUL.txt', 'optimizer', 'ä', '-x', ''])(
    'agent name %j',
    (name) => {
      const { ka, root } = repo();
      expect(ka(['metrics', 'record', '--success', '--', name]).code).toBe(2);
      expect(written(root)).toBe(false);
    },
  );

  test('a flag beside a record on stdin', () => {
    const { ka } = repo();
    expect(ka(record('--json', '--success'), { input: '{"success":true}' }).json().error.code).toBe('exclusive');
  });
});

describe('where it runs', () => {
  test('without git and without HOME', () => {
    const { ka } = repo({}, { git: false });
    expect(ka(record('--success'), { env: { HOME: '' } })).toMatchObject({
      code: 0,
      err: expect.not.stringContaining('at '),
    });
    expect(ka(['metrics', 'show', 'tdd']).code).toBe(0);
  });

  test('a log that is the full disk: a sentence, exit 2', () => {
    const { ka, root } = repo();
    mkdirSync(join(root, '.kaizen/metrics/tdd'), { recursive: true });
    symlinkSync('/dev/full', join(root, '.kaizen/metrics/tdd/executions.jsonl'));
    const ran = ka(record('--success'));
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).not.toMatch(/\n {4}at /);
  });

  test('a read-only folder: a sentence, exit 2; reading still works', () => {
    const { ka, root } = repo();
    ka(record('--success'));
    spawnSync('chmod', ['-R', 'a+rX,a-w', root]);
    spawnSync('chmod', ['a+rx', dirname(root)]);
    // Root may write anywhere; then somebody else has to try.
    const who = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
    const run = (args: string[]) =>
      spawnSync(process.execPath, [PROGRAM, ...args], {
        cwd: root,
        env: { PATH: process.env.PATH },
        encoding: 'utf8',
        ...who,
      });
    const wrote = run(record('--success'));
    expect(wrote).toMatchObject({ status: 2, stdout: '' });
    expect(wrote.stderr).toMatch(/^ka: .+ permission is denied/);
    expect(run(['metrics', 'show', 'tdd'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('1 execution'),
    });
    spawnSync('chmod', ['-R', 'u+w', root]);
  });

  test('a file in the place of the folder: a sentence, exit 2', () => {
    const { ka } = repo({ '.kaizen/metrics': 'a file' });
    expect(ka(record('--success'))).toMatchObject({ code: 2, out: '' });
  });

  test('no litter beside the log', () => {
    const { ka, root } = repo();
    ka(record('--success'));
    expect(readdirSync(join(root, '.kaizen/metrics/tdd'))).toEqual(['executions.jsonl', 'summary.json']);
  });
});
