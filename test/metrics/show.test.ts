import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Repo, repo } from '../repo.ts';

const LONG_AGENT = `agent-${'x'.repeat(58)}`;
const LONG_METRIC = `metric-${'y'.repeat(57)}`;
const SESSION = '9b1d2c3e-0000-4000-8000-000000000001';

const record = (r: Repo, agent: string, more: object = {}): string =>
  r
    .ka(['metrics', 'record', agent, '--json'], {
      input: JSON.stringify({ success: true, ...more }),
      env: { KA_NOW: '2026-01-01T10:00:00Z' },
    })
    .json().record.id;

const FULL = {
  execution_time_s: 5000,
  quality_score: 0.123,
  cost_usd: 0.21,
  model: 'a-model-with-a-long-name',
  tokens: { input: 12_345, output: 999 },
  primary_metric: { name: LONG_METRIC, value: 0.95, target: 1 },
};

test('80 columns: the id stays, what is left out is named, no name is cut', () => {
  const r = repo();
  const ids = [record(r, LONG_AGENT, FULL), record(r, LONG_AGENT, FULL)];
  const { out } = r.ka(['metrics', 'show', LONG_AGENT], { env: { COLUMNS: '80' } });
  for (const id of ids) expect(out).toContain(`  ${id.slice(0, 10)}  `);
  expect(out).toMatch(/\(left out at this width: .*model; --json has all\)/);
  expect(out).toContain(`${LONG_METRIC}\n`);
  expect(out).toContain('median 0.95, target 1, reached by 0 %');
  const [head, ...lines] = out.split('\n');
  expect(head).toContain(LONG_AGENT);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  expect(r.ka(['metrics', 'list'], { env: { COLUMNS: '60' } }).out).toContain(`${LONG_AGENT}\n`);
  expect(r.ka(['metrics', 'show', LONG_AGENT], { env: { COLUMNS: '200' } }).out).not.toContain('left out');
});

test('what is a median and what a total is said, and between what a curve runs', () => {
  const r = repo();
  for (const cost_usd of [1, 2, 6]) record(r, 'tdd', { cost_usd, execution_time_s: cost_usd * 10 });
  const { out } = r.ka(['metrics', 'list'], { env: { COLUMNS: '120' } });
  expect(out).toMatch(/^agent +n +success +time +quality +primary +cost +total cost +last$/m);
  expect(out).toMatch(/^tdd +3 .* 20 s · .* \$2\.00 · +\$9\.00 /m);
  expect(out).toContain('time, quality, primary, cost: of the median run\n');
  const { out: shown } = r.ka(['metrics', 'show', 'tdd'], { env: { COLUMNS: '120' } });
  expect(shown).toMatch(/^time .* 10 s to 1 min +3$/m);
  expect(shown).toMatch(/^cost .* \$1\.00 to \$6\.00 +3$/m);
  for (const columns of ['80', '60']) {
    const lines = r.ka(['metrics', 'show', 'tdd'], { env: { COLUMNS: columns } }).out.split('\n');
    for (const line of lines.slice(1)) expect(line.length).toBeLessThanOrEqual(Number(columns));
  }
});

test('success is drawn from no to yes: a row of failures is low, a row of successes high', () => {
  const r = repo();
  for (let n = 0; n < 3; n++) {
    record(r, 'never', { success: false });
    record(r, 'always', { success: true });
  }
  const drawn = (agent: string) => /^success .*?([▁▂▃▄▅▆▇█]+)/m.exec(r.ka(['metrics', 'show', agent]).out)?.[1];
  expect([drawn('never'), drawn('always')]).toEqual(['▁▁▁', '███']);
});

test('agents list cuts no name either', () => {
  const metric = `  primary: {name: ${LONG_METRIC}, target: 1}`;
  const r = repo({
    [`agents/${LONG_AGENT}.md`]: `---\nname: ${LONG_AGENT}\ndescription: D.\nmetrics:\n${metric}\n---\nX\n`,
  });
  const { out } = r.ka(['agents', 'list'], { env: { COLUMNS: '80' } });
  expect(out).toContain(LONG_AGENT);
  expect(out).toContain(LONG_METRIC);
});

test('void takes the id as show prints it; one that several begin with is refused with their ids', () => {
  const r = repo();
  const id = record(r, 'tdd');
  record(r, 'tdd');
  for (const end of ['1', '2'])
    r.write(
      '.kaizen/metrics/b/executions.jsonl',
      `${end === '1' ? '' : r.read('.kaizen/metrics/b/executions.jsonl')}${JSON.stringify({
        id: `x_0123456789abcdef000${end}`,
        timestamp: '2026-01-01T00:00:00.000Z',
        agent: 'b',
        success: true,
      })}\n`,
    );
  expect(r.ka(['metrics', 'show', 'b']).out).toContain('x_0123456789abcdef0001');
  const several = r.ka(['metrics', 'void', 'x_01234567']);
  expect(several).toMatchObject({ code: 2, out: '' });
  expect(several.err).toContain('x_01234567 could be any of x_0123456789abcdef0001, x_0123456789abcdef0002.');
  expect(r.ka(['metrics', 'void', id.slice(0, 10)]).out).toBe(`withdrew ${id} of tdd\n`);
  expect(r.ka(['metrics', 'void', id.slice(0, 10)]).out).toBe(`${id} was withdrawn already\n`);
  expect(r.ka(['metrics', 'void', 'x_'])).toMatchObject({ code: 2, out: '' });
  expect(r.ka(['metrics', 'show', 'tdd', '--run', id]).err).toContain('withdrawn');
});

test('one run: each value with the line that it comes from, and the transcript where it lies here', () => {
  const r = repo();
  const session = `${SESSION}/a7be2f0`;
  const told = { session_id: session, quality_score: 0.7, cost_usd: 9, price: 'caller', metadata: { ticket: 'A1' } };
  const id = record(r, 'tdd', told);
  const log = '.kaizen/metrics/tdd/executions.jsonl';
  const line = { id, timestamp: '2026-01-01T09:50:00.000Z', agent: 'tdd', session_id: session, success: false };
  const hook = {
    ...line,
    harness: 'claude',
    cost_usd: 0.25,
    price: 'table:2026-01-01',
    recorded_at: '2026-01-01T10:05:00.000Z',
    source: 'hook',
  };
  r.write(log, `${r.read(log)}${JSON.stringify(hook)}\n`);
  const show = (run: string) => r.ka(['metrics', 'show', 'tdd', '--run', run]);
  const { out, code } = show(id.slice(0, 8));
  expect(code).toBe(0);
  expect(out).toContain(`tdd ${id}, from 2 lines of the log\n`);
  expect(out).toMatch(/^success +cli \(caller\), 2026-01-01 10:00 +true$/m);
  expect(out).toMatch(/^cost_usd +hook \(harness\), 2026-01-01 10:05 +0\.25$/m);
  expect(out).toMatch(/^price +hook \(harness\), 2026-01-01 10:05 +table:2026-01-01$/m);
  expect(out).toMatch(/^timestamp +hook \(harness\), .* +2026-01-01T09:50:00\.000Z$/m);
  expect(out).toMatch(/^metadata\.ticket +cli \(caller\), .* +A1$/m);
  expect(out).toContain('transcript: none is known on this machine');
  const tokens = { input: 33, output: 806, reasoning: 4, cache_read: 214_627, cache_write: 37_172, cache_write_1h: 0 };
  const spent = record(r, 'tdd', { tokens });
  const narrow = r.ka(['metrics', 'show', 'tdd', '--run', spent], { env: { COLUMNS: '80' } }).out;
  expect(narrow.split('\n').filter((text) => text.length > 80)).toEqual([]);
  expect(narrow.replace(/\s+/g, ' ')).toContain('cache_read 214627, cache_write 37172');
  const folder = join(r.home, '.claude', 'projects', '-some-folder');
  mkdirSync(join(folder, SESSION, 'subagents'), { recursive: true });
  writeFileSync(join(folder, `${SESSION}.jsonl`), '');
  const transcript = join(folder, SESSION, 'subagents', 'agent-a7be2f0.jsonl');
  writeFileSync(transcript, '');
  for (const named of [id, session, SESSION.slice(0, 6)])
    expect(show(named).out).toContain(`transcript: ${transcript}\n`);
  const json = r.ka(['metrics', 'show', 'tdd', '--run', id, '--json']).json();
  expect(json).toMatchObject({
    record: { id, cost_usd: 0.25 },
    from: { quality_score: { source: 'cli' } },
    transcript,
  });
  expect(show('x_nothing')).toMatchObject({ code: 2, out: '' });
});

/** Forty runs of which half fail. */
const failing = (more: object): string =>
  Array.from({ length: 40 }, (_, i) => {
    const at = new Date(Date.UTC(2026, 0, 1, i)).toISOString();
    const id = `x_${((i * 0x9e3779b1) >>> 0).toString(16).padStart(8, '0')}${String(i).padStart(12, '0')}`;
    return `${JSON.stringify({ id, timestamp: at, agent: 'tdd', success: i % 2 === 0, recorded_at: at, source: 'hook', ...more })}\n`;
  }).join('');

test('optimize names the newest failed runs where no cost is known, and its ids can be pasted', () => {
  const r = repo({ '.kaizen/metrics/tdd/executions.jsonl': failing({}) });
  const { out } = r.ka(['metrics', 'optimize', 'tdd'], { env: { COLUMNS: '200' } });
  expect(out).not.toContain('cost most');
  expect(out).not.toContain('saves');
  const step = /Read the newest of the failed runs \((x_[0-9a-f]{8}), x_[0-9a-f]{8}, x_[0-9a-f]{8}\)/.exec(out);
  const newest = r.ka(['metrics', 'show', 'tdd', '--json', '--last', '1']).json().executions[0];
  expect(newest.id.slice(0, 10)).toBe(step![1]);
  const [, command] = /see a run: ka (metrics show tdd --run x_[0-9a-f]+)/.exec(out)!;
  expect(r.ka(command!.split(' '))).toMatchObject({ code: 0, err: '' });
});

test('runs that somebody only told of are not to be read: the step says what to keep of the next one', () => {
  const r = repo({ '.kaizen/metrics/tdd/executions.jsonl': failing({ source: 'cli', cost_usd: 1 }) });
  const { out } = r.ka(['metrics', 'optimize', 'tdd'], { env: { COLUMNS: '400' } });
  expect(out).not.toContain('Read the');
  expect(out).toContain('ka memory add tdd --section "What fails"');
  const seen = repo({ '.kaizen/metrics/tdd/executions.jsonl': failing({ source: 'cli', session_id: 's' }) });
  expect(seen.ka(['metrics', 'optimize', 'tdd'], { env: { COLUMNS: '400' } }).out).toContain('Read the newest');
});

test('the step that lets a collector run names what it runs, and where to change it', () => {
  const agent =
    '---\nname: tdd\ndescription: d\nmetrics:\n  collect: {command: npm test, parse: exit-code}\n---\nDo it.\n';
  const r = repo({ 'agents/tdd.md': agent, '.kaizen/metrics/tdd/executions.jsonl': failing({ success: null }) });
  const { out } = r.ka(['metrics', 'optimize', 'tdd'], { env: { COLUMNS: '400' } });
  expect(out).toContain(
    'It runs `npm test`; if that is not how this repository is measured, change metrics.collect in agents/tdd.md first.',
  );
});

test('with costs the dearest, with tokens alone those that used most', () => {
  const dear = repo({ '.kaizen/metrics/tdd/executions.jsonl': failing({ cost_usd: 1 }) });
  expect(dear.ka(['metrics', 'optimize', 'tdd'], { env: { COLUMNS: '200' } }).out).toContain(
    'failed runs that cost most',
  );
  const big = repo({ '.kaizen/metrics/tdd/executions.jsonl': failing({ tokens: { input: 10_000, output: 500 } }) });
  const { out } = big.ka(['metrics', 'optimize', 'tdd'], { env: { COLUMNS: '200' } });
  expect(out).toContain('failed runs that used most tokens');
  expect(out).toMatch(/saves [\d.]+k tokens a week/);
});
