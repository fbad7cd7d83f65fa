import type { SessionFact } from '../session-event.ts';
import { type Fields, fieldsIn, textOf } from '../values.ts';

/** What `session_meta` tells at the start; a later one, of a resumed session, tells only the version. */
export function headOf(session: string, at: number | null, meta: Fields, again: boolean): SessionFact {
  const git = fieldsIn(meta.git);
  const start = again
    ? {}
    : {
        agent: agentOf(meta),
        cwd: textOf(meta.cwd),
        branch: textOf(git.branch),
        commit: textOf(git.commit_hash),
        repository: textOf(git.repository_url),
      };
  const told = Object.entries({ ...start, harness_version: textOf(meta.cli_version) });
  return {
    ...{ kind: 'session', session, at },
    ...(again ? {} : { parent: parentOf(meta) }),
    ...Object.fromEntries(told.filter(([, value]) => value !== null)),
  };
}

/** Id of the session that spawned this one; a fork by a person has none. */
export const parentOf = (meta: Fields): string | null =>
  textOf(meta.parent_thread_id) ?? textOf(spawnOf(meta).parent_thread_id);

/** `source` is a word, or of a subagent `{subagent: "review"}` or `{subagent: {thread_spawn: {…}}}`. */
export const isSubagent = (meta: Fields): boolean =>
  parentOf(meta) !== null || meta.thread_source === 'subagent' || fieldsIn(meta.source).subagent !== undefined;

/** The role is what was asked for (`explorer`, `review`); nicknames are drawn anew for each. */
function agentOf(meta: Fields): string | null {
  if (!isSubagent(meta)) return null;
  const spawn = spawnOf(meta);
  return (
    textOf(spawn.agent_role) ??
    textOf(meta.agent_role) ??
    textOf(fieldsIn(meta.source).subagent) ??
    textOf(spawn.agent_nickname) ??
    textOf(meta.agent_nickname)
  );
}

const spawnOf = (meta: Fields): Fields => fieldsIn(fieldsIn(fieldsIn(meta.source).subagent).thread_spawn);
