import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { statFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import { findProgram } from './find-program.ts';

/** Why Claude Code seems to be in use here, in words; null where nothing speaks for it. */
export function detectClaude(project: Project, ctx: Ctx): string | null {
  if (statFile(join(project.root, '.claude'))?.isDirectory) return 'there is a folder .claude';
  if (statFile(join(project.root, 'CLAUDE.md'))) return 'there is a CLAUDE.md';
  if (findProgram(ctx, 'claude')) return 'claude is on your PATH';
  if (ctx.home && statFile(join(ctx.home, '.claude'))?.isDirectory) return 'there is a folder ~/.claude';
  return null;
}
