/** The tables of other tools' databases, with the columns that are read and some that must not be. */

export const OPENCODE = [
  'CREATE TABLE session (id TEXT PRIMARY KEY, parent_id TEXT, directory TEXT, version TEXT, agent TEXT, time_created INTEGER, tokens_input INTEGER DEFAULT 999999)',
  'CREATE TABLE message (id TEXT PRIMARY KEY, session_id TEXT, time_created INTEGER, time_updated INTEGER, data TEXT)',
  'CREATE TABLE part (id TEXT PRIMARY KEY, message_id TEXT, session_id TEXT, time_created INTEGER, data TEXT)',
];

export const GOOSE = [
  `CREATE TABLE sessions (id TEXT PRIMARY KEY, session_type TEXT DEFAULT 'user', working_dir TEXT, created_at TEXT DEFAULT '2026-07-25 20:00:00', input_tokens INTEGER DEFAULT 999, output_tokens INTEGER DEFAULT 999, accumulated_total_tokens INTEGER, accumulated_input_tokens INTEGER, accumulated_output_tokens INTEGER, accumulated_cache_read_tokens INTEGER, accumulated_cache_write_tokens INTEGER, accumulated_cost REAL, model_config_json TEXT DEFAULT '{"model_name":"gpt-5"}', parent_session_id TEXT)`,
  'CREATE TABLE messages (id INTEGER PRIMARY KEY, message_id TEXT, session_id TEXT, role TEXT, content_json TEXT, created_timestamp INTEGER, metadata_json TEXT)',
];

export const GOOSE_LEDGER =
  'CREATE TABLE usage_ledger (id INTEGER PRIMARY KEY, session_id TEXT, created_timestamp INTEGER, model TEXT, input_tokens INTEGER, output_tokens INTEGER, total_tokens INTEGER, cache_read_tokens INTEGER, cache_write_tokens INTEGER, cost REAL, cost_source TEXT, is_compaction INTEGER DEFAULT 0)';
