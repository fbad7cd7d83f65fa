import { basename, dirname, join } from 'node:path';
import { findFiles } from '../../store/find-files.ts';
import { headOf } from '../../store/log/lines-of.ts';
import type { Source, Surroundings } from '../transcripts.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** `$COPILOT_HOME`, else `~/.copilot`, on every system; the second folder is that of 2025. */
export function placesOf({ env, home }: Surroundings): string[] {
  const root = env.COPILOT_HOME || (home === null ? null : join(home, '.copilot'));
  return root === null ? [] : [join(root, 'session-state'), join(root, 'history-session-state')];
}

/** `<id>/events.jsonl`, or flat `<id>.jsonl`; of a session that has both, both are read. */
export function sourcesBelow(path: string): Source[] {
  const sessions = new Map<string, string[]>();
  for (const file of findFiles(path, (name) => name.endsWith('.jsonl'))) {
    if (!isEvents(file, headOf(file))) continue;
    const id = sessionOfName(file) ?? file;
    sessions.set(id, [...(sessions.get(id) ?? []), file]);
  }
  return [...sessions.values()].map((files) => ({ harness: 'copilot', files }));
}

/** Lines are `{"type":"session.start","data":{…},"id":…,"timestamp":…,"parentId":…}`. */
export function isEvents(_: string, head: string): boolean {
  const line = head.split('\n', 1)[0]!;
  return (
    /^\{"type":\s*"(session|user|assistant|tool|hook|system|permission|subagent|skill)\.\w+",\s*"data":\s*\{/.test(
      line,
    ) ||
    (/"type":\s*"session\.start"/.test(line) && /"copilotVersion":/.test(line))
  );
}

/** The session's id as its folder or file is called. */
export const sessionOfName = (path: string): string | undefined => {
  const name = basename(path) === 'events.jsonl' ? basename(dirname(path)) : basename(path, '.jsonl');
  return UUID.test(name) ? name : undefined;
};
