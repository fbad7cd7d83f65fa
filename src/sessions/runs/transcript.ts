import { findCopies } from '../../harnesses/claude/forks.ts';
import { findCompactions, isAgentTranscript } from '../../harnesses/claude/places.ts';
import { readLine } from '../../harnesses/claude/reader.ts';
import { type Part, type ReadState, startReading } from '../../harnesses/claude/reading.ts';
import { totalsOf } from '../../harnesses/claude/totals.ts';
import type { RunTotals } from '../../harnesses/contract.ts';
import { readTranscriptLines } from '../../store/transcripts/lines.ts';

/** Adds what a session's compaction calls cost; they are no part of its conversation. */
export function readCompactions(state: ReadState, transcript: string): void {
  for (const path of findCompactions(transcript)) {
    readTranscriptLines(
      path,
      null,
      () => {},
      (text) => readLine(state, text, Number.MAX_SAFE_INTEGER, true),
    );
  }
}

/**
 * The totals of one run from its whole transcript. A session's own run leaves its subagents out.
 *
 * @param part which lines count; by default what the file's name says
 * @throws the system's error if the file cannot be read
 */
export function readRun(path: string, part: Part = isAgentTranscript(path) ? 'all' : 'own'): RunTotals {
  const state = startReading(part);
  if (part === 'own') state.copies = findCopies(path);
  const { long_lines } = readTranscriptLines(
    path,
    null,
    () => {},
    (text, at) => readLine(state, text, at),
  );
  state.long_lines += long_lines;
  if (part === 'own') readCompactions(state, path);
  return totalsOf(state);
}
