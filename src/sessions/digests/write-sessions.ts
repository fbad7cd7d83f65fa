import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import type { ExecutionRecord } from '../../metrics/contract.ts';
import { voidRecord, type Written as WrittenRecord, writeRecord } from '../../metrics/records/book.ts';
import { isOutdone, type SessionBook } from '../../metrics/records/session-book.ts';
import type { Project } from '../../store/project.ts';
import { claimPrinted } from '../runs/claim.ts';
import type { BoundSession } from '../sync/bind-sessions.ts';
import type { Digest } from './digest.ts';
import { isExecution, recordOfDigest } from './record.ts';
import { writeDigests } from './write.ts';

export interface Written {
  /** Digests that were new or said something new: of this repository, of others. */
  own: number;
  others: number;
  /** Execution records that came or changed. */
  records: number;
  /** All digests, as the logs give them now. */
  digests: Digest[];
  unwritten: Unwritten;
}

/** What a dry run left undone in the logs of executions. */
export interface Unwritten {
  /** Records as they would be, by id. */
  records: ReadonlyMap<string, ExecutionRecord>;
  /** Ids of those that would be withdrawn. */
  withdrawn: ReadonlySet<string>;
}

export const NONE_UNWRITTEN: Unwritten = { records: new Map(), withdrawn: new Set() };

/** A session that `ka run` made: what goes onto its record besides. */
export interface RunRecord {
  /** Digest id. */
  id: string;
  metadata: Record<string, unknown>;
}

/** Writes the digests of finished sessions, and for those of this repository their execution records. */
export function writeSessions(
  project: Project,
  ctx: Ctx,
  sessions: readonly BoundSession[],
  book: () => SessionBook,
  run: RunRecord | null,
): Written {
  const digestsOf = (own: boolean): Digest[] => sessions.filter((one) => one.own === own).map(({ digest }) => digest);
  const own = writeDigests(project, ctx, 'own', digestsOf(true));
  const others = writeDigests(project, ctx, 'others', digestsOf(false));
  const byId = new Map(sessions.map((one) => [one.digest.id, one]));
  const unwritten = { records: new Map<string, ExecutionRecord>(), withdrawn: new Set<string>() };
  let records = 0;
  // Of the log's digests: a record never says another thing than the digest that is kept. What was pruned has none.
  for (const digest of own.digests) {
    const ran = run?.id === digest.id ? run : null;
    const written = writeOne(project, ctx, digest, byId.get(digest.id)!, book(), ran, unwritten.withdrawn);
    if (written?.changed) records++;
    if (!ctx.dryRun || !written) continue;
    if (written.record) unwritten.records.set(written.record.id, written.record);
    for (const id of written.withdrawn) unwritten.withdrawn.add(id);
  }
  return {
    own: own.written,
    others: others.written,
    records,
    digests: [...own.digests, ...others.digests],
    unwritten,
  };
}

interface One {
  /** Whether the session's own part of the record came or changed. */
  changed: boolean;
  /** The record, where anything of it did. */
  record: ExecutionRecord | null;
  withdrawn: string[];
}

/** The record of one session; null if it has none. What was withdrawn or pruned stays so; `gone`: what a dry run withdrew before. */
function writeOne(
  project: Project,
  ctx: Ctx,
  digest: Digest,
  { kept, printed, own_started }: BoundSession,
  book: SessionBook,
  run: RunRecord | null,
  gone: ReadonlySet<string>,
): One | null {
  const corrected = kept.length > 0 && digest.replayed.replies > 0;
  if (!isExecution(digest) && !corrected) return null;
  if (book.isWithdrawn(digest.session_id)) return null;
  const began = own_started === null ? {} : { timestamp: own_started };
  const fields = { ...recordOfDigest(digest), ...began, ...(run ? { metadata: run.metadata } : {}) };
  const options = { source: run ? 'run' : 'sync', outcomeBy: 'harness', redact: 'replace' } as const;
  const written = tryRecord(() => writeRecord(project, ctx, fields, options));
  const lines = written?.line && ctx.dryRun ? [written.line] : [];
  const claimed = claimPrinted(project, ctx, runOf(digest), printed, { lines, withdrawn: gone });
  const withdrawn = [...claimed.withdrawn];
  // Under another agent than it was made under first: the record there gives way, once this one is safe.
  for (const other of kept) {
    if (other.record.agent === digest.agent) continue;
    if (!isOutdone(other, digest.agent_by === 'harness' ? 'sync' : digest.agent_by)) continue;
    voidRecord(project, ctx, other.record.id);
    withdrawn.push(other.record.id);
  }
  const changed = written?.line != null;
  return { changed, record: claimed.record ?? (changed ? written.record : null), withdrawn };
}

/** A transcript may state what no record can hold, a working time of years: the digest says it, and no other session waits. */
function tryRecord(write: () => WrittenRecord): WrittenRecord | null {
  try {
    return write();
  } catch (error) {
    if (error instanceof KaError && error.code === 'bad-record') return null;
    throw error;
  }
}

/** The part of a run that a claim needs. */
const runOf = (digest: Digest): Parameters<typeof claimPrinted>[2] => {
  const [session = '', ...rest] = digest.session_id.split('/');
  return { agent: digest.agent, harness: digest.harness, session, agent_id: rest.length > 0 ? rest.join('/') : null };
};
