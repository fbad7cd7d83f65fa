import { join } from 'node:path';
import type { HarnessName } from '../harnesses/transcripts.ts';
import type { Ctx } from '../lib/context.ts';
import { readPrices } from '../models/prices.ts';
import { readConfigOrDefaults } from '../store/config.ts';
import { withLock } from '../store/lock.ts';
import type { Project } from '../store/project.ts';
import { holdsFolder } from '../store/repository.ts';
import { ageEvents } from './age-events.ts';
import { correctionKey } from './correction-key.ts';
import type { Digest } from './digest.ts';
import type { FoldOptions } from './fold-events.ts';
import { type ReadSource, readSource } from './read-source.ts';
import { findReplays } from './replays.ts';
import { type IndexedSession, readReplyIndex, writeReplyIndex } from './reply-index.ts';
import { rootFinder } from './roots.ts';
import { isRunning, readNotes, settleNotes } from './running.ts';
import { type Found, findSources } from './sources.ts';
import { readStamps, type Stamps, stateOf, writeStamps } from './stamps.ts';
import { writeSessions } from './write-sessions.ts';

export interface SyncOptions {
  /** Files and folders to read instead of the tools' own. */
  from: readonly string[] | null;
  /** Only this tool's; absent: every tool's. */
  harness?: HarnessName | undefined;
  /** Sessions of every repository; those of others are kept in `.kaizen/local/`. */
  allProjects: boolean;
}

export interface SyncReport {
  /** Sources found, and those that had changed. */
  sources: number;
  read: number;
  /** Digests that are new or say something new: of this repository, of others. */
  own: number;
  others: number;
  /** Execution records that came or changed. */
  records: number;
  /** Sessions that still run: they are written when they end. */
  unfinished: Digest[];
  /** Sessions of other repositories that were left out. */
  passed: number;
  bad_lines: number;
  /** Record types that no reader knows, by harness. */
  unknown: Record<string, Record<string, number>>;
  /** Sources that could not be read, and why. */
  unread: Array<{ path: string; why: string }>;
}

/**
 * Reads what changed of the tools' transcripts since the last time, and writes digests and execution records. Killed at any
 * instant and repeated it leaves what one that ran through leaves: stamps are written last.
 *
 * @throws KaError `no-file` for a given path that does not exist, `busy`, or what the disk says
 */
export async function syncSessions(project: Project, ctx: Ctx, options: SyncOptions): Promise<SyncReport> {
  if (!ctx.dryRun) ageEvents(project, ctx);
  const found = await findSources(ctx, options.from, options.harness);
  const kept = readReplyIndex(project);
  const index = kept ?? new Map<string, IndexedSession>();
  const stamps = kept ? readStamps(project) : {};
  const report = emptyReport(found.length);
  const states = new Map(found.map((one) => [keyOf(one), stateOf(one.source)]));
  const due = found.filter((one) => isDue(stamps[keyOf(one)], states.get(keyOf(one)) ?? null, options));
  report.passed = found.filter((one) => !due.includes(one) && stamps[keyOf(one)]?.partly).length;
  if (due.length === 0) return report;

  const isOwn = holdsFolder(project);
  const wants = (cwd: string | null): boolean => options.allProjects || (cwd !== null && isOwn(cwd));
  const { config } = readConfigOrDefaults(project, ctx);
  const settings: Omit<FoldOptions, 'harness' | 'source'> = {
    prices: readPrices(ctx),
    overrides: config.prices.overrides,
    rootOf: rootFinder(project, ctx),
    correctionKey: correctionKey(project, ctx),
  };
  const results = new Map<string, ReadSource>();
  const read = (one: Found, replayed?: FoldOptions['replayed']): void => {
    try {
      results.set(keyOf(one), readSource(one, replayed ? { ...settings, replayed } : settings, wants));
    } catch (error) {
      report.unread.push({ path: keyOf(one), why: error instanceof Error ? error.message : String(error) });
    }
  };
  for (const [at, one] of due.entries()) {
    if (at % 20 === 0) ctx.progress(`reading transcripts: ${at} of ${due.length}`);
    await one.reader.prepare?.(one.source);
    read(one);
  }
  settleReplays(found, results, index, read);

  const sessions = [...results.values()].flatMap((result) => result.sessions);
  const notes = readNotes(project);
  // Files that a user names are taken as they are.
  const running = new Set(options.from === null ? sessions.filter((one) => isRunning(one.digest, notes, ctx)) : []);
  const finished = sessions.filter((one) => !running.has(one));
  const written = writeSessions(project, ctx, finished, isOwn, notes);
  if (!ctx.dryRun) {
    settleNotes(project, ctx, finished, notes);
    const next: Stamps = { ...stamps };
    for (const one of due) {
      const result = results.get(keyOf(one));
      const state = states.get(keyOf(one));
      if (!result || state == null) continue;
      const open = result.sessions.some((session) => running.has(session));
      next[keyOf(one)] = { state, partly: result.passed > 0 && !options.allProjects, open };
    }
    withLock(join(project.local, 'locks', 'sync.lock'), ctx, () => {
      writeReplyIndex(project, index.values());
      writeStamps(project, next);
    });
  }
  for (const [path, { passed, tally }] of results) {
    report.passed += passed;
    report.bad_lines += tally.bad_lines;
    if (tally.unread !== undefined) report.unread.push({ path, why: tally.unread });
  }
  for (const one of due) addUnknown(report.unknown, one, results.get(keyOf(one)));
  return { ...report, ...written, read: results.size, unfinished: [...running].map(({ digest }) => digest) };
}

const keyOf = ({ source }: Found): string => source.files[0]!;

const emptyReport = (sources: number): SyncReport => ({
  sources,
  read: 0,
  own: 0,
  others: 0,
  records: 0,
  unfinished: [],
  passed: 0,
  bad_lines: 0,
  unknown: {},
  unread: [],
});

function isDue(stamp: Stamps[string] | undefined, state: string | null, { allProjects }: SyncOptions): boolean {
  if (state === null) return false;
  return !stamp || stamp.state !== state || stamp.open || (stamp.partly && allProjects);
}

/**
 * Finds the replies that stand in several sessions. Sessions for which that changed are read again with it, also those of
 * an earlier sync: an older session may come to light later.
 */
function settleReplays(
  found: readonly Found[],
  results: ReadonlyMap<string, ReadSource>,
  index: Map<string, IndexedSession>,
  read: (one: Found, replayed: FoldOptions['replayed']) => void,
): void {
  const fresh = new Set(results.keys());
  for (const [id, session] of index) if (fresh.has(session.source)) index.delete(id);
  for (const [source, { sessions }] of results) {
    for (const { digest, replies } of sessions) {
      const { id, harness, started } = digest;
      // The same session under two paths (a copy of the folder): the first that was read stays.
      if (!index.has(id)) index.set(id, { id, harness, started, replies, source, replayed: '' });
    }
  }
  const replays = findReplays(index.values());
  const again = new Set<string>();
  for (const session of index.values()) {
    const replayed = [...(replays.get(session.id) ?? [])].join(' ');
    if (replayed === session.replayed) continue;
    session.replayed = replayed;
    again.add(session.source);
  }
  for (const one of found) if (again.has(keyOf(one))) read(one, replays);
}

function addUnknown(unknown: SyncReport['unknown'], { source }: Found, result: ReadSource | undefined): void {
  for (const [type, count] of Object.entries(result?.tally.unknown ?? {})) {
    unknown[source.harness] ??= {};
    const own = unknown[source.harness]!;
    own[type] = (own[type] ?? 0) + count;
  }
}
