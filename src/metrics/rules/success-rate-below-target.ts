import { count } from '../../lib/count.ts';
import { atMost } from '../../stats/binomial.ts';
import { wilson95 } from '../../stats/wilson.ts';
import { learnFrom } from '../optimizer/causes.ts';
import { PRACTICAL } from '../optimizer/compare.ts';
import { exampleInput, runs } from '../optimizer/example.ts';
import { fileOf, NOW, settled, successes } from '../optimizer/measures.ts';
import { defineRule } from '../optimizer/rule.ts';
import { interval95, percent } from '../optimizer/say.ts';

export default defineRule({
  name: 'success-rate-below-target',
  title: 'Success rate below target',
  trigger: `Of the newest ${NOW} known outcomes (at least min_samples) fewer succeeded than thresholds.success_rate: by ${percent(PRACTICAL)} of it or more, or surely (exact binomial test).`,
  why: 'A failed run costs its tokens and the time of whoever repeats it.',
  saving: 'The points that are missing to the target, of the tokens that the agent uses in a week.',
  impact: 200_000,
  effort_minutes: 45,
  test(input) {
    const target = input.thresholds.success_rate;
    const now = settled(input.records).slice(-NOW);
    const n = now.length;
    if (target === null || n === 0) return [];
    if (n < input.minSamples)
      return [
        {
          state: 'untested',
          part: null,
          note: `success: ${count(n, 'known outcome')}, ${input.minSamples - n} more needed.`,
        },
      ];
    const k = successes(now);
    const rate = k / n;
    const p = atMost(k, n, target);
    if (rate >= target) return [{ state: 'quiet', part: null, p }];
    const interval = wilson95(k, n);
    const failed = now.filter((record) => record.success === false);
    return [
      {
        state: 'fires',
        part: null,
        p,
        finding: {
          title: `${input.agent}: ${percent(rate)} of runs succeed, target ${percent(target)}`,
          evidence: [
            {
              text: `success ${k} of ${n}, ${percent(rate)} (${interval95(interval, percent)}), target ${percent(target)}`,
              n,
              value: rate,
              interval,
            },
          ],
          apply: [
            ...learnFrom(input, failed, 'failed runs'),
            `If ${percent(target)} is not what this agent should reach, set optimization.thresholds.success_rate in ${fileOf(input)}.`,
          ],
          share: target - rate,
          unproven: rate <= target * (1 - PRACTICAL) ? 'low' : 'none',
        },
      },
    ];
  },
  examples: {
    fires: {
      says: '12 of 30 runs succeed, the target is 80 %',
      input: () => exampleInput(runs(30, (i) => ({ success: i % 5 < 2, errors: i % 5 < 2 ? null : { Bash: 3 } }))),
    },
    quiet: {
      says: '27 of 30 runs succeed',
      input: () => exampleInput(runs(30, (i) => ({ success: i % 10 !== 3 }))),
    },
  },
});
