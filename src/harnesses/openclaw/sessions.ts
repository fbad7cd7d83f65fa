import { basename, dirname, join } from 'node:path';
import { listFolder, statFile } from '../../store/files.ts';
import { findFiles } from '../../store/find-files.ts';
import { headOf } from '../../store/log/lines-of.ts';
import type { Source } from '../transcripts.ts';
import { fieldsOf, nameOf, parseJson } from '../values.ts';
import type { Owner } from './events.ts';

const LIVE = /^(?!.*\.trajectory\.jsonl$).+\.jsonl$/;
/** What stays of a session that was deleted, reset or saved: a copy while the live file stands, else all there is. */
const COPY = /\.jsonl\.(deleted|reset|bak|full\.bak)\b/;
/** First line of pi's session format. */
const HEADER = /^\{"type":"session",(?=[^\n]*"id":)(?=[^\n]*"timestamp":)/;

export const isSessionFile = (path: string, head: string): boolean =>
  (LIVE.test(basename(path)) || COPY.test(basename(path))) && HEADER.test(head);

/** Sources below a folder, one for each session: a copy only where nothing newer stands. */
export function discoverIn(path: string): Source[] {
  const files = findFiles(path, (name) => LIVE.test(name) || COPY.test(name)).filter((file) =>
    isSessionFile(file, headOf(file)),
  );
  const best = new Map<string, string>();
  for (const file of files) {
    const key = join(dirname(file), idOf(file));
    const other = best.get(key);
    if (other === undefined || rank(file) > rank(other)) best.set(key, file);
  }
  return [...best.values()].sort().map((file) => ({ harness: 'openclaw', files: [file] }));
}

/** The live file first, then the copy with the greatest time in its name. */
const rank = (file: string): string => (COPY.test(file) ? basename(file) : '~');

/** The session's own id in the first line; else the file's name. */
function idOf(file: string): string {
  const first = headOf(file).split('\n', 1)[0]!;
  return nameOf(fieldsOf(parseJson(first))?.id) ?? basename(file).replace(/\.jsonl.*$/, '');
}

/**
 * Who a file's session is: `agents/<agent>/sessions/<id>.jsonl`. Agents are told apart by their names where two of them
 * have a session of one id; `main` keeps the plain one.
 */
export function ownerOf(file: string): Owner {
  const id = idOf(file);
  const sessions = dirname(file);
  const [agent, agents] = [basename(dirname(sessions)), dirname(dirname(sessions))];
  if (basename(sessions) !== 'sessions' || basename(agents) !== 'agents') return { session: id, agent: null };
  if (agent === 'main') return { session: id, agent: null };
  const shared = others(agents, agent).some((other) => statFile(join(agents, other, 'sessions', `${id}.jsonl`)));
  return { session: shared ? `${agent}.${id}` : id, agent };
}

function others(agents: string, agent: string): string[] {
  try {
    return listFolder(agents).filter((name) => name !== agent);
  } catch {
    return [];
  }
}
