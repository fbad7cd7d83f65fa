import { join } from 'node:path';
import { jsonLines } from '../json-lines.ts';
import { readFields } from '../read-json.ts';
import type { SessionEvent } from '../session-event.ts';
import { type Source, type Surroundings, type Tally, type Transcripts, tallyType } from '../transcripts.ts';
import { type Fields, fieldsOf, jsonText, listOf, timeOf } from '../values.ts';
import { type FolderSearch, searchFolder, startSearch, statedFolder } from './folder.ts';
import { KNOWN, messageEvents, messageText } from './message-events.ts';
import { discover, idOf, parentOf, recognise, stemOf } from './sources.ts';

/** `GEMINI_CLI_HOME` stands in for the home folder. Source: the Gemini CLI. */
const places = ({ env, home }: Surroundings): string[] =>
  [...new Set([env.GEMINI_CLI_HOME, home])].flatMap((folder) => (folder ? [join(folder, '.gemini', 'tmp')] : []));

interface Reading {
  session: string;
  parent: string | null;
  folder: FolderSearch;
  /** Messages that were taken: a resume repeats them, restamped and without tokens. */
  taken: Set<string>;
  /** As the first metadata say; messages tell it better. */
  started: number | null;
  tally: Tally;
  out: SessionEvent[];
}

function* read({ files }: Source, tally: Tally): Iterable<SessionEvent> {
  for (const stem of new Set(files.map(stemOf))) {
    yield* readSession(
      files.filter((file) => stemOf(file) === stem),
      tally,
    );
  }
}

function* readSession(files: readonly string[], tally: Tally): Iterable<SessionEvent> {
  const first = files[0]!;
  const parent = parentOf(first);
  const id = idOf(first);
  const session = parent === null ? id : `${parent}/${id}`;
  const reading: Reading = {
    session,
    parent,
    folder: startSearch(statedFolder(first)),
    taken: new Set(),
    started: null,
    tally,
    out: [],
  };
  if (parent !== null) yield { kind: 'session', session, at: null, parent };
  // The document first: its messages are older than the journal that repeats them.
  for (const path of [...files].reverse()) {
    if (path.endsWith('.json')) readDocument(path, reading);
    else
      for (const record of jsonLines(path, tally)) {
        takeRecord(record, reading);
        yield* reading.out;
        reading.out.length = 0;
      }
    yield* reading.out.splice(0);
  }
  if (reading.taken.size === 0) yield { kind: 'session', session, at: reading.started };
  const { found, hash } = reading.folder;
  if (found !== null) yield { kind: 'session', session, at: null, cwd: found };
  else if (hash !== null) yield { kind: 'session', session, at: null, cwd_sha256: hash };
}

/** A document is rewritten as a whole, and read whole. */
function readDocument(path: string, reading: Reading): void {
  const { tally } = reading;
  tally.lines++;
  const document = readFields(path);
  if (document === null) tally.bad_lines++;
  else takeMetadata(document, reading);
}

/** One line of a journal: what begins it, a message, a change of what is known, or a step back. */
function takeRecord(record: Fields, reading: Reading): void {
  const { tally } = reading;
  const set = fieldsOf(record.$set);
  if (typeof record.$rewindTo === 'string') tallyType(tally, '$rewindTo', true);
  else if (set !== null) {
    tallyType(tally, '$set', true);
    takeMetadata(set, reading);
  } else if (typeof record.id === 'string') takeMessage(record, reading, false);
  else if (typeof record.sessionId === 'string') {
    tallyType(tally, 'metadata', true);
    takeMetadata(record, reading);
  } else tallyType(tally, record.type ?? Object.keys(record)[0], false);
}

function takeMetadata(value: Fields, reading: Reading): void {
  const { folder } = reading;
  if (typeof value.projectHash === 'string') folder.hash = value.projectHash;
  reading.started ??= timeOf(value.startTime);
  for (const directory of listOf(value.directories)) if (typeof directory === 'string') searchFolder(folder, directory);
  for (const one of listOf(value.messages)) {
    const message = fieldsOf(one);
    if (message !== null) takeMessage(message, reading, true);
  }
}

/** @param repeated it stands in a list, where a resume repeats what was said */
function takeMessage(message: Fields, reading: Reading, repeated: boolean): void {
  const { session, parent, folder, taken, tally, out } = reading;
  tallyType(tally, message.type, typeof message.type === 'string' && KNOWN.has(message.type));
  if (folder.found === null) {
    if (message.type === 'user') searchFolder(folder, messageText(message.content));
    else if (message.toolCalls !== undefined) searchFolder(folder, jsonText(message.toolCalls));
  }
  if (typeof message.id !== 'string' || (repeated && taken.has(message.id))) return;
  taken.add(message.id);
  messageEvents(session, parent === null, message, out);
}

const transcripts: Transcripts = {
  ...{ name: 'gemini', title: 'Gemini CLI', hashesFolders: true },
  ...{ places, discover, recognise, read },
};
export default transcripts;
