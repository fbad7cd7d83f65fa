import { newcombe } from '../../stats/newcombe.ts';
import type { ExecutionRecord } from '../contract.ts';
import { type Arms, confounder, definition, harnessVersion, priceTable } from '../optimizer/arms.ts';
import { compareSuccess, compareValues, PRACTICAL, VERDICT_FROM } from '../optimizer/compare.ts';
import { around, exampleInput, runs } from '../optimizer/example.ts';
import { ARM, cost, fileOf, successes } from '../optimizer/measures.ts';
import { defineRule, type Outcome, type RuleInput } from '../optimizer/rule.ts';
import { percent, plain } from '../optimizer/say.ts';

/** The cheaper model's own rate may lie this far below, if the interval still includes none. */
const TOLERATED = 0.05;
/** A true loss beyond this must be ruled out, else the evidence says how little is known. */
const HARMLESS = 0.1;

function compare(input: RuleInput, usual: string, other: string, arms: Arms): Outcome {
  const part = other;
  const changed = confounder(arms, {
    'harness version': harnessVersion,
    definition,
    'price table': priceTable,
  });
  if (changed)
    return {
      state: 'untested',
      part,
      note: `${other} against ${usual}: confounded, ${changed} changed too; no verdict.`,
    };
  const price = compareValues(arms, cost);
  if (!price) return { state: 'untested', part, note: `${other} against ${usual}: some costs are zero.` };
  const counts = ({ before, after }: Arms) =>
    [
      [successes(before), before.length],
      [successes(after), after.length],
    ] as const;
  const success = newcombe(...counts(arms));
  const asGood = success.interval[1] >= 0 && success.difference >= -TOLERATED;
  if (price.verdict !== 'improved' || !asGood) return { state: 'quiet', part, p: price.p };
  const sure = success.interval[0] >= -HARMLESS;
  return {
    state: 'fires',
    part,
    p: price.p,
    finding: {
      title: `${input.agent}: ${other} does as well as ${usual} for ${percent(-price.change)} less`,
      evidence: [...price.evidence(), ...compareSuccess(arms).evidence()],
      apply: [
        `${fileOf(input)}: set \`model: ${other}\` (now mostly ${usual}).`,
        sure
          ? 'Watch the success rate over the next ten runs.'
          : `So far a loss of up to ${percent(-success.interval[0])} of the runs cannot be ruled out: keep ${usual} for the risky ones.`,
      ],
      share: -price.change,
      unproven: 'none',
    },
  };
}

export default defineRule({
  name: 'cheaper-model',
  title: 'A cheaper model does as well',
  trigger: `Runs with another model cost surely less than those with the usual one, by ${percent(PRACTICAL)} or more, and succeed as often: at most ${percent(TOLERATED)} less, within what chance explains; ${VERDICT_FROM} runs or more with each.`,
  why: 'The same result for less money.',
  saving: 'The share of the cost that the other model saves, of the tokens that the agent uses in a week.',
  impact: 100_000,
  effort_minutes: 5,
  test(input) {
    const by = new Map<string, ExecutionRecord[]>();
    for (const record of input.records) {
      const model = record.model && plain(record.model);
      if (!model || typeof record.success !== 'boolean' || !Number.isFinite(record.cost_usd ?? Number.NaN)) continue;
      const own = by.get(model);
      if (own) own.push(record);
      else by.set(model, [record]);
    }
    const least = Math.max(VERDICT_FROM, input.minSamples);
    const models = [...by].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
    const usual = models[0];
    if (!usual || usual[1].length < least) return [];
    return models.slice(1).map(([other, own]): Outcome => {
      if (own.length < least)
        return {
          state: 'untested',
          part: other,
          note: `${other}: ${own.length} priced runs with known success, ${least - own.length} more needed to compare it with ${usual[0]}.`,
        };
      return compare(input, usual[0], other, { before: usual[1].slice(-ARM), after: own.slice(-ARM) });
    });
  },
  examples: {
    fires: {
      says: 'the small model succeeds as often at a third of the cost',
      input: () =>
        exampleInput(
          runs(60, (i) => ({
            model: i % 3 ? 'large' : 'small',
            success: i % 10 !== 4,
            cost_usd: around(i % 3 ? 0.3 : 0.1, 1.5, i),
          })),
        ),
    },
    quiet: {
      says: 'the small model is cheaper and fails half of its runs',
      input: () =>
        exampleInput(
          runs(60, (i) => ({
            model: i % 3 ? 'large' : 'small',
            success: i % 3 ? i % 10 !== 4 : i % 2 === 0,
            cost_usd: around(i % 3 ? 0.3 : 0.1, 1.5, i),
          })),
        ),
    },
  },
});
