import type { ManagedRecord } from './contract.ts';
import type { History } from './history.ts';
import type { ToldRevision } from './told.ts';

/** The revisions before one. */
export interface Walked {
  /** Those that git has, newest first. */
  found: { commit: string; record: ManagedRecord }[];
  /** How many the ledger knows and this history has not: they were overwritten before a commit, or squashed. */
  uncommitted: number;
  /** How many cannot be told: without git, or beyond the end of a shallow clone. */
  unknown: number;
  /** The revision whose `prev` is known nowhere. */
  broken: ManagedRecord | null;
}

const revOf = ({ rev }: ManagedRecord): number => rev ?? 1;

/** Follows `prev` from a record to its first revision, through what git has of its file. */
export function walkBack(record: ManagedRecord, history: History, told: readonly ToldRevision[]): Walked {
  const walked: Walked = { found: [], uncommitted: 0, unknown: 0, broken: null };
  const versions = history
    .of(record.path)
    .flatMap(({ commit, record: one, whole }) => (whole && one ? [{ commit, record: one }] : []));
  for (let at = record; at.prev !== undefined || revOf(at) > 1; at = walked.found.at(-1)!.record) {
    const before = versions.find((one) => one.record.hash === at.prev && revOf(one.record) < revOf(at));
    if (before) {
      walked.found.push(before);
      continue;
    }
    const known = told.some(({ hash }) => hash === at.prev);
    if (!known && (at.prev === undefined || !history.partial)) {
      walked.broken = at;
      return walked;
    }
    // Its text is gone; the next older one that git has goes on.
    const older = versions.find((one) => revOf(one.record) < revOf(at) - 1);
    const missed = revOf(at) - 1 - (older ? revOf(older.record) : 0);
    if (known) walked.uncommitted += missed;
    else walked.unknown += missed;
    if (!older) return walked;
    walked.found.push(older);
  }
  return walked;
}
