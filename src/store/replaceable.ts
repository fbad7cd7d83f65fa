import { KaError } from '../lib/errors.ts';
import { statFile } from './files.ts';

/** A file that a command was told to write. */
export interface Named {
  /** Where it lies. */
  path: string;
  /** As it was typed. */
  typed: string;
  /** What the command writes, in one word: `page`. */
  what: string;
  /** A command line that names another file. */
  hint: string;
}

/**
 * Keeps a command from replacing what somebody else wrote: what stands there goes only if the command made it, or if it is
 * empty.
 *
 * @throws KaError `bad-path` for what is no file, `file-exists`
 */
export function checkReplaceable({ path, typed, what, hint }: Named, isOwn: () => boolean): void {
  const there = statFile(path);
  if (there && !there.isFile) throw new KaError('bad-path', `${typed} is no file.`, hint);
  if (there && there.size > 0 && !isOwn())
    throw new KaError('file-exists', `${typed} exists and is no ${what} of ka's. Nothing was written.`, hint);
}
