import { join } from 'node:path';
import { readBytes, replaceFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import type { ReplaySession } from './replays.ts';

/** Which replies each session holds, so that a copy in a session that comes later is known: a cache of this machine. */
export interface IndexedSession extends ReplaySession {
  /** First file of its source. */
  source: string;
  /** Replies that belong to earlier sessions, joined: its digest was made with these. */
  replayed: string;
}

const VERSION = 1;
const fileOf = (project: Project): string => join(project.local, 'sync', 'replies.json');
/** Some 10 million replies; above it everything is read afresh each time. */
const MAX = 512 * 1024 * 1024;

/** By digest id. Lost or unreadable: empty; stamps are then void too (`sync.ts`). */
export function readReplyIndex(project: Project): Map<string, IndexedSession> | null {
  try {
    const kept = JSON.parse(readBytes(fileOf(project), MAX)?.toString() ?? 'null') as {
      version: number;
      sessions: IndexedSession[];
    } | null;
    return kept?.version === VERSION ? new Map(kept.sessions.map((session) => [session.id, session])) : null;
  } catch {
    return null;
  }
}

export function writeReplyIndex(project: Project, sessions: Iterable<IndexedSession>): void {
  const text = JSON.stringify({ version: VERSION, sessions: [...sessions] });
  replaceFile(fileOf(project), text, join(project.local, 'tmp'));
}
