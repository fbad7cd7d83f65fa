import { basename, join } from 'node:path';
import { readText } from '../../store/files.ts';
import { endsInLine, headOf, linesOf } from '../../store/lines-of.ts';
import type { SessionEvent } from '../session-event.ts';
import { type Source, type Surroundings, type Tally, type Transcripts, tallyType } from '../transcripts.ts';
import { type FolderSearch, searchFolder, startSearch, statedFolder } from './folder.ts';
import { isObject, KNOWN, messageEvents, textOf, timeOf } from './message-events.ts';
import { discover, parentOf, recognise } from './sources.ts';

/** `GEMINI_CLI_HOME` stands in for the home folder. Source: the Gemini CLI. */
const places = ({ env, home }: Surroundings): string[] =>
  [...new Set([env.GEMINI_CLI_HOME, home])].flatMap((folder) => (folder ? [join(folder, '.gemini', 'tmp')] : []));

/** A document is rewritten as a whole, and held whole. */
const MAX_DOCUMENT = 64 * 1024 * 1024;

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
  const first = files[0];
  if (first === undefined) return;
  const parent = parentOf(first);
  const id = /"sessionId":\s*"([\w.:-]{1,150})"/.exec(headOf(first))?.[1] ?? basename(first).replace(/\.jsonl?$/, '');
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
    else yield* readJournal(path, reading);
    yield* reading.out.splice(0);
  }
  if (reading.taken.size === 0) yield { kind: 'session', session, at: reading.started };
  const { found, hash } = reading.folder;
  if (found !== null) yield { kind: 'session', session, at: null, cwd: found };
  else if (hash !== null) yield { kind: 'session', session, at: null, cwd_sha256: hash };
}

function readDocument(path: string, reading: Reading): void {
  const { tally } = reading;
  const text = readText(path, MAX_DOCUMENT);
  if (text === null) return;
  tally.lines++;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    tally.bad_lines++;
    return;
  }
  if (isObject(value)) takeMetadata(value, reading);
  else tally.bad_lines++;
}

function* readJournal(path: string, reading: Reading): Iterable<SessionEvent> {
  const { tally, out } = reading;
  let torn = false;
  for (const line of linesOf(path)) {
    if (torn) tally.bad_lines++;
    torn = false;
    if (line === '') continue;
    tally.lines++;
    let value: unknown = null;
    try {
      value = line === null ? null : JSON.parse(line);
    } catch {
      torn = true;
      continue;
    }
    if (isObject(value)) takeRecord(value, reading);
    else tally.bad_lines++;
    yield* out;
    out.length = 0;
  }
  if (torn && endsInLine(path)) tally.bad_lines++;
  else if (torn) tally.lines--;
}

/** One line of a journal: what begins it, a message, a change of what is known, or a step back. */
function takeRecord(record: Record<string, unknown>, reading: Reading): void {
  const { tally } = reading;
  if (typeof record.$rewindTo === 'string') tallyType(tally, '$rewindTo', true);
  else if (isObject(record.$set)) {
    tallyType(tally, '$set', true);
    takeMetadata(record.$set, reading);
  } else if (typeof record.id === 'string') takeMessage(record, reading, false);
  else if (typeof record.sessionId === 'string') {
    tallyType(tally, 'metadata', true);
    takeMetadata(record, reading);
  } else tallyType(tally, record.type ?? Object.keys(record)[0], false);
}

function takeMetadata(value: Record<string, unknown>, reading: Reading): void {
  const { folder } = reading;
  if (typeof value.projectHash === 'string') folder.hash = value.projectHash;
  reading.started ??= timeOf(value.startTime);
  for (const directory of Array.isArray(value.directories) ? value.directories : [])
    if (typeof directory === 'string') searchFolder(folder, directory);
  for (const message of Array.isArray(value.messages) ? value.messages : [])
    if (isObject(message)) takeMessage(message, reading, true);
}

/** @param repeated it stands in a list, where a resume repeats what was said */
function takeMessage(message: Record<string, unknown>, reading: Reading, repeated: boolean): void {
  const { session, parent, folder, taken, tally, out } = reading;
  tallyType(tally, message.type, typeof message.type === 'string' && KNOWN.has(message.type));
  if (folder.found === null) {
    if (message.type === 'user') searchFolder(folder, textOf(message.content));
    else if (message.toolCalls !== undefined) searchFolder(folder, JSON.stringify(message.toolCalls));
  }
  if (typeof message.id !== 'string' || (repeated && taken.has(message.id))) return;
  taken.add(message.id);
  messageEvents(session, parent === null, message, out);
}

const transcripts: Transcripts = { name: 'gemini', title: 'Gemini CLI', places, discover, recognise, read };
export default transcripts;
