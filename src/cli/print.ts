import { writeSync } from 'node:fs';
import type { Output } from '../commands/contract.ts';
import { expectedFailure } from '../lib/expected-failure.ts';
import { plainText } from '../lib/plain.ts';

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
  for (const note of output.notes ?? []) write(2, `ka: ${plainText(note)}\n`);
  write(
    output.aside ? 2 : 1,
    json && !output.raw
      ? `${JSON.stringify(output.data, null, 2)}\n`
      : ended(output.raw ? output.text : plainText(output.text)),
  );
  output.afterwards?.();
  return output.exitCode ?? 0;
}

/** Prints a failure; returns the exit code. An unexpected one keeps its stack and says how to report it. */
export function printError(error: unknown, json: boolean): number {
  const known = expectedFailure(error);
  if (!known) {
    const stack = error instanceof Error ? error.stack : String(error);
    write(2, `${stack}\nka: this is a bug in ka. Please report it with the lines above.\n`);
    return 2;
  }
  const { code, message, hint } = known;
  if (json) write(1, `${JSON.stringify({ error: { code, message, hint: hint ?? null } }, null, 2)}\n`);
  else write(2, plainText(`ka: ${message}\n${hint ? `try: ${hint}\n` : ''}`));
  return known.exitCode;
}
