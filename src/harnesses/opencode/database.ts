import type { Database, Row } from '../../store/sqlite/sqlite.ts';
import { readDatabase, selectKnown } from '../read-database.ts';
import type { Tally } from '../transcripts.ts';
import { type Fields, fieldsOf, parseJson } from '../values.ts';
import type { Conversation, Message } from './conversation.ts';

const SESSION = ['id', 'parent_id', 'directory', 'version', 'agent', 'time_created'];

/**
 * The sessions of `opencode.db` (1.2 and later): ids and parents in columns, the rest as JSON in `data`. The tables
 * `event` and `session_message` repeat it all, token columns of `session` its sums: none of these is read, and none of
 * those that hold credentials.
 */
export const databaseConversations = (path: string, tally: Tally): Generator<Conversation> =>
  readDatabase(path, tally, function* (database) {
    if (!database.columns('message').has('data') || !database.columns('part').has('data')) return;
    const order = database.columns('session').has('time_created') ? 'time_created, id' : 'id';
    for (const row of [...selectKnown(database, 'session', SESSION, `ORDER BY ${order}`)]) {
      const info = { id: row.id, parentID: row.parent_id, directory: row.directory, version: row.version };
      yield {
        info: { ...info, agent: row.agent, time: { created: row.time_created } },
        messages: messagesOf(database, row, tally),
      };
    }
  });

function* messagesOf(database: Database, session: Row, tally: Tally): Generator<Message> {
  const rows = 'SELECT id, data FROM message WHERE session_id = ? ORDER BY time_created, id';
  for (const row of database.rows(rows, [session.id ?? null])) {
    const info = dataOf(row, tally);
    if (!info) continue;
    const parts: Fields[] = [];
    for (const part of database.rows('SELECT id, data FROM part WHERE message_id = ? ORDER BY id', [row.id ?? null])) {
      const fields = dataOf(part, tally);
      if (fields) parts.push(fields);
    }
    yield { info, parts };
  }
}

function dataOf(row: Row, tally: Tally): Fields | null {
  const fields = fieldsOf(parseJson(row.data));
  if (!fields) tally.bad_lines++;
  return fields && { ...fields, id: row.id };
}
