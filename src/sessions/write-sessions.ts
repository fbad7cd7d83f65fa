import { basename } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { writeRecord } from '../metrics/book.ts';
import type { ExecutionRecord } from '../metrics/contract.ts';
import { readOutcomes } from '../metrics/outcomes.ts';
import { readHistory } from '../store/history.ts';
import type { Project } from '../store/project.ts';
import { nameRepository, repositoryName } from '../store/repository.ts';
import { bindGit, measuredGit } from './bind-git.ts';
import { claimPrinted } from './claim.ts';
import type { Digest } from './digest.ts';
import { writeDigests } from './digest-log.ts';
import { isExecution, recordOfDigest } from './digest-record.ts';
import type { FoldedSession } from './fold-events.ts';
import type { OpenRun } from './open.ts';
import { projectFinder } from './roots.ts';
import { type Notes, noteOf } from './running.ts';

export interface Written {
  own: number;
  others: number;
  records: number;
}

/** Writes the digests of finished sessions, and for those of this repository their execution records. */
export function writeSessions(
  project: Project,
  ctx: Ctx,
  sessions: readonly FoldedSession[],
  isOwn: (cwd: string) => boolean,
  notes: Notes,
): Written {
  const byId = new Map(sessions.map((one) => [one.digest.id, one]));
  const folderOf = ({ digest, cwd }: FoldedSession): string | null =>
    (digest.parent === null ? null : byId.get(digest.parent)?.cwd) ?? cwd;
  const own = sessions.filter((one) => {
    const folder = folderOf(one);
    return folder !== null && isOwn(folder);
  });
  const others = sessions.filter((one) => !own.includes(one));
  // A session keeps the agent that it was recorded under.
  const records = own.length === 0 ? new Map<string, ExecutionRecord>() : readOutcomes(project);
  const commitAt = own.length === 0 ? null : readHistory(project);
  const name = nameRepository(project);
  const bound = own.map((one) => {
    const record = records.get(one.digest.session_id) ?? null;
    const note = noteOf(one.digest, notes);
    const digest = bindGit({ ...one.digest, repo: name }, measuredGit(record, note), commitAt);
    return { ...one, digest: { ...digest, ...agentOf(digest, record, note) } };
  });
  const find = projectFinder(ctx);
  const foreign = others.map((one): Digest => {
    const folder = folderOf(one);
    const there = folder === null ? null : find(folder);
    const repo =
      (there?.top ? nameRepository(there) : null) ??
      (one.repository === null ? null : repositoryName(one.repository)) ??
      (folder === null ? null : basename(folder.replaceAll('\\', '/')));
    return { ...one.digest, repo };
  });
  const written = writeDigests(
    project,
    ctx,
    'own',
    bound.map(({ digest }) => digest),
  ).length;
  const kept = writeDigests(project, ctx, 'others', foreign).length;
  return { own: written, others: kept, records: writeRecords(project, ctx, bound) };
}

/** The agent that ran: as it was recorded, else as the hooks were told, else as the transcript tells. */
function agentOf(digest: Digest, record: ExecutionRecord | null, note: OpenRun | null): Partial<Digest> {
  if (record) return { agent: record.agent, definition: record.definition ?? null, arms: record.arms ?? {} };
  if (note && (note.agent !== 'main' || digest.agent === 'main')) {
    return { agent: note.agent, definition: note.definition };
  }
  return { agent: digest.agent === 'main' && digest.parent !== null ? 'unnamed' : digest.agent };
}

function writeRecords(project: Project, ctx: Ctx, sessions: readonly FoldedSession[]): number {
  let written = 0;
  for (const { digest, printed } of sessions) {
    if (!isExecution(digest)) continue;
    try {
      const record = recordOfDigest(digest, digest.agent);
      const { status } = writeRecord(project, ctx, record, {
        source: 'sweep',
        outcomeBy: 'harness',
        redact: 'replace',
      });
      if (status !== 'unchanged') written++;
      if (printed.length > 0 && !ctx.dryRun) claimPrinted(project, ctx, runOf(digest), printed);
    } catch (error) {
      // What was withdrawn or pruned stays so.
      if (!(error instanceof KaError) || !['voided', 'pruned'].includes(error.code)) throw error;
    }
  }
  return written;
}

/** The part of a run that a claim needs. */
const runOf = (digest: Digest): Parameters<typeof claimPrinted>[2] => {
  const [session = '', ...rest] = digest.session_id.split('/');
  return { agent: digest.agent, harness: digest.harness, session, agent_id: rest.length > 0 ? rest.join('/') : null };
};
