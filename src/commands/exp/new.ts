import { DEFAULT_PER_ARM, planExperiment, writeExperiment } from '../../experiments/create.ts';
import { VERDICT_FROM } from '../../experiments/decide.ts';
import { readExperiments } from '../../experiments/file.ts';
import { type Claim, type OwnMetric, readHypothesis } from '../../experiments/hypothesis.ts';
import { METRICS, metricName } from '../../experiments/measures.ts';
import { namedFiles } from '../../experiments/named-files.ts';
import { ownMetrics } from '../../experiments/own-metrics.ts';
import { sayGoal } from '../../experiments/say.ts';
import { sayMeant, sayMissing, sayNext, sayPower } from '../../experiments/say-plan.ts';
import { wrap } from '../../lib/wrap.ts';
import { trialsFor } from '../../sessions/experiment-report.ts';
import { findProject } from '../../store/project.ts';
import { defineCommand } from '../contract.ts';
import { expInput } from './input.ts';

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
  summary: 'start an experiment: write down what shall change before it does, and commit that',
  description:
    'The sentence says which metric shall become less or more, and by how much. It makes a git commit on your branch that holds the file .kaizen/experiments/<id>.md alone, whatever else is staged (--no-commit: none): it is the proof that the plan came before the data. Then make the change, and commit it with the trailer that is printed.',
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
    agent: expInput.agent,
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
    looks: expInput.looks,
    perArm: {
      type: 'integer',
      description: `sessions an arm at the last look (default: as many as the window before held; ${DEFAULT_PER_ARM} where that was below ${VERDICT_FROM})`,
      minimum: VERDICT_FROM,
      maximum: 1000,
      placeholder: 'n',
    },
    minTurns: expInput.minTurns,
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
    noSync: expInput.noSync,
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
    const { metric, direction } = claimOf(input, ownMetrics(project, ctx, input.agent));
    const { trials } = await trialsFor(project, ctx, { agent: input.agent ?? null, metric }, !input.noSync);
    const { days, by, controlText, treatmentText, ...rest } = input;
    const texts = controlText !== undefined || treatmentText !== undefined;
    const arms = texts
      ? { control: { brief: true, text: controlText ?? null }, treatment: { brief: true, text: treatmentText ?? null } }
      : undefined;
    const plan = planExperiment(
      project,
      ctx,
      { ...rest, metric, direction, target: by, windowDays: days, arms },
      trials,
    );
    const { experiment, change } = plan;
    // Alternating arms are independent of each other and of everything else.
    const beside = readExperiments(project)
      .files.map((file) => file.experiment)
      .filter(({ status, bind }) => status === 'running' && bind !== 'alternate' && input.bind !== 'alternate')
      .map(({ id }) => id);
    const made = ctx.dryRun ? null : writeExperiment(project, ctx, plan, !input.noCommit);
    const committed = made?.commit ?? null;
    const why = made && made.commit === null ? made.why : null;
    const named = namedFiles(project, experiment.files);
    const lines = [
      `${ctx.dryRun ? 'would write' : 'wrote'} ${change.path}${committed ? `, committed alone as ${committed.slice(0, 10)}` : ''}`,
      wrap('', `${experiment.id}: ${sayGoal(experiment)}, ${experiment.bind}`, ctx.columns),
      wrap('', sayPower(plan), ctx.columns),
      ...[...sayMeant(named), ...sayNext(experiment)].map((text) => wrap('', text, ctx.columns)),
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
      notes: [
        ...sayMissing(experiment.id, named),
        ...(why === null ? [] : [`not committed, so it is not pre-registered: ${why}`]),
        ...(beside.length === 0
          ? []
          : [`${beside.join(', ')} runs too: what changes in the same sessions cannot be told apart`]),
      ],
    };
  },
});

/** Refuses an unclear sentence before any session is read. */
const claimOf = ({ hypothesis, metric, direction, by }: Input, own: readonly OwnMetric[]): Claim =>
  readHypothesis(hypothesis, { metric: metric && metricName(metric), direction, target: by }, own);
