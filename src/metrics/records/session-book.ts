import { basename, dirname } from 'node:path';
import { statFile } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';
import type { ExecutionRecord } from '../contract.ts';
import { listAgents, recordFiles } from '../places.ts';
import { fold } from './fold.ts';
import { sessionId } from './identity.ts';
import { readLog, timeOf } from './read.ts';

/** The record of a session under one agent. */
export interface Kept {
  record: ExecutionRecord;
  /** What those who were there told (a hook, a sweep of its notes, `ka run`); null where none was. */
  seen: ExecutionRecord | null;
  /** Who named the agent: `ka run`, a hook, a caller, or a sync from the transcript. */
  named: 'run' | 'hook' | 'caller' | 'sync';
  /** Nobody but harnesses wrote it, so that it can be made anew under another agent. */
  derived: boolean;
}

const BELIEVED = ['sync', 'caller', 'hook', 'run'] as const;

/** Whether a record of a session is to give way: nobody's word stands in it, and another agent was named by one who knows better. */
export const isOutdone = (other: Kept, named: Kept['named']): boolean =>
  other.derived && BELIEVED.indexOf(other.named) < BELIEVED.indexOf(named);

/** What the logs of all agents hold of sessions. */
export interface SessionBook {
  /** Its records, that under the agent that is believed first. */
  of(session: string): readonly Kept[];
  /** A record of it was withdrawn, and none is left. */
  isWithdrawn(session: string): boolean;
}

/** The state of all logs of executions, by which a change shows. */
export const recordsState = (project: Project): string =>
  listAgents(project)
    .flatMap((agent) => recordFiles(project, agent).map((path) => ({ path, stat: statFile(path) })))
    .map(({ path, stat }) => `${basename(dirname(path))}/${basename(path)} ${stat?.size} ${stat?.mtimeMs} ${stat?.ino}`)
    .join('\n');

const SEEN: ReadonlySet<string> = new Set(['run', 'hook', 'sweep']);
const HARNESS: ReadonlySet<string> = new Set([...SEEN, 'sync']);
function keptOf(lines: readonly ExecutionRecord[]): Kept {
  const seen = lines.filter(({ source }) => SEEN.has(source));
  const sources = new Set<string>(lines.map(({ source }) => source));
  const derived = [...sources].every((source) => HARNESS.has(source));
  const named = sources.has('run') ? 'run' : seen.length > 0 ? 'hook' : derived ? 'sync' : 'caller';
  return { record: fold(lines), seen: seen.length === 0 ? null : fold(seen), named, derived };
}

/** An agent named by who knows best first; `unnamed` last among equals. */
const byBelief = (a: Kept, b: Kept): number =>
  BELIEVED.indexOf(b.named) - BELIEVED.indexOf(a.named) ||
  Number(a.record.agent === 'unnamed') - Number(b.record.agent === 'unnamed') ||
  (a.record.agent < b.record.agent ? -1 : 1);

/** Reads the logs of all agents once. */
export function readSessionBook(project: Project): SessionBook {
  const sessions = new Map<string, ExecutionRecord[][]>();
  const voided = new Set<string>();
  const agents = listAgents(project);
  for (const agent of agents) {
    const log = readLog(recordFiles(project, agent), agent);
    for (const id of log.voided.keys()) voided.add(id);
    for (const lines of log.lines.values()) {
      const session = lines.find(({ session_id }) => session_id != null)?.session_id;
      if (!session || (log.cut !== null && timeOf(lines) < log.cut)) continue;
      sessions.set(session, [...(sessions.get(session) ?? []), lines]);
    }
  }
  const of = (session: string): Kept[] => (sessions.get(session) ?? []).map(keptOf).sort(byBelief);
  const isWithdrawn = (session: string): boolean =>
    voided.size > 0 && !sessions.has(session) && agents.some((agent) => voided.has(sessionId(agent, session)));
  return { of, isWithdrawn };
}
