import { join } from 'node:path';
import type { HarnessName } from '../../harnesses/transcripts.ts';
import { lazy } from '../../lib/lazy.ts';
import { readBytes, replaceFile, statFile } from '../../store/files.ts';
import { appendLines } from '../../store/log/append.ts';
import type { Project } from '../../store/project.ts';
import type { ReplaySession } from './replays.ts';

/** Which replies each session holds, so that a copy in a session that comes later is known. */
export interface IndexedSession extends ReplaySession {
  harness: HarnessName;
  /** First file of its source. */
  source: string;
  /** Top of its repository, else the folder in which it worked; absent: unknown. */
  folder?: string | undefined;
  /** Replies that belong to earlier sessions, sorted and joined: its digest was made with these. */
  replayed: string;
  /** Other replies do by now, but its transcript was not there to make a digest with these. */
  stale?: true | undefined;
  /** Its line in the file; absent where that says something else. */
  line?: string | undefined;
}

/** By digest id: a cache of this machine. It keeps sessions whose transcripts are gone: what they held stays theirs. */
export type ReplyIndex = Map<string, IndexedSession>;

const VERSION = '{"version":3}';
export const indexFile = (project: Project): string => join(project.local, 'sync', 'replies.jsonl');
/** Some 10 million replies; above it everything is read afresh each time. */
const MAX = 512 * 1024 * 1024;
/** With its comma: within a text of the line the quotes have a backslash before them. */
const REPLIES = ',"replies":';

/** One session a line, its replies last: they are parsed when they are asked for, and that is seldom. */
function readLine(line: string): IndexedSession | null {
  const cut = line.indexOf(REPLIES);
  try {
    const head = JSON.parse(`${line.slice(0, cut)}}`) as Omit<IndexedSession, 'replies'>;
    const replies = lazy(() => JSON.parse(line.slice(cut + REPLIES.length, -1)) as IndexedSession['replies']);
    return {
      ...head,
      line,
      get replies() {
        return replies();
      },
    };
  } catch {
    return null;
  }
}

const writeLine = ({ id, harness, source, folder, started, replayed, stale, replies }: IndexedSession): string =>
  JSON.stringify({ id, harness, source, folder, started, replayed, stale, replies });

/**
 * Null where it is lost or unreadable: everything is to be read afresh then. Of several lines of one session the last
 * counts; one that is torn was written by a sync that did not come to its end, and its session will be read again.
 */
export function readReplyIndex(project: Project): ReplyIndex | null {
  try {
    const [version, ...lines] = (readBytes(indexFile(project), MAX)?.toString() ?? '').split('\n');
    if (version !== VERSION) return null;
    const sessions = lines.map(readLine).filter((session) => session !== null);
    return new Map(sessions.map((session) => [session.id, session]));
  } catch {
    return null;
  }
}

/** Writes what is new behind what is there; the whole file where that is much, or where most of it is out of date. */
export function writeReplyIndex(project: Project, index: ReplyIndex): void {
  const sessions = [...index.values()];
  const fresh = sessions.filter(({ line }) => line === undefined);
  const known = sessions.reduce((sum, { line }) => sum + (line?.length ?? 0), 0);
  const [file, written] = [indexFile(project), statFile(indexFile(project))?.size ?? 0];
  if (known > 0 && fresh.length * 2 < sessions.length && written < 2 * known) {
    appendLines(file, fresh.map(writeLine));
    return;
  }
  const lines = sessions.map((session) => session.line ?? writeLine(session));
  replaceFile(file, `${[VERSION, ...lines].join('\n')}\n`, join(project.local, 'tmp'));
}
