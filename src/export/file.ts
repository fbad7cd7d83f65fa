import { dirname, join, resolve } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { makeFolder, replaceFile } from '../store/files.ts';
import type { Project } from '../store/project.ts';
import type { ExportItem } from './item.ts';

/** Items as JSON Lines: `kind`, then the digest or the record as it stands in its log. The same items give the same bytes. */
export const linesOfItems = (items: readonly ExportItem[]): string =>
  items.map(({ kind, body, repo }) => `${JSON.stringify({ kind, ...body, repo })}\n`).join('');

/** Writes them to a file that a user named, whole or not at all. @returns its absolute path */
export function writeItems(project: Project, ctx: Ctx, path: string, text: string): string {
  const file = resolve(ctx.cwd, path);
  makeFolder(dirname(file));
  replaceFile(file, text, join(project.local, 'tmp'));
  return file;
}
