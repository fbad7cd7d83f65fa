import type { Ctx } from '../lib/context.ts';
import { count } from '../lib/count.ts';
import { KaError } from '../lib/errors.ts';
import type { ExecutionRecord } from '../metrics/contract.ts';
import { allRecords, outcomesOf } from '../metrics/records/all.ts';
import { statFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import type { Digest } from './digests/digest.ts';
import { foldDigests } from './digests/fold.ts';
import { readDigests } from './digests/log.ts';
import { byStart, type Shelf } from './digests/shelf.ts';
import { NONE_UNWRITTEN } from './digests/write-sessions.ts';
import type { ReplyIndex } from './sync/reply-index.ts';
import { type SyncReport, syncSessions } from './sync/sync.ts';
import { syncedProject } from './sync/where-synced.ts';
import { flagUnseen } from './unseen-subagents.ts';

export interface Loaded {
  /** Finished and running, by start, then id; flagged by what is known of the others (`flagUnseen`). */
  digests: Digest[];
  /** Ids of those that still run. */
  running: Set<string>;
  /** Execution records, also those that were not kept. */
  records: ExecutionRecord[];
  /** The same by session id. */
  outcomes: Map<string, ExecutionRecord>;
  /** Null where nothing was synced. */
  report: SyncReport | null;
  /** Where each session's transcript lies, if nothing of it was kept; null: as the disk says. */
  index: ReplyIndex | null;
  /** Those kept of other repositories, by start; none where `digests` holds them. Read when called. */
  others: () => Digest[];
  /** What a person should know: sources that were not read, lines that are none, that nothing could be written. */
  notes: string[];
}

/** Reasons why a sync cannot write, which keep nobody from looking. */
const CANNOT_WRITE = new Set(['no-permission', 'disk-full', 'busy']);

interface Synced {
  report: SyncReport;
  /** Whether the logs hold what was read. */
  kept: boolean;
  /** Why they do not, where that is no wish of the caller. */
  note: string | null;
}

/** A sync; where it cannot write, or has nowhere to write to, what it would have written. */
async function trySync(project: Project, ctx: Ctx, { allProjects, start }: LoadOptions): Promise<Synced> {
  const look = async (why: string | null): Promise<Synced> => {
    const report = await syncSessions(project, { ...ctx, dryRun: true }, { from: null, allProjects });
    const some = report.digests.length + report.unfinished.length > 0;
    return { report, kept: false, note: why !== null && some ? `what is new is shown and not kept: ${why}` : null };
  };
  if (ctx.dryRun) return look(null);
  // Who only looks finds the work tree as it was.
  if (!start && !statFile(syncedProject(project).kaizen)) return look(`${project.root} has no .kaizen. try: ka init`);
  try {
    return { report: await syncSessions(project, ctx, { from: null, allProjects }), kept: true, note: null };
  } catch (error) {
    if (!(error instanceof KaError) || !CANNOT_WRITE.has(error.code)) throw error;
    return look(error.message);
  }
}

export interface LoadOptions {
  /** False: as the logs stand. */
  sync: boolean;
  allProjects: boolean;
  /** Keep what was read also where nothing was set up yet. */
  start?: boolean;
  /** Digests as their lines hold them, without flags that depend on others. */
  plain?: boolean;
}

/**
 * The digests of this repository, or of all of them, after a sync, and its records. In a linked worktree those of the main
 * one and those committed here.
 *
 * @throws as `syncSessions`
 */
export async function loadSessions(here: Project, ctx: Ctx, options: LoadOptions): Promise<Loaded> {
  const synced = options.sync ? await trySync(here, ctx, options) : null;
  const report = synced?.report ?? null;
  const main = syncedProject(here);
  const projects = main.root === here.root ? [here] : [here, main];
  const shelves: Shelf[] = options.allProjects ? ['own', 'others'] : ['own'];
  const digests = new Map<string, Digest>();
  const add = (digest: Digest): void => {
    const known = digests.get(digest.id);
    digests.set(digest.id, known ? foldDigests([known, digest]) : digest);
  };
  let bad = 0;
  for (const project of projects) {
    for (const shelf of shelves) {
      const held = readDigests(project, shelf);
      for (const digest of held.digests.values()) add(digest);
      bad += held.bad_lines;
    }
  }
  if (synced && !synced.kept) report?.digests.forEach(add);
  for (const digest of report?.unfinished ?? []) digests.set(digest.id, digest);
  const notes = (report?.unread ?? []).map(({ path, why }) => `${path} was not read: ${why}`);
  if (bad > 0)
    notes.push(`${count(bad, 'line')} of .kaizen/sessions ${bad === 1 ? 'holds' : 'hold'} no digest (ka doctor)`);
  if (synced?.note) notes.push(synced.note);
  const { records: unwritten, withdrawn } = report?.unwritten ?? NONE_UNWRITTEN;
  const told = [...allRecords(projects).filter(({ id }) => !unwritten.has(id)), ...unwritten.values()];
  const records = told.filter(({ id }) => !withdrawn.has(id));
  const sorted = [...digests.values()].sort(byStart);
  return {
    digests: options.plain ? sorted : flagUnseen(sorted),
    running: new Set(report?.unfinished.map(({ id }) => id)),
    records,
    outcomes: outcomesOf(records),
    report,
    index: synced && !synced.kept ? synced.report.index : null,
    others: () => (options.allProjects ? [] : readOthers(projects)),
    notes,
  };
}

function readOthers(projects: readonly Project[]): Digest[] {
  const held = projects.flatMap((project) => [...readDigests(project, 'others').digests]);
  return [...new Map(held).values()].sort(byStart);
}
