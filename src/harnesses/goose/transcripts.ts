import { basename, dirname, join } from 'node:path';
import { statFile } from '../../store/files.ts';
import { findFiles } from '../../store/find-files.ts';
import { headOf } from '../../store/log/lines-of.ts';
import { prepareSqlite } from '../../store/sqlite/sqlite.ts';
import { idsIn } from '../ids-in.ts';
import type { SessionEvent } from '../session-event.ts';
import type { Source, Surroundings, Tally, Transcripts } from '../transcripts.ts';
import { withLogFile } from '../with-log-file.ts';
import { databaseEvents } from './database.ts';
import { fileEvents, isHeader } from './lines.ts';

const DATABASE = 'sessions.db';

function places({ env, home, platform }: Surroundings): string[] {
  const data = env.XDG_DATA_HOME ?? (home === null ? null : join(home, '.local', 'share'));
  const folders = [
    env.GOOSE_PATH_ROOT ? join(env.GOOSE_PATH_ROOT, 'data') : null,
    platform === 'win32' && env.APPDATA ? join(env.APPDATA, 'Block', 'goose', 'data') : null,
    data ? join(data, 'goose') : null,
    platform === 'darwin' && home !== null ? join(home, 'Library', 'Application Support', 'Block', 'goose') : null,
  ];
  return folders.flatMap((folder) => (folder === null ? [] : [join(folder, 'sessions')]));
}

const isDatabase = (path: string): boolean => basename(path) === DATABASE;

function recognise(path: string, head: string): boolean {
  return isDatabase(path) ? head.startsWith('SQLite format 3\0') : path.endsWith('.jsonl') && isHeader(head);
}

const discover = (path: string): Source[] =>
  findFiles(path, (name) => name === DATABASE || name.endsWith('.jsonl'))
    .filter((file) => recognise(file, headOf(file)))
    .map((file) =>
      isDatabase(file)
        ? { harness: 'goose', files: withLogFile(file), many: true }
        : { harness: 'goose', files: [file] },
    );

function* read({ files }: Source, tally: Tally): Generator<SessionEvent> {
  const path = files[0];
  if (path === undefined) return;
  if (isDatabase(path)) yield* databaseEvents(path, tally);
  // The files stay behind as they were when the database took them over.
  else if (!idsIn(databaseBeside(path), 'sessions').has(basename(path, '.jsonl'))) yield* fileEvents(path, tally);
}

const databaseBeside = (path: string): string => join(dirname(path), DATABASE);

const transcripts: Transcripts = {
  name: 'goose',
  title: 'Goose',
  places,
  discover,
  recognise,
  prepare: async ({ files: [path = ''] }) => {
    if (isDatabase(path) || statFile(databaseBeside(path))) await prepareSqlite();
  },
  read,
};
export default transcripts;
