import { count } from '../../lib/count.ts';
import { agentsWithMemory, memoryPath, readMemoryFile } from '../../memory/file.ts';
import { readMemory } from '../../memory/sections.ts';
import type { Project } from '../../store/project.ts';
import { type Check, type Finding, findings, wrong } from './contract.ts';

/** Not the line between: it may underline a heading. */
const MARKER = /^(<{7}|>{7})(\s|$)/;

function checkMemory(project: Project, agent: string): Finding[] {
  const { lines } = readMemory(readMemoryFile(project, agent) ?? '');
  const markers = lines.filter(({ kind, text }) => kind !== 'aside' && MARKER.test(text)).length;
  if (markers === 0) return [];
  const path = memoryPath(agent);
  return [
    wrong(
      `${path} holds ${count(markers, 'line')} of a merge conflict: keep the entries of both sides, each under its heading.`,
      `grep -nE '^(<<<<<<<|=======|>>>>>>>)' ${path}`,
    ),
  ];
}

export const memories: Check = {
  id: 'memories',
  title: 'memories hold no merge conflict',
  run: (project) => findings(() => agentsWithMemory(project).flatMap((agent) => checkMemory(project, agent))),
};
