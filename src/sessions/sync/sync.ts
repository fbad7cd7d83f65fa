import { join } from 'node:path';
import type { HarnessName } from '../../harnesses/transcripts.ts';
import type { Ctx } from '../../lib/context.ts';
import { lazy } from '../../lib/lazy.ts';
import { isoTime } from '../../lib/time.ts';
import { readSessionBook, recordsState } from '../../metrics/records/session-book.ts';
import { statFile } from '../../store/files.ts';
import { hideLocal } from '../../store/git/hide-local.ts';
import { withLock } from '../../store/lock/lock.ts';
import type { Project } from '../../store/project.ts';
import { realPath } from '../../store/real-path.ts';
import { isWithin, rootsOf } from '../../store/repository.ts';
import { writeSessions } from '../digests/write-sessions.ts';
import { ageEvents } from '../runs/age-events.ts';
import { bindRun, type RunFacts } from '../runs/run-made.ts';
import { isRunning, readNotes, settleNotes } from '../runs/running.ts';
import { finishRuns } from '../runs/sweep.ts';
import { type BoundSession, bindSessions } from './bind-sessions.ts';
import { findDue } from './due.ts';
import { type Reading, readAll } from './read-all.ts';
import { type ReplyIndex, writeReplyIndex } from './reply-index.ts';
import { emptyReport, type SyncReport } from './report.ts';
import { findSources, keyOf } from './sources.ts';
import { readStamps, type Stamps, stampsFile, stateOf, writeStamps } from './stamps.ts';
import { syncedProject } from './where-synced.ts';
import { whoseSessions } from './whose.ts';

export type { SyncReport } from './report.ts';

export interface SyncOptions {
  /** Files and folders to read instead of the tools' own; their sessions are taken as they are, running or not. */
  from: readonly string[] | null;
  /** Only this tool's; absent: every tool's. */
  harness?: HarnessName | undefined;
  /** Sessions of every repository; those of others are kept in `.kaizen/local/`. */
  allProjects: boolean;
  /** What `ka run` measured: goes onto the session that its command made. */
  run?: RunFacts;
}

/**
 * Reads what changed of the tools' transcripts since the last time, and writes digests and execution records. Killed at any
 * instant and repeated it leaves what one that ran through leaves: what it remembers is written last. Of two at once the
 * later one remembers nothing, and the next sync reads what it had read again.
 *
 * @throws KaError `no-file` for a given path that does not exist, `busy`, or what the disk says
 */
export async function syncSessions(here: Project, ctx: Ctx, options: SyncOptions): Promise<SyncReport> {
  const project = syncedProject(here);
  const began = isoTime(ctx.now());
  if (!ctx.dryRun) {
    ageEvents(project, ctx);
    finishRuns(project, ctx);
  }
  const book = lazy(() => readSessionBook(project));
  const { found, unread } = await findSources(ctx, options.from, options.harness);
  const identity = identityOf(project);
  const memory = readStamps(project);
  const states = new Map(found.map((one) => [keyOf(one), stateOf(one.source)]));
  const notes = readNotes(project);
  const { allProjects } = options;
  const records = recordsState(project);
  // A hook's own sync may have been faster than that of the run around it.
  const since = options.run?.since ?? null;
  const roots = [...new Set([...rootsOf(project), ...memory.roots])];
  const cwd = realPath(ctx.cwd);
  const inside = roots.some((root) => isWithin(cwd, root));
  const folders = [...new Set([...(memory.folders ?? []), ...roots, ...(inside ? [cwd] : [])])];
  const known = { found, states, memory, records, notes, allProjects, folders, since };
  const { due, index, lost } = findDue(project, known);
  const report = { ...emptyReport(found.length), unread };
  for (const one of found) {
    const stamp = due.includes(one) ? undefined : memory.sources[keyOf(one)];
    if (stamp?.partly) report.passed++;
    if (stamp?.unread != null) report.unread.push({ path: keyOf(one), why: stamp.unread });
  }
  if (index === null) return report;

  const whose = whoseSessions(project, ctx, roots, folders, book);
  const results = await readAll(project, ctx, { found, due, index, states, whose, allProjects }, report);
  const read = [...results.values()].flatMap(({ sessions }) => sessions);
  const bound = bindSessions(project, ctx, read, whose, book, notes);
  for (const { digest, folder } of bound) {
    const known = index.get(digest.id);
    if (known) known.folder = folder ?? undefined;
  }
  const { sessions, made, ended } = options.run
    ? bindRun(bound, options.run)
    : { sessions: bound, made: null, ended: new Set<string>() };
  const goesOn = ({ digest }: { digest: SyncReport['digests'][number] }): boolean =>
    options.from === null && !ended.has(digest.id) && isRunning(digest, notes, ctx);
  const running = sessions.filter(goesOn);
  const finished = sessions.filter((one) => !running.includes(one)).map(brokenOff);
  const run = made && options.run ? { id: made.digest.id, metadata: options.run.metadata } : null;
  const written = writeSessions(project, ctx, finished, book, run);
  if (!ctx.dryRun) {
    settleNotes(project, ctx, finished, notes);
    const stamps = lost ? {} : { ...memory.sources };
    if (options.from === null) for (const path of Object.keys(stamps)) if (isGone(path, states)) delete stamps[path];
    for (const one of due) {
      const [result, now] = [results.get(keyOf(one)), states.get(keyOf(one))];
      if (!result || !now) continue;
      const open = result.sessions.some(({ digest }) => !ended.has(digest.id) && goesOn({ digest }));
      const partly = result.passed > 0 && !allProjects;
      stamps[keyOf(one)] = { state: now.state, partly, open, unread: result.tally.unread ?? null };
    }
    // A sync of a part says nothing of what hooks and callers told of the rest.
    const whole = options.from === null && options.harness === undefined;
    const told = whole ? { at: began, records: recordsState(project) } : { at: memory.at, records: memory.records };
    const next = { ...told, roots, folders, sources: stamps };
    remember(project, ctx, identity, index, next);
  }
  const unfinished = running.map(({ digest }) => digest);
  const madeDigest = written.digests.find(({ id }) => id === made?.digest.id) ?? null;
  return { ...report, ...written, unfinished, index, made: madeDigest };
}

/** A session that is over and still waits for an answer was killed, or left: it is no open one. */
const brokenOff = (one: BoundSession): BoundSession =>
  one.digest.status === 'open' ? { ...one, digest: { ...one.digest, status: 'aborted' } } : one;

/** A source that was not found now, and is no more. */
function isGone(path: string, states: Reading['states']): boolean {
  if (states.has(path)) return false;
  try {
    return statFile(path) === null;
  } catch {
    return false;
  }
}

function identityOf(project: Project): string {
  const stat = statFile(stampsFile(project));
  return stat === null ? '' : `${stat.ino} ${stat.mtimeMs} ${stat.ctimeMs}`;
}

/** Keeps what this sync knows, unless another one kept something meanwhile: each knows of its own sessions only. */
function remember(project: Project, ctx: Ctx, identity: string, index: ReplyIndex, stamps: Stamps): void {
  hideLocal(project);
  withLock(join(project.local, 'locks', 'sync.lock'), ctx, () => {
    if (identityOf(project) !== identity) return;
    writeReplyIndex(project, index);
    writeStamps(project, stamps);
  });
}
