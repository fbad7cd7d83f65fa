import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { statFile } from '../store/files.ts';
import { loadChunk } from '../store/load-chunk.ts';
import type { Project } from '../store/project.ts';

/** The engine of records, which parses YAML, as its own chunk. */
export const loadSessionStart = (ctx: Pick<Ctx, 'dist'>): typeof import('./session-start.ts') =>
  loadChunk(ctx, 'session-start');

/** Whether there may be a lesson to cite; else the chunk need not be loaded. */
export const hasLessons = (project: Project): boolean =>
  ['learned', 'learning'].some((kind) => statFile(join(project.kaizen, 'records', kind)) !== null);
