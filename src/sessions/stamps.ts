import { join } from 'node:path';
import type { Source } from '../harnesses/transcripts.ts';
import { readJson, replaceFile, statFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';

/** What a sync knows of one source: the state in which it was read last. */
export interface Stamp {
  /** Size, times and inodes of its files. */
  state: string;
  /** Sessions of other repositories in it were passed over; a sync of all projects reads it again. */
  partly: boolean;
  /** A session in it still ran, so that nothing of it was written yet. */
  open: boolean;
}

/** By the first file of the source. */
export type Stamps = Record<string, Stamp>;

/** Raised when readers or digests change: everything is then read afresh. */
const VERSION = 1;

const fileOf = (project: Project): string => join(project.local, 'sync', 'stamps.json');

/** The state of a source's files now; null if its first file is gone. */
export function stateOf(source: Source): string | null {
  const stats = source.files.map((path) => statFile(path));
  if (!stats[0]) return null;
  return stats.map((stat) => (stat ? `${stat.size}.${stat.mtimeMs}.${stat.ino}` : '-')).join(' ');
}

/** Lost or unreadable stamps cost a full reading, nothing else. */
export function readStamps(project: Project): Stamps {
  const kept = readJson<{ version: number; sources: Stamps }>(fileOf(project));
  return kept?.version === VERSION ? kept.sources : {};
}

export function writeStamps(project: Project, sources: Stamps): void {
  replaceFile(fileOf(project), JSON.stringify({ version: VERSION, sources }), join(project.local, 'tmp'));
}
