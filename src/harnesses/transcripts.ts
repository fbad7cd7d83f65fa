import type { FileAhead } from '../store/transcripts/read-ahead.ts';
import type { ReadLines } from '../store/transcripts/skim-lines.ts';
import type { SessionEvent } from './session-event.ts';

export const HARNESSES = [
  'claude',
  'codex',
  'cursor',
  'goose',
  'openclaw',
  'opencode',
  'copilot',
  'copilot-vscode',
  'gemini',
] as const;
export type HarnessName = (typeof HARNESSES)[number];

/** Where a user's data lies: what readers need of the surroundings. */
export interface Surroundings {
  env: Readonly<Record<string, string | undefined>>;
  /** Null where there is none: then there are no places, but for those that the environment names. */
  home: string | null;
  platform: 'linux' | 'darwin' | 'win32';
}

/** Files that are read together: a session with its subagents, a database with its write-ahead log. */
export interface Source {
  harness: HarnessName;
  /** Absolute. The first is the session's own or the database; a changed size, time or inode of any means to read again. */
  files: string[];
  /** It holds sessions of several folders: a database. */
  many?: boolean;
}

/** What a reading met besides events. */
export interface Tally {
  lines: number;
  /** Not JSON, torn, or above 8 MiB. */
  bad_lines: number;
  /** Record types by name, those known and read or skipped on purpose. */
  types: Record<string, number>;
  /** Record types that the reader has never heard of. At most 50 names of at most 40 characters. */
  unknown: Record<string, number>;
  /** Why a source was not read (`above 512 MB`), or not to its end; absent: it was. */
  unread?: string;
}

/** One harness's transcripts: the default export of `harnesses/<name>/transcripts.ts`. */
export interface Transcripts {
  name: HarnessName;
  /** As its maker writes it: `Claude Code`. */
  title: string;
  /** Sessions may note their folder as a hash: whose one is, a later sync may tell that knows the folder. */
  hashesFolders?: true;
  /** Folders or databases where this system keeps them, with the environment's word first, then legacy places. Need not exist. */
  places(at: Surroundings): string[];
  /**
   * The sources below a folder (a place, a part of one, or a copy elsewhere), or of one file. Sorted by path. Reads names,
   * and of a file no more than its head. Links are not followed. Credential files are never opened.
   */
  discover(path: string): Source[];
  /** Whether a file is one of this harness, by its path and its first 4 KiB (latin1). Never true for another harness's file. */
  recognise(path: string, head: string): boolean;
  /**
   * Where present: awaited before each `read`, so that reading needs no waiting (SQLite is WebAssembly, which loads
   * asynchronously). Does nothing for a source that needs nothing.
   */
  prepare?(source: Source): Promise<void>;
  /**
   * The events of a source, in the order of its files and lines. A file that is torn, grows, shrinks or vanishes meanwhile
   * gives the events that it still holds. Never throws for what a file holds.
   *
   * @param lines reads files; absent: the reader does
   */
  read(source: Source, tally: Tally, lines?: ReadLines): Iterable<SessionEvent>;
  /** Where present: the files whose lines `read` will ask for, in that order. */
  ahead?(source: Source): FileAhead[];
}

export const emptyTally = (): Tally => ({ lines: 0, bad_lines: 0, types: {}, unknown: {} });

/** A record type as it is counted. What looks like none is not shown, nor a part of it: it may be a text. */
export const typeName = (type: string): string =>
  type.length <= 40 && /^[\w.:$-]+(?:[ /][\w.:$-]+)?$/.test(type) ? type : '(odd)';

/** A name, or that it is too long: never a part of it, for of half a secret no gate knows what it is. */
export const wholeName = (name: string, most: number): string => (name.length > most ? '(long)' : name);

/** Counts a record type. */
export function tallyType(tally: Tally, type: unknown, known: boolean): void {
  const counts = known ? tally.types : tally.unknown;
  if (typeof type === 'string' && Object.hasOwn(counts, type)) {
    counts[type]!++;
    return;
  }
  const name = typeof type === 'string' ? typeName(type) : '?';
  if (!Object.hasOwn(counts, name)) {
    if (Object.keys(counts).length >= 50 || name === '__proto__') return;
    counts[name] = 0;
  }
  counts[name]!++;
}
