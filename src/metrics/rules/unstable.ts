import { count } from '../../lib/count.ts';
import { bootstrap } from '../../stats/bootstrap.ts';
import { quantile, quantileSorted } from '../../stats/quantile.ts';
import { nameRun } from '../optimizer/causes.ts';
import { around, exampleInput, runs } from '../optimizer/example.ts';
import { fileOf, known, type Measure, NOW, quality, time, valuesOf } from '../optimizer/measures.ts';
import { defineRule, type Outcome, type RuleInput } from '../optimizer/rule.ts';
import { interval95, number } from '../optimizer/say.ts';

/** Upper over lower quartile of working time. Sessions of mixed size reach 4 (log-sd 1); beyond 6 the agent itself wavers. */
const TIME_RATIO = 6;
/** Upper minus lower quartile of quality, on its scale of 0 to 1. */
const QUALITY_RANGE = 0.3;

function spread(
  input: RuleInput,
  measure: Measure,
  limit: number,
  of: (low: number, high: number) => number,
): Outcome[] {
  const part = measure.key;
  const all = known(input.records, measure.of).slice(-NOW);
  const n = all.length;
  if (n === 0) return [];
  if (n < input.minSamples)
    return [
      {
        state: 'untested',
        part,
        note: `${measure.label}: ${count(n, 'known value')}, ${input.minSamples - n} more needed.`,
      },
    ];
  const values = valuesOf(all, measure.of);
  if (measure.scale === 'ratio' && values.some((value) => value <= 0))
    return [
      { state: 'untested', part, note: `spread of ${measure.label}: some values are zero, which a ratio cannot take.` },
    ];
  const [low, high] = [quantile(values, 0.25), quantile(values, 0.75)];
  if (of(low, high) < limit) return [{ state: 'quiet', part }];
  const { value, interval } = bootstrap([values], (x) => of(quantileSorted(x!, 0.25), quantileSorted(x!, 0.75)));
  const ordered = [...all].sort((a, b) => measure.of(a)! - measure.of(b)! || (a.id < b.id ? -1 : 1));
  return [
    {
      state: 'fires',
      part,
      finding: {
        title: `${input.agent}: ${measure.label} varies from ${measure.say(low)} to ${measure.say(high)} in the middle half of its runs`,
        evidence: [
          {
            text: `quartiles of ${measure.label} ${measure.say(low)} and ${measure.say(high)}, ${measure.scale === 'ratio' ? 'ratio' : 'range'} ${number(value)} (bootstrap, ${interval95(interval, number)}; n ${n})`,
            n,
            value,
            interval,
          },
        ],
        apply: [
          `Compare ${nameRun(input, ordered[0]!)} (${measure.say(measure.of(ordered[0]!)!)}) with ${nameRun(input, ordered.at(-1)!)} (${measure.say(measure.of(ordered.at(-1)!)!)}): is it the task or the way?`,
          `If the tasks differ, split ${fileOf(input)} into two agents; if the way does, write the good way into it as numbered steps.`,
        ],
        share: null,
        unproven: interval[0] >= limit ? 'medium' : 'low',
      },
    },
  ];
}

export default defineRule({
  name: 'unstable',
  title: 'Results vary widely',
  trigger: `In the newest ${NOW} known values (at least min_samples) the upper quartile of working time is ${TIME_RATIO} times the lower one or more, or the quartiles of quality lie ${QUALITY_RANGE} or more apart.`,
  why: 'An agent that does the same work differently each time cannot be planned with, and hides its own regressions.',
  saving: null,
  impact: 40_000,
  effort_minutes: 60,
  test: (input) => [
    ...spread(input, time, TIME_RATIO, (low, high) => high / low),
    ...spread(input, quality, QUALITY_RANGE, (low, high) => high - low),
  ],
  examples: {
    fires: {
      says: 'half of the runs take a minute, half an hour',
      input: () => exampleInput(runs(20, (i) => ({ execution_time_s: i % 2 ? 60 + i : 1800 + i }))),
    },
    quiet: {
      says: 'tasks of mixed size, as usual',
      input: () => exampleInput(runs(20, (i) => ({ execution_time_s: around(300, 3, i) }))),
    },
  },
});
