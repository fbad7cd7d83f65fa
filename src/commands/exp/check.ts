import { bindTrials } from '../../experiments/bind.ts';
import { type Check, checkRegressions } from '../../experiments/check.ts';
import { findExperiment, readExperiments } from '../../experiments/file.ts';
import { readGitFacts } from '../../experiments/git-facts.ts';
import { changeText } from '../../experiments/plot.ts';
import { wrap } from '../../lib/wrap.ts';
import { trialsFor } from '../../sessions/experiment-report.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { expInput } from './input.ts';

export default defineCommand<{ id?: string; noSync: boolean }>({
  summary: 'exit with 1 if a running experiment made something worse (for CI)',
  description:
    'Worse means: the metric, or cost, errors or working time, regressed by 10 % or more in two windows that share no session, each with its 95 % interval. With fewer than ten values in each half of each arm it says so and exits with 0.',
  positional: ['id'],
  input: {
    id: { type: 'string', description: 'its id, or the start of it (default: all that run)' },
    noSync: expInput.noSync,
  },
  examples: [{ line: 'ka exp check --no-sync', says: 'from the committed sessions alone' }],
  async run({ id, noSync }, ctx) {
    const project = findProject(ctx);
    const experiments =
      id === undefined
        ? readExperiments(project)
            .files.map(({ experiment }) => experiment)
            .filter(({ status }) => status === 'running')
        : [findExperiment(project, id).experiment];
    const checked: { id: string; hypothesis: string; checks: Check[] }[] = [];
    for (const [at, experiment] of experiments.entries()) {
      const { trials } = await trialsFor(project, ctx, experiment, !noSync && at === 0);
      const sorted = [...trials].sort((a, b) => (`${a.started} ${a.id}` < `${b.started} ${b.id}` ? -1 : 1));
      const placed = bindTrials(experiment, sorted, readGitFacts(project, experiment, sorted));
      const [control, treatment] = (['control', 'treatment'] as const).map((arm) =>
        sorted.filter((trial) => placed.get(trial.id) === arm),
      );
      checked.push({
        id: experiment.id,
        hypothesis: experiment.hypothesis,
        checks: checkRegressions(experiment, control!, treatment!),
      });
    }
    const worse = checked.some(({ checks }) => checks.some(({ state }) => state === 'regressed'));
    return {
      data: { schema_version: 1, regressed: worse, experiments: checked },
      text:
        checked.length === 0
          ? 'No experiment is running.'
          : checked
              .map(({ id, hypothesis, checks }) =>
                [
                  wrap('', `${id}: ${hypothesis}`, ctx.columns),
                  ...checks.map((check) => wrap('  ', sayCheck(check), ctx.columns)),
                ].join('\n'),
              )
              .join('\n'),
      exitCode: worse ? 1 : 0,
    };
  },
});

function sayCheck({ label, state, windows, why }: Check): string {
  const seen = windows.map(({ control, treatment, effect }) =>
    effect === null ? `n ${control} and ${treatment}` : `${changeText(effect.change)} (n ${control} and ${treatment})`,
  );
  const word =
    state === 'regressed' ? 'REGRESSED in both windows' : state === 'confounded' ? `confounded by ${why}` : state;
  return `${label}: ${word}; ${seen.join(', then ')}`;
}
