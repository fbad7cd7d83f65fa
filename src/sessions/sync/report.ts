import type { Digest } from '../digests/digest.ts';
import { NONE_UNWRITTEN, type Unwritten } from '../digests/write-sessions.ts';
import type { ReadSource } from './read-source.ts';
import type { ReplyIndex } from './reply-index.ts';
import { type Found, keyOf } from './sources.ts';

export interface SyncReport {
  /** Sources found, and those that were read. */
  sources: number;
  read: number;
  /** Digests that are new or say something new: of this repository, of others. */
  own: number;
  others: number;
  /** Execution records that came or changed. */
  records: number;
  /** What was read of finished sessions, as the logs give it now (under a dry run: would give it). */
  digests: Digest[];
  unwritten: Unwritten;
  /** Sessions that still run: they are written when they end. */
  unfinished: Digest[];
  /** Sessions of other repositories that were left out. */
  passed: number;
  bad_lines: number;
  /** Record types that no reader knows, by harness. */
  unknown: Record<string, Record<string, number>>;
  /** Sources that could not be read, and why. */
  unread: Array<{ path: string; why: string }>;
  /** Where each session's transcript lies, those read now among them; null: nothing was to be read. */
  index: ReplyIndex | null;
  /** The session that `ka run` made. */
  made: Digest | null;
}

export const emptyReport = (sources: number): SyncReport => ({
  sources,
  read: 0,
  own: 0,
  others: 0,
  records: 0,
  digests: [],
  unwritten: NONE_UNWRITTEN,
  unfinished: [],
  passed: 0,
  bad_lines: 0,
  unknown: {},
  unread: [],
  index: null,
  made: null,
});

/** Adds what reading a source met. */
export function addReading(report: SyncReport, { source }: Found, { passed, tally }: ReadSource): void {
  report.read++;
  report.passed += passed;
  report.bad_lines += tally.bad_lines;
  if (tally.unread !== undefined) report.unread.push({ path: keyOf({ source }), why: tally.unread });
  for (const [type, count] of Object.entries(tally.unknown)) {
    report.unknown[source.harness] ??= {};
    const own = report.unknown[source.harness]!;
    own[type] = (own[type] ?? 0) + count;
  }
}
