import { join } from 'node:path';
import type { AgentFormat } from '../harnesses/agent-format.ts';
import { AGENT_FORMATS } from '../harnesses/agent-formats.ts';
import { CLAUDE_AGENTS } from '../harnesses/claude/agent-file.ts';
import { namesKa } from '../harnesses/hook-line.ts';
import type { HookSetup } from '../harnesses/hook-setup.ts';
import { SETUPS } from '../harnesses/setups.ts';
import { KaError } from '../lib/errors.ts';
import { readText, resolveInside, statFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';

/** A file of the project; null where there is none, it cannot be read, or its link leaves the project. */
function readInside(project: Project, path: string): string | null {
  try {
    return readText(resolveInside(project.root, path));
  } catch (error) {
    if (error instanceof KaError) return null;
    throw error;
  }
}

/** Whether one of a tool's files names ka: `ka init` set the tool up. */
const isSetUp = (project: Project, { name, shared, personal }: HookSetup): boolean =>
  [...shared, ...(personal ?? [])].some(({ path }) => {
    const text = readInside(project, path);
    return text !== null && namesKa(text, name);
  });

/** The formats that new agents are also written in: of the tools that `ka init` set up, and Claude Code's where it has a folder. */
export function usedFormats(project: Project): AgentFormat[] {
  return AGENT_FORMATS.filter(({ name }) => {
    if (name === 'claude' && statFile(join(project.root, CLAUDE_AGENTS))?.isDirectory) return true;
    const setup = SETUPS.find((one) => one.name === name);
    return setup !== undefined && isSetUp(project, setup);
  });
}
