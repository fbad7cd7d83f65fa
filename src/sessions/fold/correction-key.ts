import { join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { createFile, readText } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';

/**
 * The key under which corrections are hashed: random, the same in all work trees of a clone, in the common git folder, which
 * is never cloned or committed; without git in `.kaizen/local`. Null where none can be kept: then nothing is hashed.
 */
export function correctionKey(project: Project, ctx: Ctx): string | null {
  const folder = project.commonDir ?? project.local;
  const path = join(folder, 'kaizen-correction-key');
  try {
    const known = readText(path)?.trim();
    if (known) return known;
    const key = ctx.random(16);
    if (ctx.dryRun) return key;
    createFile(path, `${key}\n`, folder);
    return readText(path)?.trim() ?? null;
  } catch {
    return null;
  }
}
