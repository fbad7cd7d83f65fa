import { holm } from '../stats/holm.ts';
import { levelOfLooks } from '../stats/looks.ts';
import type { Experiment, Trial } from './contract.ts';
import { DIRECTION_FROM, judge, VERDICT_FROM } from './decide.ts';
import { chanceOf, effectOf } from './effect.ts';
import { GUARDRAILS, measureOf, samplesOf } from './measures.ts';

/** A metric that must not get worse, whatever the experiment is about. */
export interface Guardrail {
  metric: string;
  label: string;
  n: [control: number, treatment: number];
  /** Null below five values an arm. */
  change: number | null;
  /** 95 % */
  interval: [number, number] | null;
  /** p by Holm over all guardrails; null below ten values an arm. */
  p: number | null;
  violated: boolean;
}

/** Cost, errors and working time of both arms, but for the experiment's own metric. */
export function guardrailsOf(
  experiment: Experiment,
  control: readonly Trial[],
  treatment: readonly Trial[],
): Guardrail[] {
  const level = levelOfLooks(experiment.looks);
  const rows = GUARDRAILS.filter((name) => name !== experiment.metric).map((name) => {
    const measure = measureOf(name, 'less');
    const [x, y] = [control, treatment].map((arm) => samplesOf(arm, measure).map(({ value }) => value)) as [
      number[],
      number[],
    ];
    return { name, measure, x, y, judged: Math.min(x.length, y.length) >= VERDICT_FROM };
  });
  const tested = rows.filter(({ judged }) => judged);
  const adjusted = tested.length > 0 ? holm(tested.map(({ x, y, measure }) => chanceOf(x, y, measure.scale))) : [];
  return rows.map((row) => {
    const { name, measure, x, y } = row;
    const p = row.judged ? adjusted[tested.indexOf(row)]! : null;
    const effect = Math.min(x.length, y.length) >= DIRECTION_FROM ? effectOf(x, y, measure.scale, 0.95) : null;
    const worse = p !== null && p <= 1 - level;
    const verdict = worse
      ? judge(effectOf(x, y, measure.scale, level), { direction: measure.better, target_pct: null })
      : null;
    return {
      metric: name,
      label: measure.label,
      n: [x.length, y.length],
      change: effect?.change ?? null,
      interval: effect?.interval ?? null,
      p,
      violated: verdict === 'regressed',
    };
  });
}
