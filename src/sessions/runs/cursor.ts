import { findCopies } from '../../harnesses/claude/forks.ts';
import { freeze, thaw } from '../../harnesses/claude/freeze.ts';
import { readLine } from '../../harnesses/claude/reader.ts';
import { type Part, type ReadState, startReading } from '../../harnesses/claude/reading.ts';
import type { Ctx } from '../../lib/context.ts';
import { readText, statFile } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';
import { placeFile, readLatin1, writeAt } from '../../store/quick-file.ts';
import { type Place, readTranscriptLines } from '../../store/transcripts/lines.ts';
import { type OpenRun, runFile } from './open.ts';

export interface Reading {
  state: ReadState;
  /** Bytes taken. */
  offset: number;
  /** Fixes the cursor as it is now; the answer writes it, once what was read is safe. */
  freeze: () => () => void;
}

/** One line of JSON for the place, one for the state: a cursor whose place fits no more is not even parsed. */
function readCursor(path: string): { place: Place; state: string } | null {
  const text = readText(path);
  const end = text?.indexOf('\n') ?? -1;
  if (!text || end < 0) return null;
  try {
    return { place: JSON.parse(text.slice(0, end)) as Place, state: text.slice(end + 1) };
  } catch {
    return null;
  }
}

/**
 * Reads what a run's transcript holds beyond its cursor; from the beginning where there is none or the file is another.
 *
 * @throws the system's error if the transcript cannot be read
 */
export function readOn(project: Project, ctx: Ctx, run: OpenRun, transcript: string): Reading {
  const path = runFile(project, run, 'cursor');
  const cursor = readCursor(path);
  const part: Part = run.agent_id === null ? 'own' : 'all';
  let state = startReading(part);
  let from = cursor?.place ?? null;
  const seen = runFile(project, run, 'seen');
  const known = cursor ? thaw(cursor.state, () => readLatin1(seen) ?? '') : null;
  if (!known || known.part !== part || !isLongEnough(seen, known.settled.size)) from = null;
  let lines = 0;
  const place = readTranscriptLines(
    transcript,
    from,
    (resumed) => {
      if (resumed) state = known!;
      else {
        from = null;
        if (part === 'own') state.copies = findCopies(transcript);
      }
    },
    (text, at) => {
      lines++;
      readLine(state, text, at);
    },
  );
  state.long_lines += place.long_lines;
  const changed = from === null || lines > 0;
  const { ino, offset, guard } = place;
  return {
    state,
    offset,
    freeze: () => {
      if (!changed) return () => {};
      const { json, settled } = freeze(state, offset);
      const text = `${JSON.stringify({ ino, offset, guard })}\n${json}`;
      return () => {
        // First: the cursor says how many of the settled count, so that a crash between the two does no harm.
        if (settled.added !== '') writeAt(seen, settled.before, settled.added);
        placeFile(path, text, ctx.pid);
      };
    },
  };
}

const isLongEnough = (path: string, size: number): boolean => size === 0 || (statFile(path)?.size ?? 0) >= size;
