import type { Ctx } from '../lib/context.ts';
import type { Project } from '../store/project.ts';
import type { Kind, ManagedRecord } from './contract.ts';
import type { History } from './history.ts';
import type { Told } from './told.ts';

/** Something that `ka record verify` found. `wrong` makes it exit 1; a `note` is worth knowing. */
export interface Finding {
  status: 'wrong' | 'note';
  /** Stable kebab-case name: `edited`, `no-ledger`. */
  code: string;
  /** The record; null where it has none, or no single one. */
  id: string | null;
  /** Relative to the project root. */
  path: string;
  /** One sentence. */
  says: string;
  /** Commits that did it, newest first. */
  commits: readonly string[];
  /** A command that mends it or shows more. */
  mend: string | null;
}

/** An artifact's file beside what its record says of it. */
export interface HashedFile {
  id: string;
  path: string;
  expected: string | null;
  /** Null: the file is not there. */
  actual: string | null;
  match: boolean;
}

/** How much was looked at. */
export interface Tally {
  records: number;
  lines: number;
  sealed: number;
  unsealed: number;
  /** Revisions before the present ones: found in git and whole, never committed (the ledger knows them), not to be told. */
  revisions: { checked: number; uncommitted: number; unknown: number };
  files: HashedFile[];
}

/** A document and its kind. */
export interface Doc {
  kind: Kind;
  record: ManagedRecord;
}

/** What checks look at, read once. */
export interface Looked {
  project: Project;
  ctx: Ctx;
  kinds: ReadonlyMap<string, Kind>;
  /** The documents to be checked. */
  docs: readonly Doc[];
  /** Lines of logs, to be checked. */
  lines: readonly Doc[];
  /** Every record that is here, by id. */
  byId: ReadonlyMap<string, readonly Doc[]>;
  /** Names of files that are there and could not be read: what links to them is not gone. */
  unread: ReadonlySet<string>;
  ledger: Told;
  history: History;
  /** All records are checked, not some that were named. */
  whole: boolean;
}

/** One check. A new one is a file in `checks/` and a line in its index. */
export type Check = (looked: Looked, tally: Tally) => Finding[];

export const wrong = (
  code: string,
  { id, path }: { id: string | null; path: string },
  says: string,
  mend: string | null,
  commits: readonly string[] = [],
): Finding => ({ status: 'wrong', code, id, path, says, commits, mend });

export const note = (code: string, { id, path }: { id: string | null; path: string }, says: string): Finding => ({
  status: 'note',
  code,
  id,
  path,
  says,
  commits: [],
  mend: null,
});
