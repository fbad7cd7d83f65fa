import { median } from '../../stats/quantile.ts';
import type { ExecutionRecord } from '../contract.ts';
import { type Arms, confounder, priceTable } from './arms.ts';
import { type Comparison, compareSuccess, compareValues, tooFew, VERDICT_FROM } from './compare.ts';
import { known, type Measure, settled, successes, valuesOf } from './measures.ts';
import type { Outcome, RuleInput } from './rule.ts';
import { percent } from './say.ts';

/** What a rule that compares two arms must say for itself. */
export interface RegressionWords {
  /** `since its definition changed`, `against the period before`. */
  against: string;
  apply: (arms: Arms) => string[];
  /** What else may not have changed between the arms, by its name. */
  facts: Parameters<typeof confounder>[1];
  /** Given where a changed definition confounds too; that is said once for all metrics. */
  definition?: (record: ExecutionRecord) => string | null | undefined;
}

const rate = (records: readonly ExecutionRecord[]): string => percent(successes(records) / records.length);

const isSuccess = (what: Measure | 'success'): what is 'success' => what === 'success';

/** One outcome for one metric over two arms: gates first, then confounding, then the verdict. */
export function testRegression(
  input: RuleInput,
  what: Measure | 'success',
  all: Arms,
  words: RegressionWords,
): Outcome | null {
  const [part, label] = isSuccess(what) ? ['success', 'success'] : [what.key, what.label];
  const pick = (records: ExecutionRecord[]) => (isSuccess(what) ? settled(records) : known(records, what.of));
  const arms = { before: pick(all.before), after: pick(all.after) };
  const [m, n] = [arms.before.length, arms.after.length];
  if (m === 0 || n === 0) return null;
  const least = Math.max(VERDICT_FROM, input.minSamples);
  const few = tooFew(label, m, n, least, () => {
    const middle = (records: ExecutionRecord[]) =>
      isSuccess(what) ? rate(records) : what.say(median(valuesOf(records, what.of)));
    return [middle(arms.before), middle(arms.after)];
  });
  if (few) return { state: 'untested', part, note: `${few.slice(0, -1)}, ${words.against}.` };
  const edited = words.definition ? confounder(arms, { definition: words.definition }) : null;
  if (edited) {
    const note = `${words.against[0]!.toUpperCase()}${words.against.slice(1)}: confounded, ${edited} changed meanwhile; regressed-since-definition compares those.`;
    return { state: 'untested', part, note };
  }
  const facts = part === 'cost_usd' ? { ...words.facts, 'price table': priceTable } : words.facts;
  const changed = confounder(arms, facts);
  if (changed)
    return {
      state: 'untested',
      part,
      note: `${label} ${words.against}: confounded, ${changed} changed too; no verdict.`,
    };
  const comparison = isSuccess(what) ? compareSuccess(arms) : compareValues(arms, what);
  if (!comparison)
    return {
      state: 'untested',
      part,
      note: `${label} ${words.against}: some values are zero, which a ratio cannot take.`,
    };
  return comparison.verdict === 'regressed'
    ? { state: 'fires', part, p: comparison.p, finding: finding(input, what, label, comparison, words, arms) }
    : { state: 'quiet', part, p: comparison.p };
}

function finding(
  input: RuleInput,
  what: Measure | 'success',
  label: string,
  comparison: Comparison,
  words: RegressionWords,
  arms: Arms,
) {
  const { change } = comparison;
  // Of a hundred runs so many more fail now: points, since a share of the former rate would count runs that never were.
  const fell = successes(arms.before) / arms.before.length - successes(arms.after) / arms.after.length;
  const wasted = isSuccess(what) ? fell : what.key === 'cost_usd' ? 1 - 1 / (1 + change) : null;
  return {
    title: `${input.agent}: ${label} ${change < 0 ? 'fell' : 'rose'} ${isSuccess(what) ? `from ${rate(arms.before)} to ${rate(arms.after)}` : `by ${percent(Math.abs(change))}`} ${words.against}`,
    evidence: comparison.evidence(),
    apply: words.apply(arms),
    share: wasted === null ? null : Math.min(1, wasted),
    unproven: 'none' as const,
  };
}
