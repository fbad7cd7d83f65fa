import { writeSync } from 'node:fs';
import type { Output } from '../commands/contract.ts';
import { KaError } from '../lib/errors.ts';

/** Writes all of `text`, also where the reader is slow (a pipe in non-blocking mode); a closed pipe is no error. */
export function write(fd: 1 | 2, text: string): void {
  const bytes = Buffer.from(text);
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
    }
  }
}

const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** Prints what a command answered; returns its exit code. */
export function printOutput(output: Output, json: boolean): number {
  for (const note of output.notes ?? []) write(2, `ka: ${note}\n`);
  write(output.aside ? 2 : 1, json && !output.raw ? `${JSON.stringify(output.data, null, 2)}\n` : ended(output.text));
  output.afterwards?.();
  return output.exitCode ?? 0;
}

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
function expected(error: unknown): KaError | null {
  if (error instanceof KaError) return error;
  const { code, path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (!syscall || !code) return null;
  return new KaError('file-error', `${path ?? 'A file'}: ${SYSTEM[code] ?? code} (${syscall}).`, 'ka doctor');
}

/** Prints a failure; returns the exit code. An unexpected one keeps its stack and says how to report it. */
export function printError(error: unknown, json: boolean): number {
  const known = expected(error);
  if (!known) {
    const stack = error instanceof Error ? error.stack : String(error);
    write(2, `${stack}\nka: this is a bug in ka. Please report it with the lines above.\n`);
    return 2;
  }
  const { code, message, hint } = known;
  if (json) write(1, `${JSON.stringify({ error: { code, message, hint: hint ?? null } }, null, 2)}\n`);
  else write(2, `ka: ${message}\n${hint ? `try: ${hint}\n` : ''}`);
  return known.exitCode;
}
