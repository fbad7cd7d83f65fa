import type { Project } from '../../store/project.ts';
import type { ExecutionRecord } from '../contract.ts';
import { listAgents, recordFiles } from '../places.ts';
import { recordsIn } from './read.ts';

/** The records of all agents. @param projects worktrees of one repository: what stands in several of them is one record */
export function allRecords(projects: readonly Project[]): ExecutionRecord[] {
  const agents = new Set(projects.flatMap(listAgents));
  return [...agents].sort().flatMap(
    (agent) =>
      recordsIn(
        projects.flatMap((project) => recordFiles(project, agent)),
        agent,
      ).records,
  );
}

/** By session id, what hooks, callers, collectors or a sync told of it; of several records the one that knows how it went. */
export function outcomesOf(records: readonly ExecutionRecord[]): Map<string, ExecutionRecord> {
  const sessions = new Map<string, ExecutionRecord>();
  for (const record of records) {
    if (record.session_id && (sessions.get(record.session_id)?.success ?? null) === null)
      sessions.set(record.session_id, record);
  }
  return sessions;
}
