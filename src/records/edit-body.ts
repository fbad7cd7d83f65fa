import { join } from 'node:path';
import type { Ctx } from '../lib/context.ts';
import { KaError } from '../lib/errors.ts';
import { readText } from '../store/files.ts';
import { runThrough } from '../store/process/run-through.ts';
import { makeScratch, removeScratch, writeScratch } from '../store/scratch.ts';

/**
 * Lets the user write a text in their editor, as git does: `$VISUAL`, else `$EDITOR`, with its arguments.
 *
 * @param start what the file holds at first
 * @throws KaError `no-editor` if none is named or it fails; nothing was written then
 */
export async function editBody(ctx: Pick<Ctx, 'cwd' | 'env'>, start: string): Promise<string> {
  const editor = ctx.env.VISUAL || ctx.env.EDITOR;
  if (!editor)
    throw new KaError(
      'no-editor',
      '$EDITOR names no editor.',
      'EDITOR=vi ka record add task --edit --title "…" --summary "…"',
    );
  const folder = makeScratch('ka-edit-');
  try {
    const file = join(folder, 'body.md');
    writeScratch(file, start);
    const { code } = await runThrough(['sh', '-c', `${editor} "$1"`, 'sh', file], { cwd: ctx.cwd, env: ctx.env });
    if (code !== 0) throw new KaError('no-editor', `${editor} ended with exit code ${code}; nothing was written.`);
    return readText(file) ?? '';
  } finally {
    removeScratch(folder);
  }
}
