import type { ExecutionRecord } from '../contract.ts';
import type { RuleInput } from './rule.ts';
import { number, plain } from './say.ts';

/** A number that executions have, and what of it is worse. */
export interface Measure {
  key: 'execution_time_s' | 'quality_score' | 'primary_metric' | 'cost_usd';
  label: string;
  worse: 'more' | 'less';
  /** `ratio`: grows by factors, compared on logs; `shift`: compared by differences. */
  scale: 'ratio' | 'shift';
  of: (record: ExecutionRecord) => number | null | undefined;
  say: (value: number) => string;
}

export const time: Measure = {
  key: 'execution_time_s',
  label: 'working time',
  worse: 'more',
  scale: 'ratio',
  of: (record) => record.execution_time_s,
  say: (value) => `${number(value)} s`,
};

export const quality: Measure = {
  key: 'quality_score',
  label: 'quality',
  worse: 'less',
  scale: 'shift',
  of: (record) => record.quality_score,
  say: number,
};

export const cost: Measure = {
  key: 'cost_usd',
  label: 'cost',
  worse: 'more',
  scale: 'ratio',
  of: (record) => record.cost_usd,
  say: (value) => `$${number(value)}`,
};

/** The primary metric as the definition declares it, else as the newest record tells it; null without either. */
export function primary(input: RuleInput): Measure | null {
  const declared = input.file?.definition.metrics?.primary;
  const { name, direction } =
    declared ?? input.records.findLast((record) => record.primary_metric)?.primary_metric ?? {};
  if (!name) return null;
  return {
    key: 'primary_metric',
    label: plain(name),
    worse: direction === 'min' ? 'more' : 'less',
    scale: 'shift',
    of: (record) => (record.primary_metric?.name === name ? record.primary_metric.value : null),
    say: (value) => (declared?.unit && declared.unit !== 'ratio' ? `${number(value)} ${declared.unit}` : number(value)),
  };
}

export const measures = (input: RuleInput): Measure[] =>
  [quality, primary(input), time, cost].filter((measure) => measure !== null);

/** Records whose value is known, in their order. */
export const known = (records: readonly ExecutionRecord[], of: Measure['of']): ExecutionRecord[] =>
  records.filter((record) => Number.isFinite(of(record) ?? Number.NaN));

/** The known values, oldest first. */
export const valuesOf = (records: readonly ExecutionRecord[], of: Measure['of']): number[] =>
  known(records, of).map((record) => of(record)!);

/** Records whose success is known. */
export const settled = (records: readonly ExecutionRecord[]): ExecutionRecord[] =>
  records.filter((record) => typeof record.success === 'boolean');

export const successes = (records: readonly ExecutionRecord[]): number =>
  records.filter((record) => record.success === true).length;

/** What counts as "now" for thresholds: the newest hundred. Older runs would hide what has changed since. */
export const NOW = 100;
/** More values than this would not change a verdict, only the time it takes. */
export const ARM = 1000;

/** Sum of all classes of tokens; null where none is known. */
export function tokensOf(record: ExecutionRecord): number | null {
  const tokens = record.tokens;
  if (!tokens || (tokens.input === null && tokens.output === null)) return null;
  return (tokens.input ?? 0) + (tokens.output ?? 0) + (tokens.cache_read ?? 0) + (tokens.cache_write ?? 0);
}

/** The file to edit, or the command that makes it. */
export const fileOf = (input: RuleInput): string =>
  input.file?.path ?? `agents/${input.agent}.md (make it with \`ka agents new ${input.agent}\`)`;

/** A commit as git prints it short; null where a foreign line holds no hash. */
export const commitOf = (hash: unknown): string | null =>
  typeof hash === 'string' && /^[0-9a-f]{7,64}$/.test(hash) ? hash.slice(0, 12) : null;
