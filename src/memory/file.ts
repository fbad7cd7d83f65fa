import { KaError } from '../lib/errors.ts';
import { listFolder, readBytes, readText, resolveInside, statFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';

/** Relative to the project root. */
export const memoryPath = (agent: string): string => `.kaizen/agents/${agent}/memory.md`;

/** The memory file as it stands; null if there is none. */
export const readMemoryFile = (project: Project, agent: string): string | null =>
  readText(resolveInside(project.root, memoryPath(agent)));

/** The same where it must be there. @throws KaError `no-memory` */
export function needMemory(project: Project, agent: string): string {
  const text = readMemoryFile(project, agent);
  if (text !== null) return text;
  throw new KaError('no-memory', `${memoryPath(agent)} does not exist.`, `ka memory init ${agent}`);
}

/**
 * A text with every byte, a byte order mark included; null if there is no such file.
 *
 * @param name as it is told
 * @throws KaError `bad-encoding` for what is not UTF-8: writing it back would change it
 */
export function exactText(file: string, name: string): string | null {
  const bytes = readBytes(file);
  const text = bytes?.toString('utf8') ?? null;
  if (bytes && text !== null && !Buffer.from(text, 'utf8').equals(bytes)) {
    throw new KaError('bad-encoding', `${name} is not in UTF-8, so nothing can be added to it.`);
  }
  return text;
}

/** The memory file for an edit that keeps every byte; null if there is none. @throws KaError `bad-encoding` */
export const readMemoryBytes = (project: Project, agent: string): string | null =>
  exactText(resolveInside(project.root, memoryPath(agent)), memoryPath(agent));

/** Names of the agents that have a memory file, sorted. */
export const agentsWithMemory = (project: Project): string[] =>
  listFolder(resolveInside(project.root, '.kaizen/agents')).filter(
    (name) => statFile(resolveInside(project.root, memoryPath(name)))?.isFile,
  );
