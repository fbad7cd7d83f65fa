import type { SessionEvent } from '../harnesses/session-event.ts';
import { emptyTally, type Tally } from '../harnesses/transcripts.ts';
import { type FoldedSession, type FoldOptions, finishFolds, startFold, takeEvent } from './fold-events.ts';
import type { Found } from './sources.ts';

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
 * @param wants by the folder in which a session works (null: none is noted); a subagent goes with its parent
 */
export function readSource(
  { source, reader }: Found,
  options: Omit<FoldOptions, 'harness' | 'source'>,
  wants: (cwd: string | null) => boolean,
): ReadSource {
  const tally = emptyTally();
  const fold = startFold();
  const folders = new Map<string, string>();
  const parents = new Map<string, string>();
  let undecided = !wants(null);
  for (const event of reader.read(source, tally)) {
    if (event.kind === 'session') {
      note(event, folders, parents);
      const [own] = folders.values();
      if (undecided && own !== undefined) {
        if (source.many !== true && !wants(own)) return { sessions: [], passed: 1, tally };
        undecided = source.many === true;
      }
    }
    takeEvent(fold, event);
  }
  const folderOf = (id: string, depth = 0): string | null => {
    const parent = parents.get(id);
    if (parent !== undefined && depth < 20) return folderOf(parent, depth + 1) ?? folders.get(id) ?? null;
    return folders.get(id) ?? null;
  };
  const { lines, bad_lines, unknown } = tally;
  const counts = { files: source.files.length, lines, bad_lines, unknown };
  const all = finishFolds(fold, { ...options, harness: source.harness, source: counts });
  const sessions = all.filter(({ session }) => wants(folderOf(session)));
  return { sessions, passed: all.length - sessions.length, tally };
}

function note(
  event: Extract<SessionEvent, { kind: 'session' }>,
  folders: Map<string, string>,
  parents: Map<string, string>,
): void {
  if (event.cwd !== undefined && !folders.has(event.session)) folders.set(event.session, event.cwd);
  if (event.parent != null) parents.set(event.session, event.parent);
}
