import { wilson95 } from '../../stats/wilson.ts';
import { exampleInput, runs } from '../optimizer/example.ts';
import { fileOf, known, NOW, primary, settled } from '../optimizer/measures.ts';
import { defineRule, type Evidence, type Outcome, type RuleInput } from '../optimizer/rule.ts';
import { interval95, percent, plain } from '../optimizer/say.ts';

/** Below this share of known values, a metric tells little about the runs that lack it. */
const MOSTLY = 0.5;

function share(label: string, knownOnes: number, n: number): Evidence {
  const interval = wilson95(knownOnes, n);
  return {
    text: `${label} known in ${knownOnes} of ${n} runs, ${percent(knownOnes / n)} (${interval95(interval, percent)})`,
    n,
    value: knownOnes / n,
    interval,
  };
}

/** How to make the collector say it: the command that is declared, or the lines to add. */
function collect(input: RuleInput): string {
  const command = input.file?.definition.metrics?.collect?.command;
  return command
    ? `Let the declared collector run by itself after each session: \`ka metrics collect ${input.agent} --trust\`. It runs \`${plain(command)}\`; if that is not how this repository is measured, change metrics.collect in ${fileOf(input)} first.`
    : `${fileOf(input)}: add metrics.collect, e.g. \`{command: "npm test -- --reporter=json", parse: vitest-json}\`, so that success is measured and not told.`;
}

function success(input: RuleInput): Outcome {
  const newest = input.records.slice(-NOW);
  const knownOnes = settled(newest).length;
  if (knownOnes >= MOSTLY * newest.length) return { state: 'quiet', part: 'success' };
  return {
    state: 'fires',
    part: 'success',
    finding: {
      title: `${input.agent}: whether its runs succeed is mostly unknown`,
      evidence: [share('success', knownOnes, newest.length)],
      apply: [
        collect(input),
        `Or let its last step say so: \`ka metrics record ${input.agent} --success\` or \`--failure\`.`,
      ],
      share: null,
      unproven: 'high',
    },
  };
}

function primaryMetric(input: RuleInput): Outcome[] {
  if (!input.file) return [];
  const declared = input.file.definition.metrics?.primary;
  const newest = input.records.slice(-NOW);
  const metric = primary(input);
  const knownOnes = metric ? known(newest, metric.of).length : 0;
  if (declared && knownOnes >= MOSTLY * newest.length) return [{ state: 'quiet', part: 'primary_metric' }];
  return [
    {
      state: 'fires',
      part: 'primary_metric',
      finding: {
        title: declared
          ? `${input.agent}: its primary metric ${declared.name} is mostly unknown`
          : `${input.agent}: no primary metric is declared`,
        evidence: [share(metric?.label ?? 'a primary metric', knownOnes, newest.length)],
        apply: declared
          ? [collect(input), `Or record it: \`ka metrics record ${input.agent} --metric ${declared.name}=VALUE\`.`]
          : [
              `${input.file.path}: add to the frontmatter \`metrics: {primary: {name: …, target: …, direction: max}}\`, the one number that this agent is there for.`,
              collect(input),
            ],
        share: null,
        unproven: 'high',
      },
    },
  ];
}

export default defineRule({
  name: 'unmeasured',
  title: 'Not measured',
  trigger: `After min_samples runs, success or the primary metric is known in fewer than ${percent(MOSTLY)} of the newest ${NOW}, or no primary metric is declared.`,
  why: 'What is not measured cannot be seen to improve; every other rule stays silent on it.',
  saving: null,
  impact: 30_000,
  effort_minutes: 15,
  test: (input) => (input.records.length < input.minSamples ? [] : [success(input), ...primaryMetric(input)]),
  examples: {
    fires: {
      says: 'twenty runs, none says whether it succeeded',
      input: () => exampleInput(runs(20, () => ({ success: null }))),
    },
    quiet: {
      says: 'success and the primary metric are known',
      input: () => exampleInput(runs(20, () => ({ success: true, primary_metric: { name: 'pass-rate', value: 1 } }))),
    },
  },
});
