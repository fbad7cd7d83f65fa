import { count } from '../../lib/count.ts';
import { learnFrom } from '../optimizer/causes.ts';
import { PRACTICAL } from '../optimizer/compare.ts';
import { around, exampleInput, runs } from '../optimizer/example.ts';
import { fileOf, known, NOW, quality, valuesOf } from '../optimizer/measures.ts';
import { defineRule } from '../optimizer/rule.ts';
import { number, percent } from '../optimizer/say.ts';
import { againstLimit } from '../optimizer/threshold.ts';

export default defineRule({
  name: 'quality-below-target',
  title: 'Quality below target',
  trigger: `The median of the newest ${NOW} known values (at least min_samples) lies below thresholds.quality_score: by ${percent(PRACTICAL)} of it or more, or surely (sign test).`,
  why: 'Work that passes but is poor comes back as review rounds and later fixes.',
  saving: null,
  impact: 100_000,
  effort_minutes: 45,
  test(input) {
    const target = input.thresholds.quality_score;
    const scored = known(input.records, quality.of).slice(-NOW);
    const n = scored.length;
    if (target === null || n === 0) return [];
    if (n < input.minSamples)
      return [
        {
          state: 'untested',
          part: null,
          note: `quality: ${count(n, 'known value')}, ${input.minSamples - n} more needed.`,
        },
      ];
    const seen = againstLimit(valuesOf(scored, quality.of), target, 'less', quality.label, quality.say);
    if (!seen.missed) return [{ state: 'quiet', part: null, p: seen.p }];
    const poor = scored.filter((record) => record.quality_score! < target);
    return [
      {
        state: 'fires',
        part: null,
        p: seen.p,
        finding: {
          title: `${input.agent}: usual quality ${number(seen.evidence.value!)}, target ${number(target)}`,
          evidence: [seen.evidence],
          apply: [
            ...learnFrom(input, poor, 'runs below the target'),
            `Add the check that was missed to the close of ${fileOf(input)}, or set optimization.thresholds.quality_score there.`,
          ],
          share: null,
          unproven: seen.clearly ? 'low' : 'none',
        },
      },
    ];
  },
  examples: {
    fires: {
      says: 'usual quality 0.5, target 0.7',
      input: () => exampleInput(runs(20, (i) => ({ quality_score: around(0.5, 1.3, i) }))),
    },
    quiet: {
      says: 'usual quality 0.9',
      input: () => exampleInput(runs(20, (i) => ({ quality_score: around(0.9, 1.1, i) }))),
    },
  },
});
