import { join } from 'node:path';
import { listFolder, statFile } from '../store/files.ts';
import { refuseLink } from '../store/inside.ts';
import { logFiles } from '../store/log/log.ts';
import { checkName } from '../store/names.ts';
import type { Project } from '../store/project.ts';

/** The name of the log of executions, without its ending. */
export const LOG = 'executions';

/** `.kaizen/metrics`, absolute. */
export const metricsFolder = (project: Project): string => join(project.kaizen, 'metrics');
/** @throws KaError `outside-project` for a link that leaves the project */
export function agentFolder(project: Project, agent: string): string {
  const folder = join(project.kaizen, 'metrics', agent);
  refuseLink(project.root, folder);
  return folder;
}
export const summaryFile = (project: Project, agent: string): string =>
  join(agentFolder(project, agent), 'summary.json');
export const recordFiles = (project: Project, agent: string): string[] => logFiles(agentFolder(project, agent), LOG);
/** One lock covers append, summary, healing and pruning of one agent's log. */
export const lockFile = (project: Project, agent: string): string =>
  join(project.local, 'locks', `${LOG}.${agent}.lock`);
export const tmpFolder = (project: Project): string => join(project.local, 'tmp');

const isAgent = (name: string): boolean => {
  try {
    return checkName(name) === name;
  } catch {
    return false;
  }
};

/** Agents that have records, by name. */
export const listAgents = (project: Project): string[] =>
  listFolder(metricsFolder(project)).filter((name) => isAgent(name) && recordFiles(project, name).length > 0);

/** Agents whose summary outlived their log: a branch or a person took it away. */
export const listLost = (project: Project): string[] =>
  listFolder(metricsFolder(project)).filter(
    (name) => isAgent(name) && recordFiles(project, name).length === 0 && statFile(summaryFile(project, name)) !== null,
  );

/** Names are unique ignoring case: the spelling under which an agent's records already lie; null if it has none. */
export function spellingOf(project: Project, agent: string): string | null {
  const names = listFolder(metricsFolder(project));
  if (names.includes(agent)) return agent;
  const lower = agent.toLowerCase();
  return names.find((name) => name.toLowerCase() === lower && isAgent(name)) ?? null;
}
