import type { Ctx } from '../lib/context.ts';
import { isoTime } from '../lib/time.ts';
import type { Change } from '../store/changes.ts';
import { renderTemplate } from '../store/docs/templates.ts';
import { statFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { memoryPath, readMemoryBytes } from './file.ts';

/** The day of a time, UTC. */
export const dayOf = (ctx: Pick<Ctx, 'now'>): string => isoTime(ctx.now()).slice(0, 10);

/** A new memory file from `memory.md.hbs`. */
export const newMemory = (project: Project, ctx: Ctx, agent: string): string =>
  renderTemplate(project, ctx, 'memory.md.hbs', { agent, date: dayOf(ctx) });

/**
 * What `memory init` writes: the memory file, and the metrics folder with a file that keeps it in git. Nothing that
 * exists is touched.
 */
export function planMemory(project: Project, ctx: Ctx, agent: string, metrics: boolean): Change[] {
  const changes: Change[] = [];
  if (readMemoryBytes(project, agent) === null) {
    changes.push({ kind: 'write', path: memoryPath(agent), text: newMemory(project, ctx, agent) });
  }
  const folder = `.kaizen/metrics/${agent}`;
  if (metrics && !statFile(`${project.root}/${folder}`)) {
    changes.push({ kind: 'write', path: `${folder}/.gitkeep`, text: '' });
  }
  return changes;
}
