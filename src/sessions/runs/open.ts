import { join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { sha256 } from '../../lib/sha256.ts';
import { listFolder, readJson, removeFile } from '../../store/files.ts';
import { inMainWorktree, type Project } from '../../store/project.ts';
import { placeFile } from '../../store/quick-file.ts';

/** What is known of a run while it goes on: `.kaizen/local/open/<session>/<run>.json`. */
export interface OpenRun {
  harness: string;
  agent: string;
  /** The harness's session. */
  session: string;
  /** Null: the session's own run. */
  agent_id: string | null;
  transcript: string | null;
  started: string;
  /** Time of the last event. */
  updated: string;
  /** The harness's process (`store/process/process-tree.ts`). */
  caller: string | null;
  git: { start: string | null; end: string | null; branch: string | null };
  definition: string | null;
  /** Arms of alternating experiments, assigned when it began. */
  arms?: Record<string, string>;
  /** Its end was seen and its record written. */
  ended: boolean;
  /** Bytes of the transcript that its record covers. */
  covered: number;
}

/** The id of a run in records: `<session>`, or `<session>/<agent_id>` of a subagent. */
export const runId = (run: Pick<OpenRun, 'session' | 'agent_id'>): string =>
  run.agent_id === null ? run.session : `${run.session}/${run.agent_id}`;

/** An id of a harness as one path segment. */
const segment = (id: string): string =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(id) ? id : `h-${sha256(id).slice(0, 40)}`;

const openFolder = (project: Project): string => join(project.local, 'open');

/** The folder of a session's notes and cursors. */
export const sessionFolder = (project: Project, session: string): string => join(openFolder(project), segment(session));

/** A run's file in it; cursors stand beside the note. */
export const runFile = (project: Project, run: Pick<OpenRun, 'session' | 'agent_id'>, ending: string): string =>
  join(
    sessionFolder(project, run.session),
    `${run.agent_id === null ? 'main' : `agent-${segment(run.agent_id)}`}.${ending}`,
  );

export const readRunNote = (project: Project, session: string, agentId: string | null): OpenRun | null =>
  checked(readJson<OpenRun>(runFile(project, { session, agent_id: agentId }, 'json')));

/** A note that was cut short or edited counts as missing. */
const checked = (note: OpenRun | null): OpenRun | null =>
  note && typeof note.session === 'string' && typeof note.agent === 'string' && typeof note.git === 'object'
    ? note
    : null;

export function writeRunNote(project: Project, ctx: Ctx, run: OpenRun): void {
  placeFile(runFile(project, run, 'json'), `${JSON.stringify(run)}\n`, ctx.pid);
}

/** The notes of one session, its own run first. */
export function listRuns(project: Project, session: string): OpenRun[] {
  return notesIn(sessionFolder(project, session));
}

function notesIn(folder: string): OpenRun[] {
  return listFolder(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => checked(readJson<OpenRun>(join(folder, name))))
    .filter((note) => note !== null)
    .sort((a, b) => Number(a.agent_id !== null) - Number(b.agent_id !== null));
}

/** The notes of all sessions, by folder. */
export function* listSessions(project: Project): Generator<{ folder: string; runs: OpenRun[] }> {
  for (const name of listFolder(openFolder(project))) {
    const folder = join(openFolder(project), name);
    yield { folder, runs: notesIn(folder) };
  }
}

/** Forgets a session: its notes and cursors. */
export function forgetSession(folder: string): void {
  for (const name of listFolder(folder)) removeFile(join(folder, name));
  removeFile(folder);
}

/**
 * The run that a record made inside a session belongs to (design.md 3.1): the one open run of that agent, else its only
 * ended one. `several`: it cannot be told which; `none`: no run of that agent is known.
 */
export function findOpenRun(
  project: Project,
  session: string,
  agent: string,
): { kind: 'one' | 'ended' | 'several' | 'none'; sessionId: string | null } {
  const runs = listRuns(inMainWorktree(project), session).filter((run) => run.agent === agent);
  const open = runs.filter((run) => !run.ended);
  if (open.length > 1) return { kind: 'several', sessionId: null };
  if (open.length === 1) return { kind: 'one', sessionId: runId(open[0]!) };
  return runs.length === 1 ? { kind: 'ended', sessionId: runId(runs[0]!) } : { kind: 'none', sessionId: null };
}
