import { parseTime } from '../../lib/time.ts';
import type { Database, Row } from '../../store/sqlite/sqlite.ts';
import { readDatabase, selectKnown } from '../read-database.ts';
import type { SessionEvent } from '../session-event.ts';
import { type Tally, tallyType } from '../transcripts.ts';
import { countOf, fieldsOf, listOf, msOf, nameOf, parseJson, textOf } from '../values.ts';
import { type Message, messageEvents } from './messages.ts';
import { accumulatedCharge, ledgerCharge } from './usage.ts';

const SESSION = (
  'id working_dir session_type parent_session_id model_config_json created_at updated_at accumulated_input_tokens ' +
  'accumulated_output_tokens accumulated_total_tokens accumulated_cache_read_tokens accumulated_cache_write_tokens accumulated_cost'
).split(' ');
const MESSAGE = 'id role content_json created_timestamp metadata_json'.split(' ');
const LEDGER =
  'id created_timestamp model input_tokens output_tokens total_tokens cache_read_tokens cache_write_tokens cost cost_source is_compaction'.split(
    ' ',
  );

/** The events of Goose's `sessions.db` (1.10 and later; columns were added over time). */
export const databaseEvents = (path: string, tally: Tally): Generator<SessionEvent> =>
  readDatabase(path, tally, function* (database) {
    if (!database.columns('messages').has('content_json')) return;
    for (const row of [...selectKnown(database, 'sessions', SESSION)]) yield* sessionEvents(database, row, tally);
  });

function* sessionEvents(database: Database, row: Row, tally: Tally): Generator<SessionEvent> {
  const session = nameOf(row.id);
  tally.lines++;
  if (session === null) {
    tally.bad_lines++;
    return;
  }
  tallyType(tally, 'session', true);
  const [parent, cwd] = [nameOf(row.parent_session_id), textOf(row.working_dir)];
  const isChild = parent !== null || row.session_type === 'sub_agent';
  yield {
    kind: 'session',
    session,
    at: parseTime(textOf(row.created_at) ?? ''),
    parent,
    local_id: true,
    ...(cwd ? { cwd } : {}),
    ...(isChild ? { agent: 'subagent' } : {}),
  };
  const ledger = [...selectKnown(database, 'usage_ledger', LEDGER, 'WHERE session_id = ? ORDER BY id', [session])];
  const rows = [...selectKnown(database, 'messages', MESSAGE, 'WHERE session_id = ? ORDER BY id', [session])];
  const messages = rows.map((message) => ({ message, counts: usageNoted(message) }));
  const noted = messages.some(({ counts }) => counts !== null);
  const read = messages.map(({ message, counts }) => messageOf(message, !noted || counts !== null, tally));
  yield* messageEvents(read, { session, isChild, tally, compactions: ledger.length === 0 });

  // The ledger does not name the answer that it charges; answers note the same counts, in the same order.
  const waiting = messages.flatMap(({ message, counts }) =>
    counts === null ? [] : [{ id: `m${message.id}`, at: secondsOf(message.created_timestamp), counts }],
  );
  const model = nameOf(fieldsOf(parseJson(row.model_config_json))?.model_name);
  for (const entry of ledger) {
    tally.lines++;
    tallyType(tally, 'usage', true);
    const at = secondsOf(entry.created_timestamp);
    if (entry.is_compaction === 1) yield { kind: 'mark', session, at, id: `ledger.${entry.id}`, what: 'compaction' };
    const counts = `${entry.input_tokens} ${entry.output_tokens}`;
    const found = waiting.findIndex((reply) => reply.counts === counts);
    // A row is written some seconds after its answer, whose time is the one that counts.
    const reply = found < 0 ? { id: `ledger.${entry.id}`, at: null } : waiting.splice(found, 1)[0]!;
    const charged = ledgerCharge(entry, row, model);
    const request = entry.is_compaction === 1 ? { request: true as const } : {};
    if (charged) yield { kind: 'usage', session, at: reply.at, id: reply.id, ...charged, ...request };
  }
  if (ledger.length > 0) return;
  const charged = accumulatedCharge(row, model);
  if (charged) yield { kind: 'usage', session, at: null, id: 'accumulated', ...charged };
}

/** Tokens that an answer notes beside itself, as one text; null for none. */
function usageNoted(row: Row): string | null {
  const usage = row.role === 'assistant' ? fieldsOf(fieldsOf(parseJson(row.metadata_json))?.usage) : null;
  return usage ? `${countOf(usage.inputTokens)} ${countOf(usage.outputTokens)}` : null;
}

function messageOf(row: Row, isReply: boolean, tally: Tally): Message {
  const content = parseJson(row.content_json);
  if (!Array.isArray(content)) tally.bad_lines++;
  return {
    id: `m${row.id}`,
    role: row.role,
    at: secondsOf(row.created_timestamp),
    content: listOf(content),
    isReply,
    visible: fieldsOf(parseJson(row.metadata_json))?.userVisible !== false,
  };
}

/** Goose notes seconds; a version that notes milliseconds is told by their size. */
export const secondsOf = (value: unknown): number | null =>
  typeof value === 'number' ? msOf(value < 1e11 ? value * 1000 : value) : null;
