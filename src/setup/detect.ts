import { join } from 'node:path';
import type { HookSetup } from '../harnesses/hook-setup.ts';
import { SETUPS } from '../harnesses/setups.ts';
import type { Ctx } from '../lib/context.ts';
import { statFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { findProgram } from './find-program.ts';

export interface Detected {
  /** Tools to set up: those with a trace in the project; where there is none, those that the user has. */
  used: HookSetup[];
  /** Tools that the user has, without a trace in the project. */
  beside: HookSetup[];
}

/** The coding tools that seem to be in use here, by their files in the project, their programs and the user's folders. */
export function detectHarnesses(project: Project, ctx: Ctx): Detected {
  const there = (folder: string | null, path: string): boolean =>
    folder !== null && statFile(join(folder, path)) !== null;
  const inProject = SETUPS.filter(({ traces }) => traces.project.some((path) => there(project.root, path)));
  const ofUser = SETUPS.filter(
    (setup) =>
      !inProject.includes(setup) &&
      (findProgram(ctx, setup.traces.program) !== null || setup.traces.home.some((path) => there(ctx.home, path))),
  );
  return inProject.length > 0 ? { used: inProject, beside: ofUser } : { used: ofUser, beside: [] };
}
