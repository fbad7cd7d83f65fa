import { definitions, harnessVersion, model } from '../optimizer/arms.ts';
import { PRACTICAL, VERDICT_FROM } from '../optimizer/compare.ts';
import { around, exampleInput, runs } from '../optimizer/example.ts';
import { commitOf, fileOf, measures } from '../optimizer/measures.ts';
import { testRegression } from '../optimizer/regression.ts';
import { defineRule } from '../optimizer/rule.ts';
import { percent } from '../optimizer/say.ts';

export default defineRule({
  name: 'regressed-since-definition',
  title: 'Regressed since the definition changed',
  trigger: `Success, quality, primary metric, working time or cost is surely worse under the newest definition than under the one before it, by ${percent(PRACTICAL)} or more, with the same model and harness version and ${VERDICT_FROM} runs or more on each side.`,
  why: 'The newest edit of the agent made it worse; going back costs a minute.',
  saving:
    'Of the tokens that the agent uses in a week: the points by which success fell, or the share by which cost rose, of what it is now. Other metrics tell none.',
  impact: 150_000,
  effort_minutes: 10,
  test(input) {
    const arms = definitions(input.records);
    if (!arms) return [];
    const path = input.file?.path ?? `agents/${input.agent}.md`;
    const [old, now] = [arms.oldHash.slice(0, 12), arms.newHash.slice(0, 12)];
    return ['success' as const, ...measures(input)].flatMap((metric) => {
      const outcome = testRegression(input, metric, arms, {
        against: 'since its definition changed',
        apply: ({ before, after }) => {
          const from = commitOf(before.findLast((record) => record.git?.end)?.git?.end);
          const to = commitOf(after.find((record) => record.git?.start)?.git?.start);
          return [
            from && to && from !== to
              ? `See the edit: \`git diff ${from} ${to} -- ${path}\` (definition ${old} -> ${now}).`
              : `See the edit: \`git log -p -- ${path}\` (definition ${old} -> ${now}).`,
            `Put the lines of ${old} back into ${fileOf(input)}, or keep of ${now} only what the runs needed.`,
          ];
        },
        facts: { model, 'harness version': harnessVersion },
      });
      return outcome ? [outcome] : [];
    });
  },
  examples: {
    fires: {
      says: 'runs cost twice as much under the new definition',
      input: () =>
        exampleInput(
          runs(60, (i) => ({
            cost_usd: around(i < 40 ? 0.2 : 0.4, 1.4, i),
            definition: (i < 40 ? 'a' : 'b').repeat(64),
          })),
        ),
    },
    quiet: {
      says: 'the new definition costs the same',
      input: () =>
        exampleInput(runs(60, (i) => ({ cost_usd: around(0.2, 1.4, i), definition: (i < 40 ? 'a' : 'b').repeat(64) }))),
    },
  },
});
