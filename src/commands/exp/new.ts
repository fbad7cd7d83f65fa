import { planExperiment, writeExperiment } from '../../experiments/create.ts';
import { lookSizes, VERDICT_FROM } from '../../experiments/decide.ts';
import { METRICS } from '../../experiments/measures.ts';
import { sayGoal } from '../../experiments/say.ts';
import { wrap } from '../../lib/wrap.ts';
import { count } from '../../metrics/say.ts';
import { loadTrials } from '../../sessions/trials.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';

interface Input {
  hypothesis: string;
  bind: 'git' | 'branch' | 'manual' | 'definition' | 'alternate';
  metric?: string;
  direction?: 'less' | 'more';
  by?: number;
  agent?: string;
  controlBranch?: string;
  treatmentBranch?: string;
  controlText?: string;
  treatmentText?: string;
  days: number;
  looks: number;
  perArm?: number;
  minTurns?: number;
  guessed: boolean;
  varies?: string[];
  bet?: string;
  noCommit: boolean;
  noSync: boolean;
}

export default defineCommand<Input>({
  summary: 'start an experiment: write down what shall change before it does',
  description:
    'The sentence says which metric shall become less or more, and by how much. The file .kaizen/experiments/<id>.md is committed alone, whatever else is staged: it is the proof that the plan came before the data. Then make the change, and commit it with the trailer that is printed.',
  required: ['hypothesis'],
  input: {
    hypothesis: {
      type: 'string',
      description: 'one sentence: what does what to which metric, by how many percent',
      placeholder: 'sentence',
    },
    bind: {
      type: 'string',
      description:
        'how sessions are told apart: by commit, by branch, by `ka exp tag`, by the agent\u2019s definition, or by turns (the hook assigns an arm to each session)',
      enum: ['git', 'branch', 'manual', 'definition', 'alternate'],
      default: 'git',
    },
    metric: {
      type: 'string',
      description: `instead of the sentence\u2019s: ${METRICS.join(', ')}, or one that records carry`,
      placeholder: 'name',
    },
    direction: { type: 'string', description: 'instead of the sentence\u2019s', enum: ['less', 'more'] },
    by: {
      type: 'number',
      description: 'instead of the sentence\u2019s, in percent',
      minimum: 0.1,
      maximum: 1000,
      placeholder: 'percent',
    },
    agent: { type: 'string', description: 'only runs of this agent; without it whole sessions', complete: 'agents' },
    controlBranch: { type: 'string', description: 'of --bind branch (default: the present one)', placeholder: 'name' },
    treatmentBranch: { type: 'string', description: 'of --bind branch', placeholder: 'name' },
    controlText: {
      type: 'string',
      description: 'of --bind alternate: what the control gets, below the brief',
      placeholder: 'text',
    },
    treatmentText: {
      type: 'string',
      description: 'of --bind alternate: what the treatment gets (default: brief off against on)',
      placeholder: 'text',
    },
    days: {
      type: 'integer',
      description: 'length of the window on each side of the change',
      minimum: 1,
      maximum: 365,
      default: 14,
      placeholder: 'n',
    },
    looks: {
      type: 'integer',
      description: 'planned looks at the data',
      minimum: 1,
      maximum: 10,
      default: 5,
      placeholder: 'n',
    },
    perArm: {
      type: 'integer',
      description: `sessions an arm at the last look (default: as many as the window before held, at least ${VERDICT_FROM})`,
      minimum: VERDICT_FROM,
      maximum: 1000,
      placeholder: 'n',
    },
    minTurns: {
      type: 'integer',
      description: 'leave sessions with fewer turns out (default: 2; of an agent 1)',
      minimum: 0,
      placeholder: 'n',
    },
    guessed: {
      type: 'boolean',
      description: 'count sessions too whose commit was guessed from the time',
      default: false,
    },
    varies: {
      type: 'array',
      items: { type: 'string' },
      description: 'what the change itself changes: model, harness version, price table',
      placeholder: 'what',
    },
    bet: { type: 'string', description: 'id of the recommendation that it tries out', placeholder: 'id' },
    noCommit: {
      type: 'boolean',
      description: 'only write the file; reports then say "not pre-registered"',
      default: false,
    },
    noSync: { type: 'boolean', description: 'do not look for new transcripts', default: false },
  },
  writes: true,
  examples: [
    {
      line: 'ka exp new --hypothesis "split auth.py reduces tokens/session by 20%"',
      says: 'before and after the commit that touches auth.py',
    },
    {
      line: 'ka exp new --bind alternate --hypothesis "the brief reduces tokens by 10%"',
      says: 'every other session gets no brief',
    },
    {
      line: 'ka exp new --agent tdd-workflow --bind definition --hypothesis "shorter rules raise success by 10%"',
      says: 'runs under the present definition against those under the next',
    },
  ],
  async run(input, ctx) {
    const project = findProject(ctx);
    const { trials } = await loadTrials(project, ctx, input.agent ?? null, !input.noSync);
    const { days, by, controlText, treatmentText, ...rest } = input;
    const texts = controlText !== undefined || treatmentText !== undefined;
    const arms = texts
      ? { control: { brief: true, text: controlText ?? null }, treatment: { brief: true, text: treatmentText ?? null } }
      : undefined;
    const plan = planExperiment(project, ctx, { ...rest, target: by, windowDays: days, arms }, trials);
    const { experiment, change } = plan;
    const made = ctx.dryRun ? null : writeExperiment(project, ctx, plan, !input.noCommit);
    const committed = made?.commit ?? null;
    const why = made && made.commit === null ? made.why : null;
    const lines = [
      `${ctx.dryRun ? 'would write' : 'wrote'} ${change.path}${committed ? `, committed alone as ${committed.slice(0, 10)}` : ''}`,
      wrap('', `${experiment.id}: ${sayGoal(experiment)}, ${experiment.bind}`, ctx.columns),
      wrap('', powerLine(plan.experiment), ctx.columns),
      ...next(experiment).map((text) => wrap('', text, ctx.columns)),
    ];
    return {
      data: {
        schema_version: 1,
        status: ctx.dryRun ? 'planned' : 'created',
        experiment,
        path: change.path,
        commit: committed,
      },
      text: ctx.dryRun && change.kind === 'write' ? `${lines.join('\n')}\n\n${change.text}` : lines.join('\n'),
      notes: why === null ? [] : [`not committed, so it is not pre-registered: ${why}`],
    };
  },
});

function powerLine({
  power,
  per_arm,
  looks,
  target_pct,
  window_days,
}: ReturnType<typeof planExperiment>['experiment']): string {
  const sizes = lookSizes({ looks, per_arm });
  const planned = `${count(sizes.length, 'look')} planned, at ${sizes.join(', ')} sessions an arm; the window is ${window_days} days.`;
  if (!power || power.detectable_pct === null) return `${planned} Too few sessions so far to say what it can show.`;
  const needs =
    power.needed_per_arm === null ? '' : ` The target of ${target_pct} % needs about ${power.needed_per_arm}.`;
  return `${planned} With ${per_arm} it shows changes of ${power.detectable_pct} % or more in four of five cases.${needs}`;
}

function next({ id, bind, treatment }: ReturnType<typeof planExperiment>['experiment']): string[] {
  if (bind === 'git')
    return [
      `Next: make the change, and end its commit message with the line "Experiment: ${id}". Then work on; ka exp report ${id} compares.`,
    ];
  if (bind === 'branch') return [`Next: make the change on ${treatment.branch}; ka exp report ${id} compares.`];
  if (bind === 'manual') return [`Next: ka exp tag ${id} --session ID --arm control`];
  if (bind === 'definition') return [`Next: edit the agent\u2019s file and export it; ka exp report ${id} compares.`];
  return [`The hook assigns an arm to each session from now on; ka exp report ${id} compares.`];
}
