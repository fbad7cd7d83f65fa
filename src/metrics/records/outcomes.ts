import type { Project } from '../../store/project.ts';
import type { ExecutionRecord } from '../contract.ts';
import { listAgents } from '../places.ts';
import { readRecords } from './read.ts';

/** What the records of all agents tell of sessions. */
export interface Outcomes {
  /** By session id: what hooks, callers, collectors or a sync told of it. */
  sessions: Map<string, ExecutionRecord>;
  /** Records that belong to no session: made by hand. */
  loose: number;
}

export function readOutcomes(project: Project): Outcomes {
  const sessions = new Map<string, ExecutionRecord>();
  let loose = 0;
  for (const agent of listAgents(project)) {
    for (const record of readRecords(project, agent).records) {
      // Of several the one that knows how it went.
      if (!record.session_id) loose++;
      else if ((sessions.get(record.session_id)?.success ?? null) === null) sessions.set(record.session_id, record);
    }
  }
  return { sessions, loose };
}
