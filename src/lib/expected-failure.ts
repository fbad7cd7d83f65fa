import { KaError } from './errors.ts';

/** What the operating system said, as a sentence. */
const SYSTEM: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is no folder',
  EISDIR: 'it is a folder',
  ELOOP: 'it is a loop of links',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many files are open',
  EDQUOT: 'the disk quota is used up',
};

/** An error of the operating system becomes an expected failure; a KaError stays; anything else is a bug: null. */
export function expectedFailure(error: unknown): KaError | null {
  if (error instanceof KaError) return error;
  const { code, path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (!syscall || !code) return null;
  return new KaError('file-error', `${path ?? 'A file'}: ${SYSTEM[code] ?? code} (${syscall}).`, 'ka doctor');
}
