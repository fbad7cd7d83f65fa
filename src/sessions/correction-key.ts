import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { createFile, readText } from '../store/files.ts';
import type { Project } from '../store/project.ts';

/** The key under which corrections are hashed: random, kept on this machine only. */
export function correctionKey(project: Project, ctx: Ctx): string {
  const path = join(project.local, 'correction-key');
  const known = readText(path)?.trim();
  if (known) return known;
  const key = ctx.random(16);
  if (ctx.dryRun) return key;
  createFile(path, `${key}\n`, join(project.local, 'tmp'));
  return readText(path)?.trim() ?? key;
}
