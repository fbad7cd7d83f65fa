import { type Database, textOfValue } from '../../store/sqlite/sqlite.ts';
import { readDatabase } from '../read-database.ts';
import type { SessionEvent } from '../session-event.ts';
import { type Tally, tallyType } from '../transcripts.ts';
import { type Fields, fieldsOf, listOf, msOf, nameOf, parseJson, textOf } from '../values.ts';
import { bubbleEvents, timeOf } from './bubbles.ts';
import { workspaceFolders } from './workspaces.ts';

/**
 * The events of the editor's `state.vscdb`: `composerData:<id>` is a session, `bubbleId:<id>:<bubble>` a message. Only
 * these keys are asked for; others hold the user's account.
 */
export const composerEvents = (path: string, tally: Tally): Generator<SessionEvent> =>
  readDatabase(path, tally, function* (database) {
    if (!database.columns('cursorDiskKV').has('key')) return;
    const keys = "SELECT key FROM cursorDiskKV WHERE key >= 'composerData:' AND key < 'composerData;' ORDER BY key";
    let folders: Map<string, string> | null = null;
    for (const { key } of [...database.rows(keys)]) {
      const composer = fieldsAt(database, String(key), tally);
      const session = String(key).slice('composerData:'.length);
      if (!composer || session === '') continue;
      const bubbles = bubblesOf(database, composer, session, tally);
      // The editor keeps a composer for each window that was opened.
      if (bubbles.length === 0) continue;
      tallyType(tally, 'composerData', true);
      const uri = fieldsOf(fieldsOf(composer.workspaceIdentifier)?.uri);
      let cwd = textOf(uri?.fsPath) ?? textOf(uri?.path);
      if (cwd === null) {
        folders ??= workspaceFolders(path);
        cwd = folders.get(session) ?? null;
      }
      yield* sessionEvents(session, cwd, composer, bubbles, tally);
    }
  });

function* sessionEvents(
  session: string,
  cwd: string | null,
  composer: Fields,
  bubbles: Fields[],
  tally: Tally,
): Generator<SessionEvent> {
  const parent = nameOf(fieldsOf(composer.subagentInfo)?.parentComposerId);
  const timed = bubbles.some((bubble) => timeOf(bubble) !== null);
  const start = msOf(composer.createdAt);
  const about = { parent, ...(cwd ? { cwd } : {}), ...(parent ? { agent: 'subagent' } : {}) };
  yield { kind: 'session', session, at: start, ...about };
  // Also set when a session is only looked at: used where its messages have no times.
  const end = msOf(composer.lastUpdatedAt);
  if (!timed) yield { kind: 'session', session, at: end, flags: ['inexact_times'] };
  const model = nameOf(fieldsOf(composer.modelConfig)?.modelName);
  yield* bubbleEvents(bubbles, { session, isChild: parent !== null, model }, tally);
}

/** Messages in the order that the session lists; one that it no longer lists was taken back. */
function bubblesOf(database: Database, composer: Fields, session: string, tally: Tally): Fields[] {
  const listed = listOf(composer.fullConversationHeadersOnly).map((header) => nameOf(fieldsOf(header)?.bubbleId));
  const inline = listOf(composer.conversation).map(fieldsOf);
  const stored = listed.map((id) => (id === null ? null : fieldsAt(database, `bubbleId:${session}:${id}`, tally)));
  return (listed.length > 0 ? stored : inline).filter((bubble) => bubble !== null);
}

function fieldsAt(database: Database, key: string, tally: Tally): Fields | null {
  const [row] = [...database.rows('SELECT value FROM cursorDiskKV WHERE key = ?', [key])];
  if (!row || row.value === null) return null;
  tally.lines++;
  const fields = fieldsOf(parseJson(textOfValue(row.value)));
  if (!fields) tally.bad_lines++;
  return fields;
}
