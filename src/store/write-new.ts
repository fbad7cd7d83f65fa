import { closeSync, fsyncSync, openSync, writeFileSync, writeSync } from 'node:fs';

/** What a file is to hold; a function writes it piece by piece, and starts anew when it is called again. */
export type Content = string | Uint8Array | ((fd: number) => void);

/** Makes a file that is not there yet, durable before anybody sees its name. @throws the system's error */
export function writeNew(path: string, content: Content, mode: number): void {
  const fd = openSync(path, 'wx', mode);
  try {
    if (typeof content === 'function') content(fd);
    else writeFileSync(fd, content);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Writes all of the bytes: a system call may take only part of them. */
export function writeAll(fd: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done);
}
