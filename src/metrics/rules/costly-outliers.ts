import { count } from '../../lib/count.ts';
import { highOutliers } from '../../stats/outliers.ts';
import { median } from '../../stats/quantile.ts';
import { wilson95 } from '../../stats/wilson.ts';
import { learnFrom, nameRun } from '../optimizer/causes.ts';
import { around, exampleInput, runs } from '../optimizer/example.ts';
import { cost, NOW } from '../optimizer/measures.ts';
import { defineRule } from '../optimizer/rule.ts';
import { interval95, percent } from '../optimizer/say.ts';

/** What the outliers cost above the usual run, of all cost: less is not worth a look. */
const WORTH = 0.15;

export default defineRule({
  name: 'costly-outliers',
  title: 'A few runs cost most',
  trigger: `Some of the newest ${NOW} priced runs (at least min_samples) cost far more than the usual one, and what they cost above it is ${percent(WORTH)} of all cost or more.`,
  why: 'Runs that go astray cost many times the usual one; a limit or an early stop catches them.',
  saving:
    'What those runs cost above the usual one, as a share of all cost, of the tokens that the agent uses in a week.',
  impact: 80_000,
  effort_minutes: 20,
  test(input) {
    const priced = input.records.filter((record) => (cost.of(record) ?? 0) > 0).slice(-NOW);
    const n = priced.length;
    if (n === 0) return [];
    if (n < input.minSamples)
      return [
        {
          state: 'untested',
          part: null,
          note: `cost: ${count(n, 'known value')}, ${input.minSamples - n} more needed.`,
        },
      ];
    const values = priced.map((record) => record.cost_usd!);
    const usual = median(values);
    const high = highOutliers(values);
    const total = values.reduce((a, b) => a + b);
    const excess = high.reduce((sum, i) => sum + values[i]! - usual, 0);
    if (high.length === 0 || excess < WORTH * total) return [{ state: 'quiet', part: null }];
    const astray = high.map((i) => priced[i]!).sort((a, b) => b.cost_usd! - a.cost_usd! || (a.id < b.id ? -1 : 1));
    const interval = wilson95(high.length, n);
    return [
      {
        state: 'fires',
        part: null,
        finding: {
          title: `${input.agent}: ${high.length} of ${n} runs take ${percent(excess / total)} of its cost above the usual ${cost.say(usual)}`,
          evidence: [
            {
              text: `${high.length} of ${n} runs lie far above the usual ${cost.say(usual)} (share ${percent(high.length / n)}, ${interval95(interval, percent)})`,
              n,
              value: high.length / n,
              interval,
            },
            {
              text: `dearest: ${astray
                .slice(0, 3)
                .map((record) => `${nameRun(input, record)} ${cost.say(record.cost_usd!)}`)
                .join(', ')}; of ${cost.say(total)} in all`,
              n,
              value: excess / total,
              interval: null,
            },
          ],
          apply: [
            ...learnFrom(input, astray, 'runs that went astray'),
            `Give ${input.file?.path ?? `agents/${input.agent}.md`} a stop: after how many failed attempts it reports back instead of trying on.`,
          ],
          share: excess / total,
          // One stray run may be chance; three are a pattern.
          unproven: high.length >= 3 ? 'medium' : 'low',
        },
      },
    ];
  },
  examples: {
    fires: {
      says: 'three of forty runs cost fifty times the usual one',
      input: () =>
        exampleInput(
          runs(40, (i) => ({
            cost_usd: i % 13 === 5 ? 10 : around(0.2, 1.5, i),
            errors: i % 13 === 5 ? { Edit: 12 } : null,
          })),
        ),
    },
    quiet: {
      says: 'costs scatter, but none stands out',
      input: () => exampleInput(runs(40, (i) => ({ cost_usd: around(0.2, 2.5, i) }))),
    },
  },
});
