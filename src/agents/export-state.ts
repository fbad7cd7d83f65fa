import { readMark } from '../harnesses/mark.ts';
import { readText, resolveInside } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import type { AgentFile } from './contract.ts';

/** How an exported file stands to its definition: as it is now, as it was once, or changed by hand. */
export type ExportState = 'current' | 'stale' | 'edited';

function stateOf(project: Project, files: readonly AgentFile[], exported: AgentFile): ExportState {
  const mark = readMark(readText(resolveInside(project.root, exported.path)) ?? '');
  if (!mark || mark.edited) return 'edited';
  const source = files.find(({ path }) => path === mark.source);
  return source?.hash === mark.sourceHash ? 'current' : 'stale';
}

/** The state of each export, by the name of its agent. */
export const exportStates = (project: Project, files: readonly AgentFile[]): Map<string, ExportState> =>
  new Map(
    files.filter((file) => file.exported).map((file) => [file.definition.name, stateOf(project, files, file)] as const),
  );
