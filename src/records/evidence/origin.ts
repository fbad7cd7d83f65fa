import { basename, isAbsolute, relative, resolve } from 'node:path';
import type { Ctx } from '../../lib/context.ts';
import { KaError } from '../../lib/errors.ts';
import { readBytes } from '../../store/files.ts';
import type { Project } from '../../store/project.ts';
import { realPath } from '../../store/real-path.ts';

/** Above this a file is not even opened. */
const MAX_BYTES = 25 * 1024 * 1024;

/** A file as it is taken in. */
export interface Origin {
  /** Its path below the project, or `external:<name>`: no path of this machine is kept. */
  origin: string;
  bytes: Uint8Array;
}

/**
 * Reads a file that is to be taken in.
 *
 * @param path as it was typed
 * @param external a file outside the project, or a link that leads there, is meant
 * @throws KaError `outside-project`, `no-file`, `file-too-large`, `bad-path`, `no-permission`
 */
export function readOrigin(project: Project, ctx: Ctx, path: string, external: boolean): Origin {
  const absolute = resolve(ctx.cwd, path);
  const origin = nameOf(project, absolute, path, external);
  const bytes = readBytes(absolute, MAX_BYTES);
  if (bytes === null) throw new KaError('no-file', `${path} is not there.`);
  return { origin, bytes };
}

/** Links are followed first: what counts is where the bytes lie. */
function nameOf(project: Project, absolute: string, path: string, external: boolean): string {
  const below = relative(realPath(project.root), realPath(absolute));
  if (below.split(/[\\/]/)[0] !== '..' && !isAbsolute(below)) return below.replaceAll('\\', '/');
  if (external) return `external:${basename(absolute)}`;
  throw new KaError(
    'outside-project',
    `${path} lies, or leads by a link, outside of the project.`,
    `ka record ingest ${path} --allow-external`,
  );
}
