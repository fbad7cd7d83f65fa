import { dirname, join, resolve } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { makeFolder, replaceFile, statFile } from '../store/files.ts';
import { linesOf } from '../store/log/lines-of.ts';
import type { Project } from '../store/project.ts';
import { checkReplaceable } from '../store/replaceable.ts';
import type { ExportItem } from './item.ts';

/** Items as JSON Lines: `kind`, then the digest or the record as it stands in its log. The same items give the same bytes. */
export const linesOfItems = (items: readonly ExportItem[]): string =>
  items.map(({ kind, body, repo }) => `${JSON.stringify({ kind, ...body, repo })}\n`).join('');

/**
 * Where an export goes: what stands there is replaced only if an export wrote it, or if it is empty.
 *
 * @param path as a user typed it
 * @returns absolute
 * @throws KaError `bad-path` for what is no file, `file-exists` for one of somebody else
 */
export function fileForItems(ctx: Ctx, path: string): string {
  const file = resolve(ctx.cwd, path);
  const named = { path: file, typed: path, what: 'export', hint: 'ka export --to file --out sessions.jsonl' };
  checkReplaceable(named, () => {
    for (const line of linesOf(file)) return isItem(line ?? '');
    return false;
  });
  return file;
}

function isItem(line: string): boolean {
  try {
    const { kind, id, repo } = JSON.parse(line) as Record<string, unknown>;
    return (kind === 'session' || kind === 'execution') && typeof id === 'string' && repo !== undefined;
  } catch {
    return false;
  }
}

/** Writes them to a file that a user named, whole or not at all. Where nothing is set up, nothing but that file is made. */
export function writeItems(project: Project, file: string, text: string): void {
  makeFolder(dirname(file));
  replaceFile(file, text, statFile(project.kaizen) ? join(project.local, 'tmp') : dirname(file));
}
