import { basename, join } from 'node:path';
import { headOf } from '../../store/log/lines-of.ts';
import { prepareSqlite } from '../../store/sqlite/sqlite.ts';
import { idsIn } from '../ids-in.ts';
import type { SessionEvent } from '../session-event.ts';
import type { Source, Surroundings, Tally, Transcripts } from '../transcripts.ts';
import { conversationEvents } from './conversation.ts';
import { databaseConversations } from './database.ts';
import { discoverIn } from './discover.ts';
import { exportConversation, treeConversation } from './documents.ts';
import { databasesBeside, isDatabaseName, isTreeSession } from './tree.ts';

const SQLITE = 'SQLite format 3\0';
const EXPORT = /^\s*\{\s*"info"\s*:\s*\{\s*"id"\s*:\s*"ses_/;

function places({ env, home, platform }: Surroundings): string[] {
  const data = env.XDG_DATA_HOME ?? (home === null ? null : join(home, '.local', 'share'));
  const windows = platform === 'win32' ? [env.LOCALAPPDATA, env.APPDATA] : [];
  return [
    // A database of its own, and the folder of the data.
    ...[env.OPENCODE_DB, env.OPENCODE_DATA_DIR].filter((path) => path !== undefined && path !== ''),
    ...[data, ...windows].flatMap((folder) => (folder ? [join(folder, 'opencode')] : [])),
  ] as string[];
}

const isDatabase = (path: string): boolean => path.endsWith('.db');

function recognise(path: string, head: string): boolean {
  if (isDatabase(path)) return isDatabaseName(basename(path)) && head.startsWith(SQLITE);
  return isTreeSession(path) ? /"projectID"\s*:/.test(head) : EXPORT.test(head);
}

function* read({ files }: Source, tally: Tally): Generator<SessionEvent> {
  const path = files[0];
  if (path === undefined) return;
  if (isDatabase(path)) {
    for (const conversation of databaseConversations(path, tally)) yield* conversationEvents(conversation, tally);
    return;
  }
  // The tree stays behind as it was when its sessions were taken over into the database.
  if (
    isTreeSession(path) &&
    databasesBeside(path).some((database) => idsIn(database, 'session').has(basename(path, '.json')))
  )
    return;
  const conversation = isTreeSession(path) ? treeConversation(files, tally) : exportConversation(path, tally);
  if (conversation) yield* conversationEvents(conversation, tally);
}

const transcripts: Transcripts = {
  name: 'opencode',
  title: 'OpenCode',
  places,
  discover: (path) => discoverIn(path, (file) => recognise(file, headOf(file))),
  recognise,
  prepare: async ({ files: [path = ''] }) => {
    if (isDatabase(path) || (isTreeSession(path) && databasesBeside(path).length > 0)) await prepareSqlite();
  },
  read,
};
export default transcripts;
