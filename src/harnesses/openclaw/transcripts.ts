import { join } from 'node:path';
import type { Surroundings, Transcripts } from '../transcripts.ts';
import { fileEvents } from './events.ts';
import { discoverIn, isSessionFile, ownerOf } from './sessions.ts';

function places({ env, home }: Surroundings): string[] {
  const named = [env.OPENCLAW_STATE_DIR, env.OPENCLAW_HOME && join(env.OPENCLAW_HOME, '.openclaw')];
  const folders = [
    ...named.filter((folder) => folder !== undefined && folder !== ''),
    // The names that the program had before.
    ...(home === null ? [] : ['.openclaw', '.clawdbot', '.moltbot'].map((name) => join(home, name))),
  ] as string[];
  // Beside the agents stand credentials and the user's own files.
  return folders.map((folder) => join(folder, 'agents'));
}

const transcripts: Transcripts = {
  name: 'openclaw',
  title: 'OpenClaw',
  places,
  discover: discoverIn,
  recognise: isSessionFile,
  *read({ files: [path] }, tally) {
    if (path !== undefined) yield* fileEvents(path, ownerOf(path), tally);
  },
};
export default transcripts;
