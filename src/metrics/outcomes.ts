import type { Project } from '../store/project.ts';
import type { ExecutionRecord } from './contract.ts';
import { listAgents } from './places.ts';
import { readRecords } from './read.ts';

/** The records of all agents by session id: what hooks, callers, collectors or a sync told of each session. */
export function readOutcomes(project: Project): Map<string, ExecutionRecord> {
  const found = new Map<string, ExecutionRecord>();
  for (const agent of listAgents(project)) {
    for (const record of readRecords(project, agent).records) {
      const known = record.session_id ? found.get(record.session_id) : undefined;
      // Of several the one that knows how it went.
      if (record.session_id && (known?.success ?? null) === null) found.set(record.session_id, record);
    }
  }
  return found;
}
