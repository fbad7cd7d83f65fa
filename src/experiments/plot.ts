import type { Report } from './report.ts';

/** Where a value lies on an axis of `width` columns. */
export interface Axis {
  low: number;
  high: number;
  at: (value: number, width: number) => number;
}

/** Change in percent, `-24 %`. */
export const changeText = (change: number): string => {
  const percent = Math.abs(change) < 0.0995 ? Math.round(change * 1000) / 10 : Math.round(change * 100);
  return `${percent > 0 ? '+' : percent < 0 ? '-' : ''}${Math.abs(percent)} %`;
};

/** An axis from the least to the greatest of the values, a little wider. */
export function axisOf(values: readonly number[]): Axis {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = (high - low || 1) * 0.05;
  const from = low - pad;
  const span = high - low + 2 * pad;
  return { low, high, at: (value, width) => Math.round(((value - from) / span) * (width - 1)) };
}

/** What the plot of the effect shows: no change, the interval, the estimate, the target. */
export function effectMarks({ effect, experiment }: Report): {
  change: number;
  interval: [number, number];
  target: number | null;
  axis: Axis;
} | null {
  if (!effect?.interval) return null;
  const { target_pct, direction } = experiment;
  const target = target_pct === null ? null : ((direction === 'less' ? -1 : 1) * target_pct) / 100;
  const axis = axisOf([0, effect.change, ...effect.interval, ...(target === null ? [] : [target])]);
  return { change: effect.change, interval: effect.interval, target, axis };
}

/** The effect as one line of text with a legend below; none without an interval. */
export function plotEffect(report: Report, columns: number): string[] {
  const marks = effectMarks(report);
  if (!marks) return [];
  const width = Math.max(20, Math.min(64, columns - 4));
  const line = new Array<string>(width).fill('·');
  const at = (value: number): number => marks.axis.at(value, width);
  const [low, high] = [at(marks.interval[0]), at(marks.interval[1])];
  for (let i = low; i <= high; i++) line[i] = '─';
  line[low] = '├';
  line[high] = '┤';
  line[at(0)] = '0';
  if (marks.target !== null) line[at(marks.target)] = '▲';
  line[at(marks.change)] = '●';
  const legend = ['● effect', '├─┤ 95 % interval', '0 no change', ...(marks.target === null ? [] : ['▲ target'])];
  return [`  ${line.join('')}`, `  ${legend.join('   ')}`];
}

/** An arm as quartiles on a common axis: `├──[■■■│■■]───┤` from the least to the greatest value. */
export function plotArms({ arms }: Report, columns: number): string[] {
  const shown = (['control', 'treatment'] as const).flatMap((name) => {
    const { least, most, q25, q75, median } = arms[name];
    return least === null || most === null || q25 === null || q75 === null || median === null
      ? []
      : [{ name, least, most, q25, q75, median }];
  });
  if (shown.length < 2) return [];
  const width = Math.max(20, Math.min(64, columns - 13));
  // Values that grow by factors would all lie at the left.
  const logs = shown.every(({ least }) => least > 0);
  const scale = (value: number): number => (logs ? Math.log(value) : value);
  const axis = axisOf(shown.flatMap(({ least, most }) => [scale(least), scale(most)]));
  return shown.map(({ name, least, most, q25, q75, median }) => {
    const line = new Array<string>(width).fill(' ');
    const at = (value: number): number => axis.at(scale(value), width);
    for (let i = at(least); i <= at(most); i++) line[i] = '─';
    for (let i = at(q25); i <= at(q75); i++) line[i] = '■';
    line[at(least)] = '├';
    line[at(most)] = '┤';
    line[at(median)] = '│';
    return `  ${name.padEnd(9)}  ${line.join('').trimEnd()}`;
  });
}
