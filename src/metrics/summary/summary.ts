import { isoTime } from '../../lib/time.ts';
import { median, quantile } from '../../stats/quantile.ts';
import { wilson95 } from '../../stats/wilson.ts';
import type { CostSummary, PrimarySummary, Rate, Spread, Summary, TrendKey, WindowSummary } from '../contract.ts';
import type { Row, Words } from './row.ts';
import type { Sums, Totals } from './totals.ts';
import { trendOf } from './trend.ts';

/** Medians, p90 and `attained` are over at most this many of the newest records. */
export const NEWEST = 1_000;

const round = (value: number, digits = 6): number => Number(value.toFixed(digits));
const known = (rows: readonly Row[], column: keyof Row): number[] => {
  const values: number[] = [];
  for (const row of rows) if (!Number.isNaN(row[column])) values.push(row[column]);
  return values;
};
const middle = (values: readonly number[]): number | null => (values.length > 0 ? median(values) : null);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function rateOf(succeeded: number, n: number): Rate {
  if (n === 0) return { n, rate: null, wilson95: null };
  const [low, high] = wilson95(succeeded, n);
  return { n, rate: round(succeeded / n), wilson95: [round(low), round(high)] };
}

const seconds = (ms: number | null): number | null => (ms === null ? null : round(ms / 1e3));
const dollars = (nano: number | null): number | null => (nano === null ? null : round(nano / 1e9));

function timeOf(values: readonly number[], n: number, total: number): Spread {
  if (n === 0) return { n, median: null, p90: null, mean: null };
  const [mid, high] = values.length > 0 ? [median(values), quantile(values, 0.9)] : [null, null];
  return { n, median: seconds(mid), p90: seconds(high), mean: seconds(total / n) };
}

function qualityOf(values: readonly number[], n: number, millionths: number): Spread {
  const mid = middle(values);
  return { n, median: mid === null ? null : round(mid), mean: n === 0 ? null : round(millionths / 1e6 / n) };
}

function costOf(rows: readonly Row[], sums: Sums): CostSummary {
  const { priced, cost, pricedSuccesses, settledCost, unpriced } = sums;
  return {
    n: priced,
    total: priced === 0 ? null : dollars(cost),
    median: dollars(middle(known(rows, 'cost'))),
    per_success: pricedSuccesses === 0 ? null : dollars(settledCost / pricedSuccesses),
    unpriced,
  };
}

/** The primary metric that the newest record names; values of an earlier metric are another thing and left out. */
interface Primary {
  place: number;
  name: string | null;
  target: number;
  direction: number;
}

function primaryOf(rows: readonly Row[], words: Words): Primary {
  const newest = rows.findLast(({ primaryName }) => primaryName >= 0);
  if (!newest) return { place: -1, name: null, target: Number.NaN, direction: 1 };
  const { primaryName: place, direction } = newest;
  const target = rows.findLast((row) => row.primaryName === place && !Number.isNaN(row.target))?.target ?? Number.NaN;
  return { place, name: words.primaries[place]!, target, direction };
}

const valuesOf = (rows: readonly Row[], primary: Primary): Row[] =>
  rows.filter(({ primaryName }) => primaryName === primary.place && primary.place >= 0);

function primarySummary(rows: readonly Row[], primary: Primary, n?: number): PrimarySummary {
  const own = valuesOf(rows, primary);
  const values = own.map((row) => row.primary);
  const mid = middle(values);
  const reached = own.filter((row) => {
    const target = Number.isNaN(row.target) ? primary.target : row.target;
    return primary.direction * row.primary >= primary.direction * target;
  });
  return {
    name: primary.name,
    target: Number.isNaN(primary.target) ? null : primary.target,
    n: n ?? values.length,
    last: values.at(-1) ?? null,
    median: mid === null ? null : round(mid),
    attained: values.length === 0 || Number.isNaN(primary.target) ? null : round(reached.length / values.length),
  };
}

function sumsOf(rows: readonly Row[]): Sums {
  const cost = known(rows, 'cost');
  const success = known(rows, 'success');
  return {
    count: rows.length,
    known: success.length,
    succeeded: sum(success),
    priced: cost.length,
    cost: sum(cost),
    pricedSuccesses: rows.filter((row) => row.cost >= 0 && row.success === 1).length,
    settledCost: sum(
      known(
        rows.filter((row) => row.success >= 0),
        'cost',
      ),
    ),
    unpriced: sum(known(rows, 'unpriced')),
  };
}

function windowOf(rows: readonly Row[], primary: Primary): WindowSummary {
  const sums = sumsOf(rows);
  const [time, quality] = [known(rows, 'time'), known(rows, 'quality')];
  return {
    n: rows.length,
    success: rateOf(sums.succeeded, sums.known),
    execution_time_s: timeOf(time, time.length, sum(time)),
    quality_score: qualityOf(quality, quality.length, sum(quality.map((value) => Math.round(value * 1e6)))),
    primary_metric: primarySummary(rows, primary),
    cost_usd: costOf(rows, sums),
  };
}

/** A window with its rows. */
type Window = readonly [rows: readonly Row[], summary: WindowSummary];

function trendsOf([recent, after]: Window, [before, then]: Window, primary: Primary): Summary['trend'] {
  const ask = (column: keyof Row, centre: (window: WindowSummary) => number | null, better: number) => {
    const pick = (rows: readonly Row[]) => known(column === 'primary' ? valuesOf(rows, primary) : rows, column);
    return trendOf(
      { after: pick(recent), before: pick(before) },
      { after: centre(after), before: centre(then) },
      better,
    );
  };
  return {
    success: ask('success', (window) => window.success.rate, 1),
    execution_time_s: ask('time', (window) => window.execution_time_s.median, -1),
    quality_score: ask('quality', (window) => window.quality_score.median, 1),
    primary_metric: ask('primary', (window) => window.primary_metric.median, primary.direction),
    cost_usd: ask('cost', (window) => window.cost_usd.median, -1),
  } satisfies Record<TrendKey, string>;
}

function groupsOf(groups: Record<number, Sums>, names: readonly string[], rows: readonly Row[], column: keyof Row) {
  const entries = Object.entries(groups).map(([place, sums]) => {
    const own = rows.filter((row) => row[column] === Number(place));
    const part = { count: sums.count, success: rateOf(sums.succeeded, sums.known), cost_usd: costOf(own, sums) };
    return [names[Number(place)]!, part] as const;
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * The summary of one agent (design.md 3.3): a pure function of its folded records, of which `totals` are the sums and
 * `rows` the newest thousand, oldest first. `window` is `recent_window`.
 */
export function summarise(agent: string, totals: Totals, rows: readonly Row[], words: Words, window: number): Summary {
  const primary = primaryOf(rows, words);
  const windowed = (own: readonly Row[]): Window => [own, windowOf(own, primary)];
  const [recent, before] = [windowed(rows.slice(-window)), windowed(rows.slice(-2 * window, -window))];
  const [input, output, cache_read, cache_write] = totals.tokens;
  const definition = rows.findLast((row) => row.definition >= 0)?.definition;
  return {
    schema_version: 1,
    agent,
    definition: definition === undefined ? null : words.definitions[definition]!,
    count: totals.count,
    first_timestamp: totals.first === null ? null : isoTime(totals.first),
    last_timestamp: rows.length === 0 ? null : isoTime(rows.at(-1)!.at),
    success: rateOf(totals.succeeded, totals.known),
    execution_time_s: timeOf(known(rows, 'time'), totals.timed, totals.time),
    quality_score: qualityOf(known(rows, 'quality'), totals.rated, totals.quality),
    primary_metric: primarySummary(rows, primary, primary.place < 0 ? 0 : (totals.primaries[primary.place] ?? 0)),
    tokens: { total: { input, output, cache_read, cache_write }, median: middle(known(rows, 'tokens')) },
    cost_usd: costOf(rows, totals),
    recent: recent[1],
    before: before[1],
    trend: trendsOf(recent, before, primary),
    by_model: groupsOf(totals.models, words.models, rows, 'model'),
    by_definition: groupsOf(totals.definitions, words.definitions, rows, 'definition'),
    source: { records: totals.count },
  };
}
