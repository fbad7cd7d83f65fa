import { linesOf } from '../../store/lines-of.ts';
import { countOf, type Fields, fieldsOf, isFields } from '../fields.ts';
import { jsonLines } from '../json-lines.ts';
import { type Tally, tallyType } from '../transcripts.ts';
import { changed } from './mutation.ts';

/** A document above this is not read. */
const MAX_CHARS = 64 * 1024 * 1024;

/** The chat that a file holds, as a document or as a log of changes to one; null where it holds none. */
export function chatIn(file: string, tally: Tally): Fields | null {
  return file.endsWith('.jsonl') ? replayed(file, tally) : documentIn(file, tally);
}

function replayed(file: string, tally: Tally): Fields | null {
  let chat: unknown;
  for (const entry of jsonLines(file, tally)) {
    const kind = countOf(entry.kind);
    tallyType(tally, `kind ${kind ?? '?'}`, kind !== null && kind < 4);
    chat = changed(chat, entry);
  }
  return isFields(chat) ? chat : null;
}

/** Written whole at each change, so that a document that cannot be read is bad, not torn. */
function documentIn(file: string, tally: Tally): Fields | null {
  const parts: string[] = [];
  let chars = 0;
  for (const line of linesOf(file)) {
    chars += line?.length ?? MAX_CHARS;
    if (chars > MAX_CHARS) break;
    parts.push(line!);
  }
  if (parts.length === 0 && chars === 0) return null;
  tally.lines++;
  try {
    const value: unknown = chars > MAX_CHARS ? null : JSON.parse(parts.join('\n'));
    if (isFields(value)) return fieldsOf(value);
  } catch {
    // Counted below.
  }
  tally.bad_lines++;
  return null;
}
