import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readExecutions, readSummary, voidRecord, writeRecord } from '../../src/metrics/records/book.ts';
import { sessionId } from '../../src/metrics/records/identity.ts';
import { rebuildState, summaryOf } from '../../src/metrics/summary/state.ts';
import { repo, scratch } from '../repo.ts';
import { context, line, projectAt } from './arbitrary.ts';

const SOAK = Number(process.env.KA_SOAK ?? 1);

test('after any writes the kept summary is that of the log alone, and of its lines in any order', () => {
  const ids = ['x_00000000000000000001', 'x_00000000000000000002', 'x_00000000000000000003', 'x_0000000000000000000a'];
  const step = fc.oneof(
    { weight: 9, arbitrary: line(ids).map((record) => ({ record })) },
    { weight: 1, arbitrary: fc.constantFrom(...ids).map((gone) => ({ gone })) },
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 14 }), (steps) => {
      const root = scratch();
      mkdirSync(join(root, '.kaizen'));
      const [project, ctx] = [projectAt(root), context(root)];
      for (const one of steps) {
        if ('record' in one) writeRecord(project, ctx, one.record, { source: one.record.source, redact: 'replace' });
        else {
          try {
            voidRecord(project, ctx, one.gone);
          } catch {
            // It was never written.
          }
        }
      }
      const file = join(root, '.kaizen/metrics/tdd/summary.json');
      const log = join(root, '.kaizen/metrics/tdd/executions.jsonl');
      let kept: string;
      try {
        kept = readFileSync(file, 'utf8');
      } catch {
        return;
      }
      const fromLog = () => `${JSON.stringify(summaryOf('tdd', rebuildState(project, 'tdd'), 10), null, 2)}\n`;
      expect(kept).toBe(fromLog());
      const lines = readFileSync(log, 'utf8').trimEnd().split('\n');
      writeFileSync(log, `${[...lines, ...lines].reverse().join('\n')}\n`);
      expect(fromLog()).toBe(kept);
    }),
    { numRuns: 40 * SOAK },
  );
});

test('beyond the newest thousand the state still equals the log', () => {
  const root = scratch();
  mkdirSync(join(root, '.kaizen/metrics/tdd'), { recursive: true });
  const [project, ctx] = [projectAt(root), context(root)];
  const at = (n: number) => new Date(Date.UTC(2026, 0, 1) + n * 60_000).toISOString();
  const lines = Array.from({ length: 1200 }, (_, n) =>
    JSON.stringify({
      timestamp: at(n),
      agent: 'tdd',
      session_id: `s${n}`,
      success: n % 3 > 0,
      execution_time_s: n,
      model: `m${n % 2}`,
    }),
  );
  writeFileSync(join(root, '.kaizen/metrics/tdd/executions.jsonl'), `${lines.join('\n')}\n`);
  const write = (fields: object) =>
    writeRecord(project, ctx, { agent: 'tdd', ...fields }, { source: 'cli', redact: 'refuse' });
  write({ session_id: 'new', success: true, timestamp: at(5000) });
  write({ session_id: 'old', success: true, timestamp: at(-5) });
  write({ session_id: 's3', success: true });
  write({ session_id: 's1199', success: false, execution_time_s: 5 });
  write({ session_id: 's1190', success: false, timestamp: at(-9) });
  const kept = readFileSync(join(root, '.kaizen/metrics/tdd/summary.json'), 'utf8');
  expect(JSON.parse(kept).count).toBe(1202);
  expect(kept).toBe(`${JSON.stringify(summaryOf('tdd', rebuildState(project, 'tdd'), 10), null, 2)}\n`);
});

test('an id is found however its lines were written: escaped, without it, twice, or withdrawn after', () => {
  const root = scratch();
  mkdirSync(join(root, '.kaizen/metrics/tdd'), { recursive: true });
  const [project, ctx] = [projectAt(root), context(root)];
  const log = join(root, '.kaizen/metrics/tdd/executions.jsonl');
  const id = sessionId('tdd', 's');
  const line = (more: object) =>
    JSON.stringify({ timestamp: '2026-01-01T00:00:00.000Z', agent: 'tdd', success: true, source: 'cli', ...more });
  const forms = [
    line({ session_id: 's', execution_time_s: 1 }),
    line({ id, session_id: 's', quality_score: 0.5 }).replace(id, `\\u0078${id.slice(1)}`),
    line({ id, session_id: 's', model: 'big' }),
    line({ id, session_id: 's', model: 'big' }),
  ];
  writeFileSync(log, `${forms.join('\n')}\n`);
  const write = (fields: object) =>
    writeRecord(project, ctx, { agent: 'tdd', session_id: 's', ...fields }, { source: 'cli', redact: 'refuse' });
  const whole = { execution_time_s: 1, quality_score: 0.5, model: 'big' };
  expect(write({ model: 'big' })).toMatchObject({ record: whole });
  for (const tool_calls of [1, 2, 3])
    expect(write({ tool_calls })).toMatchObject({ status: 'updated', record: { ...whole, tool_calls } });
  expect(readExecutions(project, 'tdd').records).toHaveLength(1);
  voidRecord(project, ctx, id);
  appendFileSync(log, `${forms[2]}\n`);
  for (const _ of [1, 2]) expect(() => write({ tool_calls: 4 })).toThrow(/withdrawn/);
});

test('an edit of the log, or a summary from the other side of a merge, is noticed', () => {
  const root = scratch();
  mkdirSync(join(root, '.kaizen'));
  const [project, ctx] = [projectAt(root), context(root)];
  for (const session_id of ['a', 'b'])
    writeRecord(project, ctx, { agent: 'tdd', session_id, success: true }, { source: 'cli', redact: 'refuse' });
  const file = join(root, '.kaizen/metrics/tdd/summary.json');
  const good = readFileSync(file, 'utf8');
  writeFileSync(file, `<<<<<<< HEAD\n${good}=======\n${good}>>>>>>> other\n`);
  expect(readSummary(project, ctx, 'tdd')?.count).toBe(2);
  expect(readFileSync(file, 'utf8')).toBe(good);
  const log = join(root, '.kaizen/metrics/tdd/executions.jsonl');
  writeFileSync(log, readFileSync(log, 'utf8').replace('"success":true', '"success":null'));
  expect(readSummary(project, ctx, 'tdd')?.success.n).toBe(1);
  appendFileSync(log, 'torn {"id":\n');
  expect(readSummary(project, ctx, 'tdd')?.count).toBe(2);
  expect(readExecutions(project, 'tdd').problems.bad).toBe(1);
});

test('a writer that was killed while it wrote over its state leaves nothing that counts', () => {
  const { ka, read, write } = repo();
  const record = (): void => expect(ka(['metrics', 'record', 'main', '--success', '--time', '5']).code).toBe(0);
  const [summary, folder] = ['.kaizen/metrics/main/summary.json', '.kaizen/local/state/main'];
  const check = (count: number): void => {
    record();
    const kept = read(summary);
    expect(JSON.parse(kept).count).toBe(count);
    ka(['metrics', 'rebuild']);
    expect(read(summary)).toBe(kept);
  };
  record();
  const before = read(`${folder}/state.json`);
  record();
  // Killed before the key.
  write(`${folder}/state.json`, before);
  check(3);
  // Killed before the end of a longer state was cut off.
  write(`${folder}/state.json`, `${read(`${folder}/state.json`)}"nameless":false}`);
  check(4);
  // What was longer leaves nothing behind the shorter.
  write(`${folder}/state.json`, 'x'.repeat(5000));
  check(5);
  expect(JSON.parse(read(`${folder}/state.json`)).ids).toBe(5);
});
