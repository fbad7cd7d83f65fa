import { KaError } from '../lib/errors.ts';
import { number, plain } from '../metrics/optimizer/say.ts';
import { dollars, percent, seconds, thousands } from '../metrics/summary/format.ts';
import type { Sample, Trial } from './contract.ts';

/**
 * A number that sessions have. `ratio`: grows by factors; `count`: the same, but may be zero (compared as value + 1);
 * `share`: yes or no; `shift`: compared by differences.
 */
export interface Measure {
  name: string;
  label: string;
  better: 'less' | 'more';
  scale: 'ratio' | 'count' | 'share' | 'shift';
  say: (value: number) => string;
  /** Null: not known of this session. */
  of: (trial: Trial) => number | null;
  /** Where a value is not that of one session. */
  samples?: (trials: readonly Trial[]) => Sample[];
}

const count = (value: number): string => number(value);

const MEASURES: readonly Measure[] = [
  {
    name: 'tokens',
    label: 'tokens per session',
    better: 'less',
    scale: 'ratio',
    say: (value) => thousands(Math.round(value)),
    of: (trial) => trial.tokens,
  },
  {
    name: 'cost',
    label: 'cost per session',
    better: 'less',
    scale: 'ratio',
    say: dollars,
    of: (trial) => trial.cost_usd,
  },
  {
    name: 'cost_per_success',
    label: 'cost until a success',
    better: 'less',
    scale: 'ratio',
    say: dollars,
    of: () => null,
    samples: costsOfSuccess,
  },
  {
    name: 'success',
    label: 'success rate',
    better: 'more',
    scale: 'share',
    say: percent,
    of: (trial) => (trial.success === null ? null : Number(trial.success)),
  },
  {
    name: 'duration',
    label: 'working time per session',
    better: 'less',
    scale: 'ratio',
    say: seconds,
    of: (trial) => trial.duration_s,
  },
  {
    name: 'errors',
    label: 'tool errors per session',
    better: 'less',
    scale: 'count',
    say: count,
    of: (trial) => trial.errors,
  },
  {
    name: 'rereads',
    label: 're-reads per session',
    better: 'less',
    scale: 'count',
    say: count,
    of: (trial) => trial.rereads,
  },
  {
    name: 'fan_out',
    label: 'tool calls per reply at most',
    better: 'less',
    scale: 'count',
    say: count,
    of: (trial) => trial.fan_out,
  },
  {
    name: 'tool_calls',
    label: 'tool calls per session',
    better: 'less',
    scale: 'count',
    say: count,
    of: (trial) => trial.tool_calls,
  },
  {
    name: 'tokens_per_edited_line',
    label: 'tokens per edited line',
    better: 'less',
    scale: 'ratio',
    say: count,
    of: ({ tokens, edited_lines: lines }) => (tokens === null || lines === null || lines === 0 ? null : tokens / lines),
  },
];

export const METRICS: readonly string[] = MEASURES.map(({ name }) => name);

/** What else a report looks at, whatever its metric is. */
export const GUARDRAILS: readonly string[] = ['cost', 'errors', 'duration'];

/**
 * What each success cost: its session and the failed ones before it. Sessions whose outcome or cost is unknown are left
 * out. Unlike a ratio of two sums this is one value for each success, so that ranks can compare it.
 */
function costsOfSuccess(trials: readonly Trial[]): Sample[] {
  const found: Sample[] = [];
  let spent = 0;
  for (const { id, started, cost_usd, success } of [...trials].sort(byStart)) {
    if (cost_usd === null || success === null) continue;
    spent += cost_usd;
    if (!success) continue;
    found.push({ id, at: started ?? '', value: spent });
    spent = 0;
  }
  return found;
}

const byStart = (a: Trial, b: Trial): number =>
  (a.started ?? '') === (b.started ?? '') ? (a.id < b.id ? -1 : 1) : (a.started ?? '') < (b.started ?? '') ? -1 : 1;

/** The known values of sessions, by time, then id. */
export const samplesOf = (trials: readonly Trial[], measure: Measure): Sample[] =>
  measure.samples?.(trials) ??
  [...trials].sort(byStart).flatMap((trial) => {
    const value = measure.of(trial);
    return value === null || !Number.isFinite(value) ? [] : [{ id: trial.id, at: trial.started ?? '', value }];
  });

/** The metric of that name; any other name is one that an agent's records carry (`primary_metric`, `metrics`). */
export function measureOf(name: string, direction: 'less' | 'more'): Measure {
  const known = MEASURES.find((measure) => measure.name === name);
  if (known) return known;
  return {
    name,
    label: plain(name),
    better: direction,
    scale: 'shift',
    say: number,
    of: (trial) => (Object.hasOwn(trial.measured, name) ? trial.measured[name]! : null),
  };
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/;

/** A metric's name as it was typed: `tokens-per-edited-line` and `fan-out` are meant with `_`. @throws KaError `bad-metric` */
export function metricName(typed: string): string {
  const own = typed.toLowerCase().replaceAll('-', '_');
  if (METRICS.includes(own)) return own;
  if (NAME.test(typed)) return typed;
  throw new KaError(
    'bad-metric',
    `"${plain(typed)}" cannot name a metric; there are ${METRICS.join(', ')}, and the metrics that records carry.`,
  );
}
