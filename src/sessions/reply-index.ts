import { join } from 'node:path';
import type { HarnessName } from '../harnesses/transcripts.ts';
import { readBytes, replaceFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import type { ReplaySession } from './replays.ts';

/** Which replies each session holds, so that a copy in a session that comes later is known. */
export interface IndexedSession extends ReplaySession {
  harness: HarnessName;
  /** First file of its source. */
  source: string;
  /** Replies that belong to earlier sessions, sorted and joined: its digest was made with these. */
  replayed: string;
}

/** By digest id: a cache of this machine. It keeps sessions whose transcripts are gone: what they held stays theirs. */
export type ReplyIndex = Map<string, IndexedSession>;

const VERSION = 2;
export const indexFile = (project: Project): string => join(project.local, 'sync', 'replies.json');
/** Some 10 million replies; above it everything is read afresh each time. */
const MAX = 512 * 1024 * 1024;

/** Null where it is lost or unreadable: everything is to be read afresh then. */
export function readReplyIndex(project: Project): ReplyIndex | null {
  try {
    const kept = JSON.parse(readBytes(indexFile(project), MAX)?.toString() ?? 'null') as {
      version: number;
      sessions: IndexedSession[];
    } | null;
    return kept?.version === VERSION ? new Map(kept.sessions.map((session) => [session.id, session])) : null;
  } catch {
    return null;
  }
}

export function writeReplyIndex(project: Project, index: ReplyIndex): void {
  const text = JSON.stringify({ version: VERSION, sessions: [...index.values()] });
  replaceFile(indexFile(project), text, join(project.local, 'tmp'));
}
