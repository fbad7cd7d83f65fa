import type { Spread, Summary, TrendWord } from '../metrics/contract.ts';
import { seconds } from '../metrics/summary/format.ts';
import type { Part } from './fit.ts';

const ARROW: Readonly<Record<TrendWord, string>> = {
  improving: ', improving ↑',
  steady: ', steady →',
  worsening: ', worsening ↓',
  'too few': '',
};

/** At most three digits behind the point, without trailing zeros. */
const plain = (value: number, digits = 3): string => String(Number(value.toFixed(digits)));
const percent = (share: number): string => `${plain(share * 100, 0)} %`;
const usd = (value: number): string => (value < 0.01 ? `${plain(value, 4)} USD` : `${value.toFixed(2)} USD`);

function successLine({ success, trend }: Summary): string {
  if (success.rate === null) return '- Success: unknown in every execution';
  const [low, high] = success.wilson95 ?? [0, 1];
  const interval = `95 % interval ${plain(low * 100, 0)} to ${percent(high)}`;
  return `- Success: ${percent(success.rate)} of ${success.n} with a known outcome (${interval})${ARROW[trend.success]}`;
}

function qualityLine({ quality_score: quality, trend }: Summary): string | null {
  if (quality.n === 0 || quality.mean == null) return null;
  const median = quality.median === null ? '' : `, median ${plain(quality.median, 2)}`;
  return `- Quality: ${plain(quality.mean, 2)} on average${median} (n ${quality.n})${ARROW[trend.quality_score]}`;
}

function primaryLine({ primary_metric: metric, trend }: Summary): string | null {
  if (metric.n === 0 || metric.name === null || metric.median === null) return null;
  const last = metric.last === null ? '' : `, last ${plain(metric.last)}`;
  const target = metric.target === null ? 'no target' : `target ${plain(metric.target)}`;
  const reached = metric.attained === null ? '' : `, reached in ${percent(metric.attained)}`;
  return `- ${metric.name}: median ${plain(metric.median)}${last}; ${target}${reached} (n ${metric.n})${ARROW[trend.primary_metric]}`;
}

function timeLine(time: Spread, trend: TrendWord): string | null {
  if (time.n === 0 || time.median === null) return null;
  const p90 = time.p90 == null ? '' : `, p90 ${seconds(time.p90)}`;
  return `- Working time: median ${seconds(time.median)}${p90} (n ${time.n})${ARROW[trend]}`;
}

function costLine({ cost_usd: cost, trend }: Summary): string | null {
  if (cost.n === 0 || cost.median === null) return null;
  const each = cost.per_success === null ? '' : `, ${usd(cost.per_success)} for each success`;
  const unpriced = cost.unpriced > 0 ? `, ${cost.unpriced} without a price` : '';
  const total = cost.total === null ? '' : `, ${usd(cost.total)} in all`;
  return `- Cost: median ${usd(cost.median)}${each}${total} (n ${cost.n}${unpriced})${ARROW[trend.cost_usd]}`;
}

/** An agent's numbers in a few lines; null before its first execution. Arrows compare the newest runs with those before. */
export function performancePart(summary: Summary | null): Part | null {
  if (!summary || summary.count === 0) return null;
  const [first, last] = [summary.first_timestamp?.slice(0, 10), summary.last_timestamp?.slice(0, 10)];
  const when = first && last ? (first === last ? ` on ${first}` : ` from ${first} to ${last}`) : '';
  const lines = [
    `- Executions: ${summary.count}${when}`,
    successLine(summary),
    qualityLine(summary),
    primaryLine(summary),
    timeLine(summary.execution_time_s, summary.trend.execution_time_s),
    costLine(summary),
  ];
  return {
    title: 'Performance Summary',
    heading: '## Performance Summary',
    noun: 'lines',
    units: lines.filter((line) => line !== null).map((text) => ({ text })),
  };
}
