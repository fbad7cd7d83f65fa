import { join } from 'node:path';
import { statFile } from '../../store/files.ts';
import { prepareSqlite } from '../../store/sqlite/sqlite.ts';
import type { SessionEvent } from '../session-event.ts';
import type { Surroundings, Tally, Transcripts } from '../transcripts.ts';
import { msOf } from '../values.ts';
import { lineEvents } from './agent-lines.ts';
import { textEvents } from './agent-text.ts';
import { composerEvents } from './composers.ts';
import { discoverIn, isOurs, isState, ownerOf } from './sources.ts';

function places({ env, home, platform }: Surroundings): string[] {
  const config =
    platform === 'win32'
      ? env.APPDATA
      : platform === 'darwin'
        ? home && join(home, 'Library', 'Application Support')
        : (env.XDG_CONFIG_HOME ?? (home && join(home, '.config')));
  return [
    ...(home === null ? [] : [join(home, '.cursor', 'projects')]),
    ...(config ? [join(config, 'Cursor', 'User', 'globalStorage')] : []),
  ];
}

function* transcriptEvents(path: string, tally: Tally): Generator<SessionEvent> {
  const owner = ownerOf(path);
  const { session, parent, isChild } = owner;
  const { start, end } = fileTimes(path);
  const named = isChild ? { agent: 'subagent' } : {};
  yield { kind: 'session', session, at: start, parent, ...named, flags: ['inexact_times'] };
  yield* path.endsWith('.txt') ? textEvents(path, owner, tally) : lineEvents(path, owner, tally);
  yield { kind: 'session', session, at: end };
}

/** When a file was made and last written: all that tells of time. A copy was made after it was written. */
function fileTimes(path: string): { start: number | null; end: number | null } {
  try {
    const stat = statFile(path);
    const end = msOf(stat?.mtimeMs);
    const made = msOf(stat?.birthtimeMs);
    return { start: made !== null && end !== null && made <= end ? made : end, end };
  } catch {
    return { start: null, end: null };
  }
}

const transcripts: Transcripts = {
  name: 'cursor',
  title: 'Cursor',
  places,
  discover: discoverIn,
  recognise: isOurs,
  prepare: async ({ files: [path = ''] }) => {
    if (isState(path)) await prepareSqlite();
  },
  *read({ files }, tally) {
    for (const path of files) {
      if (isState(path)) yield* composerEvents(path, tally);
      else if (!path.endsWith('-wal')) yield* transcriptEvents(path, tally);
    }
  },
};
export default transcripts;
