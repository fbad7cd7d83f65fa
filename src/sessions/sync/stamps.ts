import { join } from 'node:path';
import type { Source } from '../../harnesses/transcripts.ts';
import { readJson, replaceFile, statFile } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';
import { DIGEST_VERSION } from '../digests/digest.ts';

/** What a sync knows of one source: the state in which it was read last. */
export interface Stamp {
  /** Size, times and inodes of its files. */
  state: string;
  /** Sessions of other repositories in it were passed over; a sync of all projects reads it again. */
  partly: boolean;
  /** A session in it still ran, so that nothing of it was written yet. */
  open: boolean;
  /** Why it was not read, or not to its end. */
  unread: string | null;
}

export interface Stamps {
  /** When the last sync began, ISO 8601; empty: there was none. */
  at: string;
  /** Roots of the project's work trees that were there at some sync. */
  roots: string[];
  /** State of the logs of executions after it. */
  records: string;
  /** By the first file of the source. */
  sources: Record<string, Stamp>;
}

const NONE: Stamps = { at: '', roots: [], records: '', sources: {} };

/** Readings by older rules are done again. */
const VERSION = `3.${DIGEST_VERSION}`;

export const stampsFile = (project: Project): string => join(project.local, 'sync', 'stamps.json');

/** The state of a source's files now, their bytes together and when one was last written (ms); null if its first file is gone or cannot be looked at. */
export function stateOf(source: Source): { state: string; bytes: number; written: number } | null {
  try {
    const stats = source.files.map((path) => statFile(path));
    if (!stats[0]) return null;
    return {
      state: stats.map((stat) => (stat ? `${stat.size}.${stat.mtimeMs}.${stat.ino}` : '-')).join(' '),
      bytes: stats.reduce((sum, stat) => sum + (stat?.size ?? 0), 0),
      written: Math.max(...stats.map((stat) => stat?.mtimeMs ?? 0)),
    };
  } catch {
    return null;
  }
}

/** Lost or unreadable stamps cost a full reading, nothing else. */
export function readStamps(project: Project): Stamps {
  const kept = readJson<Stamps & { version: string }>(stampsFile(project));
  return kept?.version === VERSION ? kept : NONE;
}

export function writeStamps(project: Project, stamps: Stamps): void {
  replaceFile(stampsFile(project), JSON.stringify({ ...stamps, version: VERSION }), join(project.local, 'tmp'));
}
