import { headOf } from '../../store/log/lines-of.ts';
import { jsonLines } from '../json-lines.ts';
import { readFields } from '../read-json.ts';
import { type Tally, tallyType } from '../transcripts.ts';
import { countOf, type Fields, fieldsOf } from '../values.ts';
import { changed } from './mutation.ts';

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
  return fieldsOf(chat);
}

/** Written as a whole at each change, so that one that cannot be read is bad, not torn. */
function documentIn(file: string, tally: Tally): Fields | null {
  const chat = readFields(file);
  if (chat === null && headOf(file, 1) === '') return null;
  tally.lines++;
  if (chat === null) tally.bad_lines++;
  return chat;
}
