import { readDefinitions } from '../agents/definitions.ts';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { findLine } from '../metrics/optimizer/decide.ts';
import { readQueue, recommendations } from '../metrics/optimizer/queue.ts';
import { agentOf, type Recommendation } from '../metrics/optimizer/recommendation.ts';
import { readConfig } from '../store/config.ts';
import { branchCommit, commitOnBranch } from '../store/git/commit-on-branch.ts';
import { readHead } from '../store/git/head.ts';
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

/**
 * The commit that a bet asks for, as a plan.
 *
 * @param id of the bet, or the start of it
 * @throws KaError `no-bet`, `ambiguous-id`; `not-found-now` where the last analysis does not find it; `no-edit` where its
 *   steps need a person; `branch-exists`; what `planEdit` says
 */
export function planApply(project: Project, ctx: Ctx, id: string): ApplyPlan {
  const line = findLine(readQueue(project).states, id);
  const bet = recommendations(project).find((one) => one.id === line.id);
  if (!bet)
    throw new KaError(
      'not-found-now',
      `${line.id} (${line.rule}, ${line.subject}) is not found at present.`,
      'ka retro',
    );
  const edit = (bet as Partial<RetroBet>).edit ?? editOfOptimizer(project, ctx, bet);
  if (!edit)
    throw new KaError(
      'no-edit',
      `${bet.id} is no plain edit; its steps: ${bet.apply.map((step, at) => `${at + 1}) ${step}`).join(' ')}`,
      `ka bets accept ${bet.id}`,
    );
  const { commit: base } = readHead(project);
  if (base === null)
    throw new KaError('no-commit', `${project.root} has no commit to build on.`, 'git commit --allow-empty -m start');
  const branch = `bets/${bet.id}`;
  const known = branchCommit(project, branch);
  if (known !== null)
    throw new KaError('branch-exists', `${branch} holds it already, as ${known.slice(0, 12)}.`, `git merge ${branch}`);
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
 * Makes the commit, on a branch of its own on top of the present HEAD.
 *
 * @param experiment whose treatment it is; null: none
 * @returns the commit
 */
export function applyPlan(
  project: Project,
  ctx: Ctx,
  { bet, planned, branch }: ApplyPlan,
  experiment: string | null,
): string {
  const trailers = [`Bet: ${bet.id}`, ...(experiment === null ? [] : [`Experiment: ${experiment}`])];
  const subject = bet.title.length > 70 ? `${bet.title.slice(0, 69)}…` : bet.title;
  const message = `${subject}\n\n${bet.why}\n\n${bet.evidence.map(({ text }) => `- ${text}`).join('\n')}\n\n${trailers.join('\n')}\n`;
  return commitOnBranch(project, ctx, {
    branch,
    base: readHead(project).commit!,
    changes: planned.changes,
    message,
  });
}
