import { planExperiment, writeExperiment } from '../../experiments/create.ts';
import { experimentPath } from '../../experiments/file.ts';
import { wrap } from '../../lib/wrap.ts';
import { decide } from '../../metrics/optimizer/decide.ts';
import { applyPlan, hypothesisOf, planApply } from '../../retro/apply.ts';
import { sayEdit } from '../../retro/edit.ts';
import { loadTrials } from '../../sessions/trials.ts';
import { applyChanges } from '../../store/changes.ts';
import { diffText } from '../../store/diff.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  id: string;
  noExperiment: boolean;
  noSync: boolean;
}

export default defineCommand<Input>({
  summary: 'make the commit that a bet asks for, on a branch of its own, and start its experiment',
  description:
    'For bets that are plain edits: archive a skill, rule or agent, add a line to the rules or to a list of ignored files, change an agent\u2019s model. One commit on the branch bets/<id>, on top of HEAD, with the trailer `Bet: <id>`; your files stay as they are, and no hook runs. The experiment is written down and committed first, alone, on your branch, as `ka exp new` does (`--no-experiment` leaves it out). `git revert` undoes a bet that was merged.',
  positional: ['id'],
  required: ['id'],
  input: {
    id: { type: 'string', description: 'its id, or the start of it, as `ka bets list` prints it' },
    noExperiment: { type: 'boolean', description: 'only the commit', default: false },
    noSync: { type: 'boolean', description: 'do not look for new transcripts', default: false },
  },
  writes: true,
  examples: [
    { line: 'ka bets apply r_3f9a --dry-run', says: 'shows the change, does nothing' },
    { line: 'ka bets apply r_3f9a', says: 'makes the commit; then git merge bets/r_3f9a…' },
  ],
  async run({ id, noExperiment, noSync }, ctx) {
    const project = findProject(ctx);
    const plan = planApply(project, ctx, id);
    const { bet, edit, planned, branch } = plan;
    const trials = noExperiment ? null : (await loadTrials(project, ctx, null, !noSync)).trials;
    const metric = edit.kind === 'set-model' ? 'cost' : 'tokens';
    const experiment =
      trials &&
      planExperiment(
        project,
        ctx,
        {
          hypothesis: hypothesisOf(plan),
          metric,
          direction: 'less',
          bet: bet.id,
          subject: bet.subject,
          ...(edit.kind === 'set-model' && { varies: ['model'] }),
        },
        trials,
      );
    const registered = experiment && !ctx.dryRun ? writeExperiment(project, ctx, experiment, true, plan.base) : null;
    const trial = experiment?.experiment.id ?? null;
    let commit: string | null = null;
    try {
      if (!ctx.dryRun) commit = applyPlan(project, ctx, plan, trial, registered?.commit ?? null);
    } catch (error) {
      // Without its change there is nothing to measure.
      if (trial !== null && registered?.commit === null)
        applyChanges(project, [{ kind: 'delete', path: experimentPath(trial) }]);
      throw error;
    }
    const line = ctx.dryRun
      ? null
      : decide(project, ctx, bet.id, 'applied', `commit ${commit!.slice(0, 12)} on ${branch}`).line;
    const diff = planned.texts.map(({ path, before, after }) => diffText(path, before, after)).join('');
    const say = [
      wrap('', `${ctx.dryRun ? 'would ' : ''}${sayEdit(edit)}`, ctx.columns),
      diff.trimEnd(),
      commit === null ? `as one commit on ${branch}` : `${commit.slice(0, 12)} on ${branch}`,
      ...(experiment
        ? [
            wrap(
              '',
              `${experiment.experiment.id} ${ctx.dryRun ? 'would measure it' : 'measures it'}: ${experiment.experiment.hypothesis}`,
              ctx.columns,
            ),
          ]
        : []),
      ...(commit === null ? [] : [`Next: git merge ${branch}\nUndo later: git revert ${commit.slice(0, 12)}`]),
    ];
    return {
      data: {
        schema_version: 1,
        status: ctx.dryRun ? 'planned' : 'applied',
        bet: line ?? bet,
        edit,
        branch,
        commit,
        experiment: experiment?.experiment.id ?? null,
      },
      text: say.filter((text) => text !== '').join('\n\n'),
      notes: registered?.commit === null ? [`the experiment is not pre-registered: ${registered.why}`] : [],
    };
  },
});
