import type { ExecutionRecord } from '../contract.ts';
import { RECORD_KEYS } from './fold.ts';

type Column = readonly [name: string, value: (record: ExecutionRecord) => unknown];

const TOKENS = ['input', 'output', 'reasoning', 'cache_read', 'cache_write', 'cache_write_1h'] as const;

/** The keys that are no cell: what stands for each of them. */
const PARTS: Readonly<Record<string, readonly Column[]>> = {
  primary_metric: [
    ['primary_metric', ({ primary_metric }) => primary_metric?.name],
    ['primary_value', ({ primary_metric }) => primary_metric?.value],
    ['primary_target', ({ primary_metric }) => primary_metric?.target],
  ],
  tokens: TOKENS.map((key) => [`tokens_${key}`, ({ tokens }) => tokens?.[key]]),
  git: [
    ['git_start', ({ git }) => git?.start],
    ['git_end', ({ git }) => git?.end],
    ['branch', ({ git }) => git?.branch],
  ],
  metrics: [],
  errors: [],
  arms: [],
  metadata: [],
  flags: [],
  replayed: [],
};

const COLUMNS = RECORD_KEYS.flatMap((key): readonly Column[] => PARTS[key] ?? [[key, (record) => record[key]]]);

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
