import { count } from '../../lib/count.ts';
import { learnFrom } from '../optimizer/causes.ts';
import { PRACTICAL } from '../optimizer/compare.ts';
import { exampleInput, runs } from '../optimizer/example.ts';
import { fileOf, known, NOW, primary, valuesOf } from '../optimizer/measures.ts';
import { defineRule, type RuleInput } from '../optimizer/rule.ts';
import { percent } from '../optimizer/say.ts';
import { againstLimit } from '../optimizer/threshold.ts';

/** The declared target, else the one that came with the newest record. */
const targetOf = (input: RuleInput): number | null =>
  input.file?.definition.metrics?.primary?.target ??
  input.records.findLast((record) => record.primary_metric)?.primary_metric?.target ??
  null;

export default defineRule({
  name: 'primary-metric-missed',
  title: 'Primary metric misses its target',
  trigger: `The median of the newest ${NOW} known values (at least min_samples) misses the target that the definition or the newest record names: by ${percent(PRACTICAL)} of it or more, or surely (sign test).`,
  why: 'The primary metric is what the agent is there for.',
  saving: null,
  impact: 150_000,
  effort_minutes: 45,
  test(input) {
    const metric = primary(input);
    const target = targetOf(input);
    if (!metric || target === null) return [];
    const measured = known(input.records, metric.of).slice(-NOW);
    const n = measured.length;
    if (n === 0) return [];
    const part = metric.label;
    if (n < input.minSamples)
      return [
        { state: 'untested', part, note: `${part}: ${count(n, 'known value')}, ${input.minSamples - n} more needed.` },
      ];
    const seen = againstLimit(valuesOf(measured, metric.of), target, metric.worse, part, metric.say);
    if (!seen.missed) return [{ state: 'quiet', part, p: seen.p }];
    const missed = measured.filter((record) =>
      metric.worse === 'less' ? metric.of(record)! < target : metric.of(record)! > target,
    );
    return [
      {
        state: 'fires',
        part,
        p: seen.p,
        finding: {
          title: `${input.agent}: usual ${part} ${metric.say(seen.evidence.value!)}, target ${metric.say(target)}`,
          evidence: [seen.evidence],
          apply: [
            ...learnFrom(input, missed, 'runs that missed it'),
            `State in ${fileOf(input)} that a run is not done before ${part} reaches ${metric.say(target)}, and with which command to see it; or change metrics.primary.target there.`,
          ],
          share: null,
          unproven: seen.clearly ? 'low' : 'none',
        },
      },
    ];
  },
  examples: {
    fires: {
      says: 'the pass rate stays near 0.8, target 1',
      input: () =>
        exampleInput(runs(20, (i) => ({ primary_metric: { name: 'pass-rate', value: i % 6 ? 0.8 : 1, target: 1 } }))),
    },
    quiet: {
      says: 'most runs reach the target',
      input: () =>
        exampleInput(runs(20, (i) => ({ primary_metric: { name: 'pass-rate', value: i % 6 ? 1 : 0.9, target: 1 } }))),
    },
  },
});
