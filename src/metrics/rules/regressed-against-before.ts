import { definition, harnessVersion, model, periods } from '../optimizer/arms.ts';
import { learnFrom } from '../optimizer/causes.ts';
import { PRACTICAL } from '../optimizer/compare.ts';
import { exampleInput, runs } from '../optimizer/example.ts';
import { commitOf, cost, fileOf, known, primary, quality, settled } from '../optimizer/measures.ts';
import { testRegression } from '../optimizer/regression.ts';
import { defineRule } from '../optimizer/rule.ts';
import { percent } from '../optimizer/say.ts';

/** Working time has its own rule, slow-execution. */
export default defineRule({
  name: 'regressed-against-before',
  title: 'Regressed against the period before',
  trigger: `Success, quality, primary metric or cost of the newest quarter of the runs (10 to 50) is surely worse than in the runs before, by ${percent(PRACTICAL)} or more, under the same definition, model and harness version.`,
  why: 'Something around the agent changed for the worse while it itself stayed the same.',
  saving:
    'Of the tokens that the agent uses in a week: the points by which success fell, or the share by which cost rose, of what it is now. Quality and primary metric tell none.',
  impact: 120_000,
  effort_minutes: 40,
  test(input) {
    const metrics = ['success' as const, quality, primary(input), cost].filter((metric) => metric !== null);
    const least = Math.max(input.recentWindow, input.minSamples, 10);
    return metrics.flatMap((metric) => {
      const records = metric === 'success' ? settled(input.records) : known(input.records, metric.of);
      const outcome = testRegression(input, metric, periods(records, least), {
        against: 'against the period before',
        apply: ({ after }) => {
          const first = after[0]!;
          const [from, to] = [commitOf(first.git?.start), commitOf(after.at(-1)!.git?.end)];
          const wrong = metric === 'success' ? after.filter((record) => record.success === false) : after;
          return [
            from && to && from !== to
              ? `See what changed in the repository meanwhile: \`git log --stat ${from}..${to}\`.`
              : `See what changed in the repository meanwhile: \`git log --stat --since=${first.timestamp}\`.`,
            ...learnFrom(input, wrong, metric === 'success' ? 'failed runs' : 'recent runs'),
            `Write the new circumstance into ${fileOf(input)}, or undo it.`,
          ];
        },
        facts: { model, 'harness version': harnessVersion },
        definition,
      });
      return outcome ? [outcome] : [];
    });
  },
  examples: {
    fires: {
      says: 'nine in ten runs succeeded, now half of them',
      input: () => exampleInput(runs(120, (i) => ({ success: i < 90 ? i % 10 !== 0 : i % 2 === 0 }))),
    },
    quiet: {
      says: 'the drop came with another model: confounded, no verdict',
      input: () =>
        exampleInput(
          runs(120, (i) => ({ success: i < 90 ? i % 10 !== 0 : i % 2 === 0, model: i < 90 ? 'model-a' : 'model-b' })),
        ),
    },
  },
});
