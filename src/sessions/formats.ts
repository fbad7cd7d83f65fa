import { resolve } from 'node:path';
import { emptyTally, HARNESSES, type HarnessName, type Tally } from '../harnesses/transcripts.ts';
import type { Ctx } from '../lib/context.ts';
import { finishFolds, startFold, takeEvent } from './fold/events.ts';
import { findSources, readerOf, surroundings } from './sync/sources.ts';

/** What one tool's transcripts on this machine look like. */
export interface FormatReport {
  harness: HarnessName;
  title: string;
  /** Where its transcripts were looked for. */
  places: string[];
  /** A session with its subagents each, or a database with many. */
  transcripts: number;
  files: number;
  /** Sessions and subagents, by their state. */
  sessions: Record<string, number>;
  lines: number;
  bad_lines: number;
  /** Record types that are read, or left out on purpose. */
  types: Record<string, number>;
  /** Record types that no reader knows: a newer version of the tool, or somebody else's file. */
  unknown: Record<string, number>;
  /** Results of calls that stand nowhere. */
  unmatched_results: number;
  /** Sources that could not be read, and why. */
  unread: Array<{ path: string; why: string }>;
}

/**
 * Reads all transcripts of this machine and tells what they hold, by tool. Writes nothing.
 *
 * @param from given files and folders instead of the tools' own
 */
export async function reportFormats(ctx: Ctx, from: readonly string[] | null): Promise<FormatReport[]> {
  const reports = new Map<HarnessName, FormatReport>();
  for (const harness of HARNESSES) {
    const { title, places } = await readerOf(harness);
    const looked = from?.map((path) => resolve(ctx.cwd, path)) ?? places(surroundings(ctx));
    const counts = {
      transcripts: 0,
      files: 0,
      sessions: {},
      lines: 0,
      bad_lines: 0,
      types: {},
      unknown: {},
      unmatched_results: 0,
    };
    reports.set(harness, { harness, title, places: looked, ...counts, unread: [] });
  }
  const { found } = await findSources(ctx, from);
  for (const [at, { source, reader }] of found.entries()) {
    if (at % 50 === 0) ctx.progress(`reading transcripts: ${at} of ${found.length}`);
    const report = reports.get(source.harness)!;
    const tally = emptyTally();
    const fold = startFold();
    try {
      await reader.prepare?.(source);
      for (const event of reader.read(source, tally)) takeEvent(fold, event);
    } catch (error) {
      tally.unread = error instanceof Error ? error.message : String(error);
    }
    report.transcripts++;
    report.files += source.files.length;
    addTally(report, tally, source.files[0]!);
    const counts = { files: source.files.length, lines: tally.lines, bad_lines: tally.bad_lines, unknown: {} };
    for (const { digest } of finishFolds(fold, { harness: source.harness, source: counts })) {
      report.sessions[digest.status] = (report.sessions[digest.status] ?? 0) + 1;
    }
    for (const { results, calls } of fold.values()) {
      for (const id of results.keys()) if (!calls.has(id)) report.unmatched_results++;
    }
  }
  return [...reports.values()];
}

function addTally(report: FormatReport, tally: Tally, path: string): void {
  report.lines += tally.lines;
  report.bad_lines += tally.bad_lines;
  for (const kind of ['types', 'unknown'] as const) {
    for (const [name, count] of Object.entries(tally[kind])) report[kind][name] = (report[kind][name] ?? 0) + count;
  }
  if (tally.unread !== undefined) report.unread.push({ path, why: tally.unread });
}
