import { readDefinitions } from '../agents/definitions.ts';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { wrap } from '../lib/wrap.ts';
import { findLine } from '../metrics/optimizer/decide.ts';
import { readQueue, recommendations } from '../metrics/optimizer/queue.ts';
import { agentOf, type QueueLine, type Recommendation } from '../metrics/optimizer/recommendation.ts';
import { readConfig } from '../store/config.ts';
import { branchCommit, commitOnBranch } from '../store/git/commit-on-branch.ts';
import { readHead } from '../store/git/head.ts';
import { commitWithTrailer } from '../store/git/trailer.ts';
import type { Project } from '../store/project.ts';
import { refuseSecrets } from '../store/redact/redact.ts';
import type { RetroBet } from './bet.ts';
import { type Edit, sayEdit } from './edit.ts';
import { type PlannedEdit, planEdit } from './plan-edit.ts';

export interface ApplyPlan {
  bet: Recommendation;
  edit: Edit;
  planned: PlannedEdit;
  branch: string;
  /** The commit that it is planned on. */
  base: string;
}

/** The optimizer's one rule whose step is a plain edit: the agent's model. */
function editOfOptimizer(project: Project, ctx: Ctx, { rule, subject }: Recommendation): Edit | null {
  if (rule !== 'cheaper-model' || !subject.includes('/')) return null;
  const agent = agentOf(subject).toLowerCase();
  const file = readDefinitions(project, ctx).find(({ definition }) => definition.name.toLowerCase() === agent);
  return file ? { kind: 'set-model', path: file.path, model: subject.slice(agent.length + 1) } : null;
}

/** Refuses a bet whose commit was made already, on its branch or, where that is gone, by the queue's word or the history's. */
function refuseApplied(project: Project, { id, status, timestamp }: QueueLine, branch: string): void {
  const known = branchCommit(project, branch);
  if (known !== null)
    throw new KaError('branch-exists', `${branch} holds it already, as ${known.slice(0, 12)}.`, `git merge ${branch}`);
  // Accepted after that it was taken up again, by a person.
  if (status === 'accepted') return;
  const commit = commitWithTrailer(project, 'Bet', id);
  if (commit === null && status !== 'applied' && status !== 'verified') return;
  const how = commit === null ? `on ${timestamp.slice(0, 10)}, and its branch is gone` : `by ${commit.slice(0, 12)}`;
  throw new KaError(
    'already-applied',
    `${id} was applied ${how}; to apply it once more, accept it first.`,
    `ka bets accept ${id}`,
    1,
  );
}

/** What a person has to do instead; once it is accepted, what would make its rule fall quiet. */
function noEdit({ id, title, rule, apply, status }: Recommendation, columns: number): KaError {
  const said = `${id} is no plain edit: a person or an agent has to do it. ${title}`;
  const steps = apply.map((step, at) => wrap(`  ${at + 1}) `, step, columns));
  return new KaError(
    'no-edit',
    [wrap('', said, columns - 'ka: '.length), ...steps].join('\n'),
    status === 'accepted' ? `ka explain ${rule}` : `ka bets accept ${id}`,
  );
}

/**
 * The commit that a bet asks for, as a plan.
 *
 * @param id of the bet, or the start of it
 * @throws KaError `no-bet`, `ambiguous-id`; `not-found-now` where the last analysis does not find it; `no-edit` where its
 *   steps need a person; `branch-exists`, `already-applied`; what `planEdit` says
 */
export function planApply(project: Project, ctx: Ctx, id: string): ApplyPlan {
  const line = findLine(readQueue(project).states, id);
  const { commit: base } = readHead(project);
  if (base === null)
    throw new KaError('no-commit', `${project.root} has no commit to build on.`, 'git commit --allow-empty -m start');
  const branch = `bets/${line.id}`;
  refuseApplied(project, line, branch);
  const bet = recommendations(project).find((one) => one.id === line.id);
  if (!bet)
    throw new KaError(
      'not-found-now',
      `${line.id} (${line.rule}, ${line.subject}) is not found at present.`,
      'ka retro',
    );
  const edit = (bet as Partial<RetroBet>).edit ?? editOfOptimizer(project, ctx, bet);
  if (!edit) throw noEdit(bet, ctx.columns);
  const { agents_dirs, redaction } = readConfig(project, ctx);
  refuseSecrets(edit, redaction.allow);
  const folders = agents_dirs.map((dir) => dir.replace(/^\.\/|\/+$/g, ''));
  return { bet, edit, planned: planEdit(project, base, edit, folders), branch, base };
}

/** What its experiment claims, in a sentence that `ka exp new` understands. */
export function hypothesisOf({ bet, edit }: ApplyPlan): string {
  const metric = edit.kind === 'set-model' ? 'cost' : 'tokens';
  const what = sayEdit(edit).replace(/\s+/g, ' ').slice(0, 300);
  return `"${what}" (${bet.rule}) reduces ${metric}`;
}

/**
 * Makes the commit, on a branch of its own.
 *
 * @param experiment whose treatment it is; null: none
 * @param registered the commit that wrote the experiment down, on top of the plan's base; null: there is none
 * @returns the commit
 * @throws KaError `head-moved` where HEAD is no longer what the texts were planned on: the commit would take back what came since
 */
export function applyPlan(
  project: Project,
  ctx: Ctx,
  { bet, planned, branch, base }: ApplyPlan,
  experiment: string | null,
  registered: string | null,
): string {
  if (registered === null && readHead(project).commit !== base)
    throw new KaError(
      'head-moved',
      `HEAD moved from ${base.slice(0, 12)} while ${bet.id} was being planned; nothing was changed.`,
      `ka bets apply ${bet.id}`,
      1,
    );
  const trailers = [`Bet: ${bet.id}`, ...(experiment === null ? [] : [`Experiment: ${experiment}`])];
  const subject = bet.title.length > 70 ? `${bet.title.slice(0, 69)}…` : bet.title;
  const message = `${subject}\n\n${bet.why}\n\n${bet.evidence.map(({ text }) => `- ${text}`).join('\n')}\n\n${trailers.join('\n')}\n`;
  return commitOnBranch(project, ctx, { branch, base: registered ?? base, changes: planned.changes, message });
}
