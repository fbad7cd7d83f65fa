import { count } from '../../lib/count.ts';
import { definition, harnessVersion, model, periods } from '../optimizer/arms.ts';
import { nameRun } from '../optimizer/causes.ts';
import { PRACTICAL } from '../optimizer/compare.ts';
import { around, exampleInput, runs } from '../optimizer/example.ts';
import { fileOf, known, NOW, time, valuesOf } from '../optimizer/measures.ts';
import { testRegression } from '../optimizer/regression.ts';
import { defineRule, type Outcome, type RuleInput } from '../optimizer/rule.ts';
import { percent } from '../optimizer/say.ts';
import { againstLimit } from '../optimizer/threshold.ts';

/** The absolute limit counts only where the agent or the config declares one: coding sessions have no natural length. */
function againstDeclared(input: RuleInput): Outcome | null {
  const limit = input.thresholds.execution_time_s;
  const timed = known(input.records, time.of).slice(-NOW);
  const n = timed.length;
  if (limit === null || n === 0) return null;
  if (n < input.minSamples)
    return {
      state: 'untested',
      part: 'limit',
      note: `working time: ${count(n, 'known value')}, ${input.minSamples - n} more needed.`,
    };
  const seen = againstLimit(valuesOf(timed, time.of), limit, 'more', time.label, time.say);
  if (!seen.missed) return { state: 'quiet', part: 'limit', p: seen.p };
  return {
    state: 'fires',
    part: 'limit',
    p: seen.p,
    finding: {
      title: `${input.agent}: the usual run takes ${time.say(seen.evidence.value!)}, limit ${time.say(limit)}`,
      evidence: [seen.evidence],
      apply: [
        ...shorten(input),
        `If ${time.say(limit)} is too strict, set optimization.thresholds.execution_time_s in ${fileOf(input)}.`,
      ],
      share: null,
      unproven: seen.clearly ? 'low' : 'none',
    },
  };
}

function shorten(input: RuleInput): string[] {
  const slow = known(input.records, time.of)
    .slice(-NOW)
    .sort((a, b) => time.of(b)! - time.of(a)! || (a.id < b.id ? -1 : 1));
  return [
    `Read the slowest runs (${slow
      .slice(0, 3)
      .map((record) => nameRun(input, record))
      .join(', ')}); add to ${fileOf(input)} what to skip, and split off work that another agent can do.`,
  ];
}

export default defineRule({
  name: 'slow-execution',
  title: 'Slow execution',
  trigger: `Working time is surely longer than before (rank test), by ${percent(PRACTICAL)} or more, under the same definition, model and harness version; or its median lies above thresholds.execution_time_s, where that is declared: by ${percent(PRACTICAL)} or more, or surely (sign test).`,
  why: 'Longer runs hold up whoever waits for them, and usually burn tokens meanwhile.',
  saving: null,
  impact: 60_000,
  effort_minutes: 30,
  test(input) {
    const arms = periods(known(input.records, time.of), Math.max(input.recentWindow, input.minSamples, 10));
    const past = testRegression(input, time, arms, {
      against: 'against its own past',
      apply: () => shorten(input),
      facts: { model, 'harness version': harnessVersion },
      definition,
    });
    return [againstDeclared(input), past].filter((outcome) => outcome !== null);
  },
  examples: {
    fires: {
      says: 'the newest runs take twice as long as those before',
      input: () => exampleInput(runs(48, (i) => ({ execution_time_s: around(i < 36 ? 200 : 420, 1.4, i) }))),
    },
    quiet: {
      says: 'long runs, but not longer than before, and no limit is declared',
      input: () => exampleInput(runs(48, (i) => ({ execution_time_s: around(2400, 1.4, i) }))),
    },
  },
});
