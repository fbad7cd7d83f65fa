import type { ExecutionRecord } from '../contract.ts';

const COLUMNS: ReadonlyArray<readonly [name: string, value: (record: ExecutionRecord) => unknown]> = [
  ...(
    [
      'id',
      'timestamp',
      'agent',
      'session_id',
      'parent',
      'success',
      'outcome_by',
      'execution_time_s',
      'quality_score',
    ] as const
  ).map((key) => [key, (record: ExecutionRecord) => record[key]] as const),
  ['primary_metric', ({ primary_metric }) => primary_metric?.name],
  ['primary_value', ({ primary_metric }) => primary_metric?.value],
  ['primary_target', ({ primary_metric }) => primary_metric?.target],
  ...(['input', 'output', 'reasoning', 'cache_read', 'cache_write', 'cache_write_1h'] as const).map(
    (key) => [`tokens_${key}`, ({ tokens }: ExecutionRecord) => tokens?.[key]] as const,
  ),
  ...(
    ['cost_usd', 'price', 'model', 'harness', 'harness_version', 'tool_calls', 'tool_errors', 'definition'] as const
  ).map((key) => [key, (record: ExecutionRecord) => record[key]] as const),
  ['git_start', ({ git }) => git?.start],
  ['git_end', ({ git }) => git?.end],
  ['branch', ({ git }) => git?.branch],
  ['recorded_at', ({ recorded_at }) => recorded_at],
  ['source', ({ source }) => source],
];

/** One cell by RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it. */
function cell(value: unknown): string {
  if (value == null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Records as CSV with a header line: what a spreadsheet can take; lists and maps are left out. */
export const toCsv = (records: readonly ExecutionRecord[]): string =>
  [
    COLUMNS.map(([name]) => name).join(','),
    ...records.map((record) => COLUMNS.map(([, value]) => cell(value(record))).join(',')),
  ].join('\n');
