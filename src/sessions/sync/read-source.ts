import type { SessionEvent } from '../../harnesses/session-event.ts';
import { emptyTally, type Tally } from '../../harnesses/transcripts.ts';
import type { ReadLines } from '../../store/transcripts/skim-lines.ts';
import { type FoldedSession, type FoldOptions, finishFolds, startFold, takeEvent } from '../fold/events.ts';
import type { Found } from './sources.ts';
import type { Place } from './whose.ts';

export interface ReadSource {
  sessions: FoldedSession[];
  /** Sessions that were not wanted, and are left out. */
  passed: number;
  tally: Tally;
}

/**
 * Reads one source into digests. Sessions that are not wanted are passed over; where it holds one session (with its
 * subagents), reading stops as soon as that is known.
 *
 * @param wants by where a session works; a subagent goes with its parent
 * @param lines reads files; absent: the reader does
 */
export function readSource(
  { source, reader }: Found,
  options: Omit<FoldOptions, 'harness' | 'source'>,
  wants: (place: Place) => boolean,
  lines?: ReadLines,
): ReadSource {
  const tally = emptyTally();
  const fold = startFold();
  const places = new Map<string, Place>();
  const parents = new Map<string, string>();
  let undecided = source.many !== true;
  for (const event of reader.read(source, tally, lines)) {
    if (event.kind === 'session') {
      note(event, places, parents, options.folderOf);
      const own = places.get(event.session);
      if (undecided && event.cwd !== undefined && own) {
        if (!wants(own)) return { sessions: [], passed: 1, tally };
        undecided = false;
      }
    }
    takeEvent(fold, event);
  }
  const placeOf = (id: string, depth = 0): Place => {
    const own = places.get(id) ?? { cwd: null, session: id, repository: null };
    const parent = parents.get(id);
    if (parent === undefined || depth >= 20) return own;
    const above = placeOf(parent, depth + 1);
    return above.cwd === null ? own : above;
  };
  const { bad_lines, unknown } = tally;
  const counts = { files: source.files.length, lines: tally.lines, bad_lines, unknown };
  const all = finishFolds(fold, { ...options, harness: source.harness, source: counts });
  const sessions = all.filter(({ session }) => wants(placeOf(session)));
  return { sessions, passed: all.length - sessions.length, tally };
}

/** The first folder that a session notes is where it began; a repository may be noted later. */
function note(
  event: Extract<SessionEvent, { kind: 'session' }>,
  places: Map<string, Place>,
  parents: Map<string, string>,
  folderOf: FoldOptions['folderOf'],
): void {
  const known = places.get(event.session);
  const hashed = event.cwd_sha256 === undefined ? null : (folderOf?.(event.cwd_sha256) ?? null);
  places.set(event.session, {
    cwd: known?.cwd ?? event.cwd ?? hashed,
    session: event.session,
    repository: known?.repository ?? event.repository ?? null,
  });
  if (event.parent != null) parents.set(event.session, event.parent);
}
