import { expect, test } from 'vitest';
import { repo } from '../repo.ts';

const HEADER =
  'id,timestamp,agent,session_id,parent,success,outcome_by,execution_time_s,quality_score,primary_metric,primary_value,primary_target,' +
  'tokens_input,tokens_output,tokens_reasoning,tokens_cache_read,tokens_cache_write,tokens_cache_write_1h,cost_usd,price,model,' +
  'harness,harness_version,tool_calls,tool_errors,git_start,git_end,branch,definition,recorded_at,source';

const record = (at: ReturnType<typeof repo>, ...more: string[]) =>
  at.ka(['metrics', 'record', 'main', '--at', '2026-11-20', ...more], { env: { KA_NOW: '2026-11-20T12:00:00.000Z' } });

test('export prints folded records as JSON Lines, and with --raw each line as it stands', () => {
  const at = repo();
  record(at, '--success', '--session', 's1');
  record(at, '--quality', '0.5', '--session', 's1');
  const log = at.read('.kaizen/metrics/main/executions.jsonl');
  const [one, ...more] = at.ka(['metrics', 'export', 'main']).out.trimEnd().split('\n');
  expect([JSON.parse(one!), more]).toMatchObject([{ session_id: 's1', success: true, quality_score: 0.5 }, []]);
  expect(log.trimEnd().split('\n')).toHaveLength(2);
  expect(at.ka(['metrics', 'export', 'main', '--raw']).out).toBe(log);
});

test('export --format csv: a cell for each number, the keys in the order of a record, nothing that a spreadsheet would run', () => {
  const at = repo();
  const flags = ['--success', '--time', '3.5', '--metric', 'rate=0.5:1', '--tokens-input', '7', '--session', '=1+2'];
  expect(record(at, ...flags, '--model', 'a "b", c').code).toBe(0);
  const { id } = JSON.parse(at.ka(['metrics', 'export', 'main']).out);
  expect(at.ka(['metrics', 'export', 'main', '--format', 'csv']).out.split('\n')).toEqual([
    HEADER,
    `${id},2026-11-20T00:00:00.000Z,main,'=1+2,,true,caller,3.5,,rate,0.5,1,7,,,,,,,,"a ""b"", c",,,,,,,,,2026-11-20T12:00:00.000Z,cli`,
    '',
  ]);
});
