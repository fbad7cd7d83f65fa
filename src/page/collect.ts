import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { listBets } from '../metrics/optimizer/bets.ts';
import { listAgents, readExecutions, readSummary } from '../metrics/records/book.ts';
import type { Digest } from '../sessions/digests/digest.ts';
import { allTokens, type Family, families } from '../sessions/family-totals.ts';
import { type Loaded, loadSessions } from '../sessions/load.ts';
import { summariseSessions } from '../sessions/summarise.ts';
import type { TreeNode } from '../sessions/tree.ts';
import { treeOfSession } from '../sessions/tree-of-session.ts';
import { readConfig } from '../store/config.ts';
import type { Project } from '../store/project.ts';
import { redactSecrets } from '../store/redact/redact.ts';
import { costByModel } from './cost-by-model.ts';
import type { PageAgent, PageData } from './data.ts';
import { experimentsOf } from './experiments-of.ts';

/** Runs of an agent in its small charts. */
const RUNS = 30;

export interface PageOptions {
  sync: boolean;
  /** Which sessions. */
  selects: (digest: Digest) => boolean;
  /** At most so many sessions, the newest; 0: all. */
  limit: number;
  /** Of so many of the newest the transcript is read. */
  trees: number;
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The newest first; those without a time last. */
const byStart = ({ root: a }: Family, { root: b }: Family): number =>
  order(b.started ?? '', a.started ?? '') || order(a.id, b.id);

function agentsOf(project: Project, ctx: Ctx): PageAgent[] {
  const agents = listAgents(project).flatMap((agent) => {
    const summary = readSummary(project, ctx, agent);
    if (!summary || summary.count === 0) return [];
    return [{ summary, runs: readExecutions(project, agent).records.slice(-RUNS) }];
  });
  return agents.sort((a, b) => b.summary.count - a.summary.count || order(a.summary.agent, b.summary.agent));
}

/** The parts of a session; null where its transcript is not on this machine. */
async function treeIfHere(
  project: Project,
  ctx: Ctx,
  { root, below }: Family,
  index: Loaded['index'],
): Promise<TreeNode | null> {
  try {
    return await treeOfSession(project, ctx, root, [root, ...below], index);
  } catch (error) {
    if (error instanceof KaError) return null;
    throw error;
  }
}

/** Everything that the page shows, without secrets, and what a person should know of it. @throws as `loadSessions` */
export async function collectPage(
  project: Project,
  ctx: Ctx,
  options: PageOptions,
): Promise<{ data: PageData; notes: string[] }> {
  const loaded = await loadSessions(project, ctx, { sync: options.sync, allProjects: false });
  const digests = loaded.digests.filter(options.selects);
  const all = families(digests).sort(byStart);
  const shown = options.limit === 0 ? all : all.slice(0, options.limit);
  const sessions: PageData['sessions'][number][] = [];
  for (const [at, family] of shown.entries()) {
    const tree = at < options.trees ? await treeIfHere(project, ctx, family, loaded.index) : null;
    sessions.push({ family, running: loaded.running.has(family.root.id), tree });
  }
  const agents = agentsOf(project, ctx);
  const repos = new Set(digests.map(({ repo }) => repo));
  const times = [...digests.map(({ ended }) => ended), ...agents.map(({ summary }) => summary.last_timestamp)];
  const { total } = summariseSessions(digests, loaded.outcomes, 'agent');
  const data: PageData = {
    version: ctx.version,
    as_of:
      times
        .filter((time) => time !== null)
        .sort()
        .at(-1) ?? null,
    repo: repos.size === 1 ? [...repos][0]! : null,
    total: {
      sessions: total.sessions,
      runs: total.runs,
      tokens: allTokens(total.tokens),
      cost_usd: total.cost_usd,
      lower_bound: total.lower_bound,
      success: total.success,
    },
    cost: costByModel(digests),
    agents,
    without_session: loaded.records.filter(({ session_id }) => !session_id).length,
    bets: listBets(project).bets.filter(({ status }) => status === 'open' || status === 'accepted'),
    experiments: await experimentsOf(project, ctx),
    sessions,
    left_out: all.length - shown.length,
  };
  return { data: redactSecrets(data, readConfig(project, ctx).redaction.allow).value, notes: loaded.notes };
}
