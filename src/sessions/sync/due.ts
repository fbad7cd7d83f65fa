import { isOutdone, readSessionBook, type SessionBook } from '../../metrics/records/session-book.ts';
import { statFile } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';
import type { OpenRun } from '../runs/open.ts';
import { type Notes, noteOf } from '../runs/running.ts';
import { type IndexedSession, indexFile, type ReplyIndex, readReplyIndex } from './reply-index.ts';
import { type Found, keyOf } from './sources.ts';
import type { Stamps, stateOf } from './stamps.ts';

export interface Due {
  /** Sources to read, in the order in which they were found. */
  due: Found[];
  /** Null where nothing is due. */
  index: ReplyIndex | null;
  /** What was remembered is gone: stamps say nothing any more. */
  lost: boolean;
}

/** What a sync looks at to tell what is due. */
export interface Knowledge {
  found: readonly Found[];
  states: ReadonlyMap<string, ReturnType<typeof stateOf>>;
  memory: Stamps;
  /** State of the logs of executions. */
  records: string;
  notes: Notes;
  allProjects: boolean;
  /** Folders in which sessions may have begun (`Stamps.folders`). */
  folders: readonly string[];
  /** What was written since (ms) is due also if another sync took it in meanwhile; null: not. */
  since: number | null;
}

const sessionIdOf = ({ id, harness }: Pick<IndexedSession, 'id' | 'harness'>): string => id.slice(harness.length + 1);

/** Sessions of which two records are, one of them made by a sync under an agent that nobody named. */
const inTwo = (book: SessionBook, index: ReplyIndex): string[] =>
  [...index.values()].flatMap(({ id, harness }) => {
    const [best, ...others] = book.of(sessionIdOf({ id, harness }));
    return best && others.some((other) => isOutdone(other, best.named)) ? [id] : [];
  });

/**
 * Finds the sources to read: those that changed, that held a running session, or that something else tells more of than at
 * the last sync: a hook saw the end of a session, or a record names its agent.
 */
export function findDue(project: Project, known: Knowledge): Due {
  const { found, states, memory, records, notes, allProjects, folders, since } = known;
  const more = folders.some((folder) => !memory.folders?.includes(folder));
  const isDue = (one: Found): boolean => {
    const [stamp, now] = [memory.sources[keyOf(one)], states.get(keyOf(one))];
    if (!now) return false;
    if (since !== null && now.written >= since) return true;
    return (
      !stamp ||
      stamp.state !== now.state ||
      stamp.open ||
      (stamp.partly && (allProjects || (more && one.reader.hashesFolders === true)))
    );
  };
  const changed = new Set(found.filter(isDue));
  const isLate = (note: OpenRun | null): boolean => note?.ended === true && note.updated >= memory.at;
  const others = memory.at !== '' && ([...notes.values()].some(isLate) || memory.records !== records);
  const lost = statFile(indexFile(project)) === null;
  if (changed.size === 0 && !others && !lost) return { due: [], index: null, lost };
  const index = readReplyIndex(project);
  if (index === null) return { due: found.filter((one) => states.get(keyOf(one))), index: new Map(), lost: true };
  // Not a copy of the session: that would ask for its replies.
  const ended = [...index.values()].filter((one) =>
    isLate(noteOf({ harness: one.harness, session_id: sessionIdOf(one) }, notes)),
  );
  const ids = [
    ...ended.map(({ id }) => id),
    ...(memory.records === records ? [] : inTwo(readSessionBook(project), index)),
  ];
  const told = new Set(ids.map((id) => index.get(id)?.source));
  const due = found.filter((one) => changed.has(one) || (told.has(keyOf(one)) && states.get(keyOf(one))));
  return { due, index, lost: false };
}
