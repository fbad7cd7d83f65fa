import { dirname } from 'node:path';
import { describeTranscript, listTranscripts, readStart, type TranscriptFile } from '../../store/transcripts/files.ts';
import { readTranscriptLines } from '../../store/transcripts/lines.ts';
import { CARRIES, type Line, parseLine } from './line.ts';

/*
 * A fork (`--fork-session`, `/branch`, the old `--resume`) begins with a copy of an earlier session: the same `uuid`s,
 * message ids and times under a new session id, mostly without a pointer to their origin (research: transcripts.md, trap
 * 4). What was copied belongs to the origin.
 */

/** In it stands the first reply of a conversation, which a fork shares with its origin. */
const START = 256 * 1024;
/** A conversation that begins with its file is no copy. */
const AT_ONCE_MS = 1000;
const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;

/** What is the same in a copy of a line: its `uuid`, and the id of the reply that it is part of. */
function idsOf({ type, uuid, message }: Line): string[] {
  const reply = type === 'assistant' ? message?.id : undefined;
  return [uuid, reply].filter((id) => typeof id === 'string');
}

/** How the conversation in a file begins: the ids of its first line and first reply, its time and session. */
function beginning(path: string): { ids: string[]; time: number; session: string | undefined } | null {
  let first: Line | null = null;
  for (const text of readStart(path, START).split('\n').slice(0, -1)) {
    for (const line of parseLine(text).lines) {
      if (CARRIES.get(line.type ?? '') !== true || !UUID.test(line.uuid ?? '')) continue;
      first ??= line;
      if (line.type === 'assistant') return describe(first, line);
    }
  }
  return first && describe(first, first);
}

const describe = (first: Line, reply: Line) => ({
  ids: [...idsOf(first), ...idsOf(reply)],
  time: Date.parse(first.timestamp ?? ''),
  session: first.sessionId,
});

/**
 * Which of two sessions with the same beginning owns it: the one with the lesser id (design.md 3.6; their first times are
 * equal, since copies carry those of their originals). Files' own times would differ from clone to clone.
 */
const isOlder = (a: TranscriptFile, b: TranscriptFile): boolean => a.name < b.name;

/**
 * The ids of all that stands in older sessions from which a transcript was forked. Where a conversation is older than its
 * file, this costs a look at the start of each file of the folder that was written since, and a whole reading of origins.
 */
export function findCopies(transcript: string): Set<string> {
  const copies = new Set<string>();
  const own = describeTranscript(transcript);
  const begin = own && beginning(transcript);
  if (!begin || (Math.abs(own.born - begin.time) < AT_ONCE_MS && begin.session === own.name)) return copies;
  for (const other of listTranscripts(dirname(transcript))) {
    const { name, path, written } = other;
    // Times of transcripts and of files are compared only where they come from one clock.
    if (!isOlder(other, own) || (written < begin.time && begin.time <= own.written)) continue;
    const start = begin.session === name ? null : readStart(path, START);
    if (start !== null && !begin.ids.some((id) => start.includes(`"${id}"`))) continue;
    addIds(copies, path);
  }
  return copies;
}

function addIds(copies: Set<string>, path: string): void {
  const take = (text: string): void => {
    for (const line of parseLine(text).lines) {
      if (CARRIES.get(line.type ?? '') === true) for (const id of idsOf(line)) copies.add(id);
    }
  };
  try {
    readTranscriptLines(path, null, () => {}, take);
  } catch {
    // Gone meanwhile: what is left counts here.
  }
}

/**
 * Whether a line is a copy: it stands in an older session, or says itself where it was forked from.
 *
 * @param until time of the latest copy so far: some versions repeat copies later, and what a fork adds is later still
 */
export function isCopy(line: Line, time: number, copies: ReadonlySet<string>, until: number | null): boolean {
  if (until !== null && time <= until) return true;
  if (typeof line.forkedFrom?.messageUuid === 'string') return true;
  return copies.size > 0 && idsOf(line).some((id) => copies.has(id));
}
