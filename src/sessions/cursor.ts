import { join } from 'node:path';
import { freeze, type Part, type ReadState, readLine, startReading, thaw } from '../harnesses/claude/reader.ts';
import { readText, replaceFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { type Place, readTranscriptLines } from '../store/transcript-lines.ts';
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
export function readOn(project: Project, run: OpenRun, transcript: string): Reading {
  const path = runFile(project, run, 'cursor');
  const cursor = readCursor(path);
  const part: Part = run.agent_id === null ? 'own' : 'all';
  let state = startReading(part);
  let from = cursor?.place ?? null;
  const known = cursor ? thaw(cursor.state) : null;
  if (!known || known.part !== part) from = null;
  let lines = 0;
  const place = readTranscriptLines(
    transcript,
    from,
    (resumed) => {
      if (resumed) state = known!;
      else from = null;
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
      const text = `${JSON.stringify({ ino, offset, guard })}\n${freeze(state, offset)}`;
      return () => replaceFile(path, text, join(project.local, 'tmp'));
    },
  };
}
