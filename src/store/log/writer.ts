import { join } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { sha256 } from '../../lib/sha256.ts';
import { createFile, listFolder, readText } from '../files.ts';
import { readHead } from '../git/head.ts';
import type { Project } from '../project.ts';

const WRITER = /^[0-9a-f]{8}$/;

/**
 * This clone's name in team mode: eight random hex digits, the same in all its worktrees. It stands in the common git
 * folder, which is never cloned or committed; without git in `.kaizen/local`.
 */
export function writerName(project: Project, ctx: Pick<Ctx, 'random'>): string {
  const path = join(project.commonDir ?? project.local, 'kaizen-writer');
  const known = readText(path)?.trim();
  if (known && WRITER.test(known)) return known;
  createFile(path, `${ctx.random(4)}\n`, project.commonDir ?? project.local);
  return readText(path)!.trim();
}

/**
 * The file of a log to which this clone appends now: `<name>.jsonl`, or in team mode a segment named after the writer,
 * branch and HEAD. After a commit HEAD is another, so a segment that was committed is never appended to again and pull
 * requests cannot conflict, squashed ones included.
 *
 * @param folder absolute
 */
export function writeTarget(
  project: Project,
  ctx: Pick<Ctx, 'random'>,
  folder: string,
  name: string,
  writer: 'single' | 'auto',
): string {
  if (writer === 'single') return join(folder, `${name}.jsonl`);
  const { branch, commit } = readHead(project);
  const at = sha256(`${branch ?? ''}\n${commit ?? ''}`).slice(0, 8);
  return join(folder, `${name}.${writerName(project, ctx)}-${at}.jsonl`);
}

/** The segments of a log that this clone wrote: pruning may rewrite these only. */
export function ownSegments(project: Project, ctx: Pick<Ctx, 'random'>, folder: string, name: string): string[] {
  const start = `${name}.${writerName(project, ctx)}-`;
  return listFolder(folder)
    .filter((file) => file.startsWith(start) && file.endsWith('.jsonl'))
    .map((file) => join(folder, file));
}
