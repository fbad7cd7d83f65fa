import { emptyTally, type Source, type Tally, type Transcripts } from '../../src/harnesses/transcripts.ts';
import {
  type FoldedSession,
  type FoldOptions,
  finishFolds,
  startFold,
  takeEvent,
} from '../../src/sessions/fold/events.ts';

/** Reads sources of one harness into digests. */
export function foldSources(
  reader: Transcripts,
  sources: readonly Source[],
  options: Partial<FoldOptions> = {},
): { sessions: FoldedSession[]; tally: Tally } {
  const tally = emptyTally();
  const sessions = sources.flatMap((source) => {
    const fold = startFold();
    for (const event of reader.read(source, tally)) takeEvent(fold, event);
    const { lines, bad_lines, unknown } = tally;
    const counts = { files: source.files.length, lines, bad_lines, unknown };
    return finishFolds(fold, { harness: reader.name, source: counts, ...options });
  });
  return { sessions, tally };
}
