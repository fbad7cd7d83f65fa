import { readDefinitions } from '../agents/definitions.ts';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { isoTime } from '../lib/time.ts';
import { applyChanges, type Change } from '../store/changes.ts';
import { readConfig } from '../store/config.ts';
import { type CommittedAlone, commitAlone } from '../store/git/commit-alone.ts';
import { readHead } from '../store/git/head.ts';
import { hideLocal } from '../store/git/hide-local.ts';
import type { Project } from '../store/project.ts';
import { refuseSecrets } from '../store/redact/redact.ts';
import type { Binding, Experiment, Injection, Trial } from './contract.ts';
import { VERDICT_FROM } from './decide.ts';
import { experimentPath, experimentText } from './file.ts';
import { type History, historyOf, leastTurns } from './history.ts';
import { readHypothesis } from './hypothesis.ts';
import { measureOf, metricName, samplesOf } from './measures.ts';
import { powerOf } from './power.ts';

/** What an experiment is made from; everything but the hypothesis has a default. */
export interface NewExperiment {
  hypothesis: string;
  bind?: Binding | undefined;
  metric?: string | undefined;
  direction?: 'less' | 'more' | undefined;
  target?: number | undefined;
  agent?: string | undefined;
  controlBranch?: string | undefined;
  treatmentBranch?: string | undefined;
  windowDays?: number | undefined;
  looks?: number | undefined;
  perArm?: number | undefined;
  minTurns?: number | undefined;
  guessed?: boolean | undefined;
  varies?: string[] | undefined;
  arms?: Record<'control' | 'treatment', Injection> | undefined;
  /** The recommendation that it tries out, and its subject. */
  bet?: string | undefined;
  subject?: string | undefined;
}

const DAY_MS = 86_400_000;
/** Sessions an arm where the window before held too few to go by. */
export const DEFAULT_PER_ARM = 50;
const MOST_PER_ARM = 500;
const LONGEST = 500;

/** An experiment before it is written down. */
export interface Plan {
  experiment: Experiment;
  change: Change;
  history: History;
  /** Known values in a window's length before. */
  recent: number;
}

/**
 * The plan of an experiment, before there is any data.
 *
 * @param trials sessions until now: how many a window holds, and how much the metric scatters
 * @throws KaError `unclear-hypothesis`, `bad-metric`, `no-git`, `no-commit`, `no-agent`, `no-branch`, `secret`
 */
export function planExperiment(project: Project, ctx: Ctx, given: NewExperiment, trials: readonly Trial[]): Plan {
  const hypothesis = given.hypothesis.replace(/\s+/g, ' ').trim();
  if (hypothesis.length > LONGEST)
    throw new KaError('bad-hypothesis', `The hypothesis has ${hypothesis.length} characters; ${LONGEST} are the most.`);
  refuseSecrets({ hypothesis, arms: given.arms ?? null }, readConfig(project, ctx).redaction.allow);
  const metric = given.metric === undefined ? undefined : metricName(given.metric);
  const claim = readHypothesis(hypothesis, { metric, direction: given.direction, target: given.target });
  const bind = given.bind ?? 'git';
  const head = readHead(project);
  const created = isoTime(ctx.now());
  const window_days = given.windowDays ?? 14;
  const looks = given.looks ?? 5;
  const measure = measureOf(claim.metric, claim.direction);
  const agent = given.agent ?? null;
  const min_turns = given.minTurns ?? leastTurns(agent);
  const arms = sides(project, ctx, given, bind, head);
  const { definition } = arms.control;
  const history = historyOf(trials, { agent, definition, min_turns, since: null, until: created });
  const since = isoTime(ctx.now() - window_days * DAY_MS);
  const recent = samplesOf(
    history.counted.filter(({ started }) => started! >= since),
    measure,
  ).length;
  const per_arm = given.perArm ?? (recent < VERDICT_FROM ? DEFAULT_PER_ARM : Math.min(MOST_PER_ARM, recent));
  const values = samplesOf(history.counted, measure).map(({ value }) => value);
  const plan = { looks, per_arm, direction: claim.direction, target_pct: claim.target_pct };
  const experiment: Experiment = {
    hypothesis,
    id: `exp_${ctx.random(4)}`,
    status: 'running',
    metric: claim.metric,
    direction: claim.direction,
    target_pct: claim.target_pct,
    agent,
    bind,
    created,
    ...arms,
    files: bind === 'git' ? claim.files : [],
    window_days,
    looks,
    per_arm,
    min_turns,
    guessed: given.guessed ?? false,
    varies: given.varies ?? [],
    power: powerOf(values, measure, plan),
    bet: given.bet ?? null,
    subject: given.subject ?? null,
    arms: bind === 'alternate' ? (given.arms ?? BRIEF_OFF_AND_ON) : null,
    tags: {},
    concluded: null,
    conclusion: null,
    learned: null,
  };
  const text = experimentText({ experiment, body: `\n# ${hypothesis}\n` });
  return { experiment, change: { kind: 'write', path: experimentPath(experiment.id), text }, history, recent };
}

const BRIEF_OFF_AND_ON: NonNullable<Experiment['arms']> = { control: { brief: false }, treatment: { brief: true } };

const EMPTY = { commit: null, branch: null, definition: null };

/** What tells the arms apart, pinned at creation. */
function sides(
  project: Project,
  ctx: Ctx,
  given: NewExperiment,
  bind: Binding,
  head: { commit: string | null; branch: string | null },
): Pick<Experiment, 'control' | 'treatment'> {
  const control = { ...EMPTY, commit: head.commit };
  if (bind === 'git' && project.gitDir === null) {
    throw new KaError(
      'no-git',
      `${project.root} is in no git repository, so there is no commit that the control could be pinned to.`,
      'git init && git commit --allow-empty -m start',
    );
  }
  if (bind === 'git' && head.commit === null) {
    throw new KaError(
      'no-commit',
      `${project.root} has no commit that the control could be pinned to.`,
      'git commit --allow-empty -m start',
    );
  }
  if (bind === 'branch') {
    const branch = given.controlBranch ?? head.branch;
    if (!branch || !given.treatmentBranch || branch === given.treatmentBranch)
      throw new KaError(
        'no-branch',
        'An experiment between branches needs two of them.',
        'ka exp new --bind branch --control-branch main --treatment-branch try --hypothesis "…"',
      );
    return { control: { ...control, branch }, treatment: { ...EMPTY, branch: given.treatmentBranch } };
  }
  if (bind === 'definition') {
    const file = readDefinitions(project, ctx).find(({ definition }) => definition.name === given.agent);
    if (!file)
      throw new KaError(
        'no-agent',
        given.agent === undefined
          ? 'An experiment on a definition needs the agent: --agent NAME.'
          : `There is no definition of ${given.agent} here.`,
        'ka agents list',
      );
    return { control: { ...control, definition: file.hash }, treatment: EMPTY };
  }
  return { control, treatment: EMPTY };
}

/** Writes the file and commits it alone, as the pre-registration. @param on the commit that HEAD must be; null: any */
export function writeExperiment(
  project: Project,
  ctx: Ctx,
  { experiment, change }: Plan,
  commit: boolean,
  on: string | null = null,
): CommittedAlone | null {
  hideLocal(project);
  applyChanges(project, [change]);
  if (!commit) return null;
  const short = experiment.hypothesis.length > 60 ? `${experiment.hypothesis.slice(0, 59)}…` : experiment.hypothesis;
  return commitAlone(project, ctx, change.path, `Pre-register ${experiment.id}: ${short}`, on);
}
