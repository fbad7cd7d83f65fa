import { KaError } from '../lib/errors.ts';

const REASONS: Readonly<Record<string, readonly [code: string, reason: string]>> = {
  EACCES: ['no-permission', 'permission is denied'],
  EPERM: ['no-permission', 'permission is denied'],
  EROFS: ['no-permission', 'the disk is read-only'],
  ENOSPC: ['disk-full', 'the disk is full'],
  EDQUOT: ['disk-full', 'the disk quota is used up'],
  ENOTDIR: ['bad-path', 'a part of that path is a file, not a folder'],
  EEXIST: ['bad-path', 'something else stands there'],
  EISDIR: ['bad-path', 'it is a folder'],
  ENAMETOOLONG: ['bad-path', 'the path is too long'],
  ELOOP: ['bad-path', 'it is a link'],
  ERR_INVALID_ARG_VALUE: ['bad-path', 'the path holds a NUL character'],
  EMFILE: ['no-handles', 'too many files are open'],
  ENFILE: ['no-handles', 'too many files are open'],
  EIO: ['disk-failed', 'the disk reports an error'],
};

export const errorCode = (error: unknown): string => (error as NodeJS.ErrnoException | null)?.code ?? '';

/** True for a path at which nothing is. */
export const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes(errorCode(error));

/** Does `work`; what the system refuses becomes a sentence with the path. @throws KaError, or what `work` threw */
export function onDisk<T>(verb: 'read' | 'written' | 'removed', path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const known = REASONS[errorCode(error)];
    if (!known) throw error;
    throw new KaError(known[0], `${path.replaceAll('\0', '\\0')} cannot be ${verb}: ${known[1]}.`, 'ka doctor');
  }
}
