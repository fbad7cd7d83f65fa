import { confounders } from './confounders.ts';
import type { Experiment, Trial } from './contract.ts';
import { judge, VERDICT_FROM } from './decide.ts';
import { type Effect, effectOf } from './effect.ts';
import { GUARDRAILS, measureOf, samplesOf } from './measures.ts';

/** One metric in two windows that share no session. */
export interface Check {
  metric: string;
  label: string;
  state: 'regressed' | 'fine' | 'too few' | 'confounded';
  windows: { control: number; treatment: number; effect: Effect | null }[];
  why: string | null;
}

const LEVEL = 0.95;

/** The earlier and the later half of an arm. */
const halves = <T>(values: readonly T[]): [T[], T[]] => {
  const middle = Math.ceil(values.length / 2);
  return [values.slice(0, middle), values.slice(middle)];
};

/**
 * Whether the metric, or a guardrail, got worse in two disjoint windows: the earlier halves of both arms and the later ones.
 * A single alarm may be chance (one in forty); two that share no session rarely are (one in 1,600), which is what a CI may fail on.
 */
export function checkRegressions(
  experiment: Experiment,
  control: readonly Trial[],
  treatment: readonly Trial[],
): Check[] {
  const names = [experiment.metric, ...GUARDRAILS.filter((name) => name !== experiment.metric)];
  return names.map((name): Check => {
    const own = name === experiment.metric;
    const measure = measureOf(name, own ? experiment.direction : 'less');
    // The wish of the experiment, for its own metric; for a guardrail what is better.
    const wish = { direction: own ? experiment.direction : measure.better, target_pct: null };
    const [before, after] = [control, treatment].map((arm) =>
      halves(samplesOf(arm, measure).map(({ value }) => value)),
    ) as [[number[], number[]], [number[], number[]]];
    const windows = [0, 1].map((at) => {
      const [x, y] = [before[at]!, after[at]!];
      const enough = Math.min(x.length, y.length) >= VERDICT_FROM;
      return { control: x.length, treatment: y.length, effect: enough ? effectOf(x, y, measure.scale, LEVEL) : null };
    });
    const said = { metric: name, label: measure.label, windows };
    if (windows.some(({ effect }) => effect === null)) return { ...said, state: 'too few', why: null };
    if (!windows.every(({ effect }) => judge(effect!, wish) === 'regressed'))
      return { ...said, state: 'fine', why: null };
    const [changed] = confounders(control, treatment, name, experiment.varies);
    return changed ? { ...said, state: 'confounded', why: changed } : { ...said, state: 'regressed', why: null };
  });
}
